"""The launcher's modules: set-up, running notebooks, reports, the doctor.

`lab` runs `cli` with the system's Python, so everything it imports uses the standard library only;
`execute` and `export` run with the Python of the lab's own environment.
"""
