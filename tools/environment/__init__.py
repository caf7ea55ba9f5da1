"""What the lab runs on: the JDK, Python's packages, the Java library, the kernel; sets them up.

It must not know notebooks, reports, the benchmark or assignments.
"""
