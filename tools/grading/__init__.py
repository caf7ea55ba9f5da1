"""Teaching with the lab: assignments released, graded and returned, on top of nbgrader.

`__main__` is behind `./lab assignments`; docs/assignments.md is the teacher's manual. A course is a
folder in nbgrader's layout, so nbgrader's own commands and panels work on it, too.
"""
