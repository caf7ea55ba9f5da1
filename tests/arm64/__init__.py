"""The lab on an ARM64 Debian under qemu: its losses beside those of this machine; run by hand.

sudo .venv/bin/python -m tests.arm64
"""
