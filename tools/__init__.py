"""What is behind the command `lab`.

Each command has its module here: `cli` reads what a person types; `bench` and `doctor` do their
work in the same process; `run`, `report` and `assignments` are started with the lab's own Python.
The packages below do the work and know nothing of the modules here. What `cli` imports, directly or
not, runs with the system's Python and uses the standard library only.
"""
