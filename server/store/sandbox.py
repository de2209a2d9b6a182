"""Takes the network and other programs away from a worker: seccomp where it works, else an empty network namespace."""

import contextlib
import ctypes
import errno
import os
import socket

# What a query has no business with: sockets, io_uring (which opens sockets without these calls), other programs.
DENIED_CALLS = (
    *("socket", "socketpair", "connect", "bind", "listen", "accept", "accept4", "sendto", "sendmsg", "sendmmsg"),
    *("recvfrom", "recvmsg", "recvmmsg", "io_uring_setup", "io_uring_enter", "execve", "execveat", "ptrace"),
)
_CLONE_NEWUSER, _CLONE_NEWNET = 0x10000000, 0x40000000  # linux/sched.h

SECCOMP, NAMESPACE, NONE = "seccomp", "network namespace", "none"


def apply() -> str:
    """Lock the calling process in, for good; returns what holds: `seccomp`, `network namespace` or `none`."""
    with contextlib.suppress(ImportError, RuntimeError, OSError):
        _deny_calls()
        if not _can_open_a_socket():
            return SECCOMP
    with contextlib.suppress(OSError):
        _empty_network()
        return NAMESPACE
    return NONE


def _deny_calls() -> None:
    import pyseccomp  # noqa: PLC0415 - raises at import where libseccomp is missing

    rules = pyseccomp.SyscallFilter(pyseccomp.ALLOW)
    for call in DENIED_CALLS:
        rules.add_rule(pyseccomp.ERRNO(errno.EACCES), call)
    rules.load()


def _empty_network() -> None:
    """Network of nothing but a loopback that is down; as root, or through a user namespace of our own."""
    libc = ctypes.CDLL(None, use_errno=True)
    for flags in (_CLONE_NEWNET, _CLONE_NEWUSER | _CLONE_NEWNET):
        if libc.unshare(flags) == 0:
            return
    raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))


def _can_open_a_socket() -> bool:
    try:
        socket.socket().close()
    except OSError:
        return False
    return True
