"""What Python knows of the Java side by name: classes, Maven modules, the jar that they make."""

from __future__ import annotations

MODULES = ("compiled-step", "lib")
"""The folders of the Maven modules that students get, beside the parent's pom.xml."""
LIBRARY = "lib"
"""The module in whose `target` the jar and the jars that it needs are."""
JAR = "digitlab.jar"
BENCHMARK = "bench/java"
"""The module with the lab's own side of the benchmark; students do not build it."""
BENCHMARK_JAR = "digitlab-bench.jar"
DJL = "bench/djl"
"""The folder of the benchmark's worker for DJL, a Maven project of its own."""

KERNEL = "org.dflib.jjava.distro.JJava"
DOCTOR = "digitlab.doctor.Doctor"
PROVENANCE = "digitlab.notebook.Provenance"

WORKLOADS = "digitlab.bench.Workload"
"""Writes what all systems of the benchmark start from."""
WORKER = "digitlab.bench.Worker"
DJL_WORKER = "digitlab.bench.djl.Worker"
WHOLE_WORK = "digitlab.bench.WholeComparison"
SEED_REPORT = "digitlab.bench.SeedReport"
BAR_CHART = "digitlab.bench.BarChart"
THREADS_CHART = "digitlab.bench.ThreadsChart"

PORTABLE_ENGINE = "-Ddigitlab.engine=portable"
"""The option that lets a JVM compute with the portable engine, whatever the machine has."""
