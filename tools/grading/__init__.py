"""Assignments released, graded and returned, on top of nbgrader.

`tools/assignments.py` is behind `./lab assignments`; docs/assignments.md is the teacher's manual. A
course is a folder in nbgrader's layout, so nbgrader's own commands and panels work on it, too. It
must not know the benchmark, nor how `./lab run` runs notebooks: students' code runs apart, within
limits.
"""
