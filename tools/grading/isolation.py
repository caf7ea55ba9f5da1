"""Shutting a process and its children off: no network, no sight of the course, nothing to write to.

Where the system lets ordinary users make namespaces (most Linux systems). `command` is for the
grader: it starts a program in namespaces of its own; `enter` is for that program: it shuts the
doors behind itself before it runs anything of a student's.
"""

from __future__ import annotations

import ctypes
import os
import shutil
import socket
import struct
from collections.abc import Sequence
from pathlib import Path

NAMESPACES = ("--user", "--map-root-user", "--net", "--mount", "--pid", "--mount-proc")

MS_NOSUID, MS_NODEV = 2, 4
AT_FDCWD, AT_RECURSIVE, MOUNT_ATTR_RDONLY = -100, 0x8000, 1
MOUNT_SETATTR = 442  # the system call has this number on every kind of processor
PR_SET_DUMPABLE, PR_CAPBSET_DROP, PR_SET_NO_NEW_PRIVS = 4, 24, 38
SIOCSIFFLAGS, IFF_UP = 0x8914, 1
LAST_CAPABILITY = 63


def command() -> list[str] | None:
    """What to put before a command so that it may `enter`; None where the system has no such."""
    unshare = shutil.which("unshare")
    if not unshare:
        return None
    return [unshare, *NAMESPACES, "--fork", "--kill-child", "--"]


def enter(
    scratch: Path, megabytes: int, hidden: Sequence[Path] = (), own: Sequence[Path] = ()
) -> None:
    """From here on nothing leaves: raises OSError where the system does not let us.

    Only `scratch` can be written to, at most so many megabytes; the `hidden` folders are empty,
    what is written to the `own` folders, only this process and its children see.
    """
    _loopback_up()
    libc = ctypes.CDLL(None, use_errno=True)
    _make_read_only(libc)
    for folder in hidden:
        if folder.is_dir():
            _cover(libc, folder, "size=4k,mode=555")
    _cover(libc, scratch, f"size={megabytes}m,mode=700")
    for number, folder in enumerate(path for path in own if path.is_dir()):
        _layer(libc, folder, scratch / f"own-{number}")
    for capability in range(LAST_CAPABILITY + 1):  # else a child could undo all this
        libc.prctl(PR_CAPBSET_DROP, capability, 0, 0, 0)
    _check(libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
    keep_memory_private()


def keep_memory_private() -> None:
    """No other process of the same user may look into this one, which knows the hidden tests."""
    _check(ctypes.CDLL(None, use_errno=True).prctl(PR_SET_DUMPABLE, 0, 0, 0, 0))


def _loopback_up() -> None:
    """The kernel is talked to through the loopback device, which begins switched off."""
    import fcntl  # Windows does not have it

    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        request = struct.pack("16sH14x", b"lo", IFF_UP)
        fcntl.ioctl(any_socket, SIOCSIFFLAGS, request)


def _make_read_only(libc: ctypes.CDLL) -> None:
    attributes = struct.pack("QQQQ", MOUNT_ATTR_RDONLY, 0, 0, 0)
    _check(
        libc.syscall(
            ctypes.c_long(MOUNT_SETATTR),
            ctypes.c_int(AT_FDCWD),
            b"/",
            ctypes.c_uint(AT_RECURSIVE),
            attributes,
            ctypes.c_size_t(len(attributes)),
        )
    )


def _cover(libc: ctypes.CDLL, folder: Path, options: str) -> None:
    """Mounts an empty file system over a folder."""
    _mount(libc, b"tmpfs", folder, options)


def _layer(libc: ctypes.CDLL, folder: Path, changes: Path) -> None:
    """Mounts a layer over a folder that keeps what is written to it elsewhere."""
    upper, work = changes / "upper", changes / "work"
    upper.mkdir(parents=True)
    work.mkdir()
    options = f"lowerdir={folder},upperdir={upper},workdir={work},userxattr"
    _mount(libc, b"overlay", folder, options)


def _mount(libc: ctypes.CDLL, kind: bytes, folder: Path, options: str) -> None:
    path = os.fsencode(folder.resolve())
    _check(libc.mount(kind, path, kind, MS_NOSUID | MS_NODEV, options.encode()))


def _check(result: int) -> None:
    if result:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
