"""What a judged process puts around itself before a learner's code runs in it. Nothing here can be taken back.

Files by Landlock, system calls by seccomp, sizes by resource limits. Landlock and seccomp exist on Linux only, and need
the packages of the extra `grading`.
"""

from __future__ import annotations

import ctypes
import errno
import os
import signal
import sys
import sysconfig
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import sensei
from sensei.processes import end_with_parent, private_memory

try:
    import resource
except ImportError:  # Windows
    resource = None  # type: ignore[assignment]

try:
    import py_landlock
    import pyseccomp
except (ImportError, OSError, RuntimeError):  # not Linux, not installed, or without libseccomp
    py_landlock = pyseccomp = None  # type: ignore[assignment]

_PR_SET_CHILD_SUBREAPER = 36
_CLONE_THREAD, _CLONE_NEW = 0x10000, 0x7E020080  # every kind of namespace
_CLONE_NEWNS, _MS_REC, _MS_PRIVATE = 0x20000, 0x4000, 1 << 18
_CAPABILITIES_VERSION = 0x20080522
_OPEN_FILES, _PROCESSES = 256, 64

_NETWORK = "socket accept accept4 bind connect listen sendto sendmsg sendmmsg recvfrom recvmsg recvmmsg"
_OTHERS = """
    ptrace process_vm_readv process_vm_writev process_madvise pidfd_open pidfd_getfd pidfd_send_signal kcmp
    setsid setpgid setuid setgid setreuid setregid setresuid setresgid setgroups capset prlimit64 setpriority
    alarm setitimer timer_create timerfd_create
    rt_sigqueueinfo rt_tgsigqueueinfo tkill sched_setaffinity sched_setscheduler ioprio_set
    unshare setns mount umount2 move_mount open_tree fsopen fsmount pivot_root chroot mknod mknodat
    bpf perf_event_open userfaultfd io_uring_setup io_uring_enter io_uring_register seccomp landlock_create_ruleset
    keyctl add_key request_key init_module finit_module delete_module kexec_load kexec_file_load reboot
    swapon swapoff settimeofday clock_settime clock_adjtime adjtimex sethostname setdomainname quotactl acct syslog
    iopl ioperm personality name_to_handle_at open_by_handle_at fanotify_init memfd_secret
    shmget shmat shmctl shmdt semget semop semctl msgget msgsnd msgrcv msgctl mq_open mq_unlink
    chown fchown lchown fchownat setxattr lsetxattr fsetxattr
"""


@dataclass(frozen=True)
class Limits:
    """What a judged process may take. `processes` says whether it may start others: DataLoader workers need that."""

    seconds: float
    memory_bytes: int
    disk_bytes: int
    processes: bool = False


@dataclass
class Jail:
    """Prepared where everything is imported, entered in each judged process."""

    readable: list[Path] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._libc = ctypes.CDLL(None, use_errno=True) if sys.platform.startswith("linux") else None
        self._rules: Any = None

    @property
    def landlock_version(self) -> int:
        return int(py_landlock.Landlock(strict=False).abi_version)

    @property
    def has_kernel(self) -> bool:
        """Whether the kernel and the packages can do it; whether they do is tried in `isolation`."""
        if py_landlock is None or not sys.platform.startswith("linux"):
            return False
        try:
            return self.landlock_version > 0
        except py_landlock.LandlockError:
            return False

    def prepare(self) -> None:
        """Look up now what is the same for every judged process: what may be read, and the teacher's book may not."""
        engine, folders = Path(sensei.__file__).resolve().parent, _import_folders()
        secret = [folder / "solutions" for folder in folders if (folder / "solutions").exists()]
        if engine.parent.name not in ("site-packages", "dist-packages"):
            secret.append(engine.parent)  # a project: of all that is in it, only the engine may be read
        allowed = [engine]
        for folder in (*folders, *self.readable):
            allowed += _without(folder, secret)
        rules, access = py_landlock.Landlock(strict=False), py_landlock.AccessFs
        for path in dict.fromkeys(path for path in allowed if path.exists()):
            rules.add_path_rule(path, access=access.READ_FILE | (access.READ_DIR if path.is_dir() else 0))
        for folder in folders:
            if folder not in secret:  # else Python would find nothing in a folder of which a part is secret
                rules.add_path_rule(folder, access=access.READ_DIR)
        self._rules = rules

    def enter(self, own_folder: Path, keep: Iterable[int], limits: Limits, closed: bool) -> None:
        """Shut this process in: only the handles in `keep` stay open. `closed`: with Landlock and seccomp too.

        What this system lacks is not done: `isolation` says what there is.
        """
        _close_handles(sorted({0, 1, 2, *keep}))
        if sys.platform.startswith("linux"):
            end_with_parent()
        _limit(limits)
        if not closed:
            return
        if limits.processes:
            self._own_shared_memory()
        self._drop_capabilities()
        access = py_landlock.AccessFs
        self._rules.allow_read_write(own_folder)
        self._rules.add_path_rule(own_folder, access=access.REFER | access.MAKE_FIFO | access.MAKE_SOCK)
        if limits.processes:  # what DataLoader workers hand back lies there, unlinked at once
            kept = access.MAKE_REG | access.READ_FILE | access.WRITE_FILE | access.REMOVE_FILE | access.TRUNCATE
            self._rules.add_path_rule("/dev/shm", access=kept)
        self._rules.apply()
        _filter(limits.processes).load()

    def _own_shared_memory(self) -> None:
        """A small /dev/shm that goes when this process goes. Only root can have one."""
        assert self._libc
        if self._libc.unshare(_CLONE_NEWNS) == 0:
            self._libc.mount(b"none", b"/", None, _MS_REC | _MS_PRIVATE, None)
            self._libc.mount(b"tmpfs", b"/dev/shm", b"tmpfs", 0, b"size=64m,nr_inodes=1000,mode=1777")

    def adopt(self) -> None:
        """Become the parent of processes whose own parent has gone, so that they can be found."""
        if self._libc:
            self._libc.prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)

    def _drop_capabilities(self) -> None:
        """Root is to have the rights of a user who owns root's files, and no more."""
        assert self._libc
        header = (ctypes.c_uint32 * 2)(_CAPABILITIES_VERSION, 0)
        none = (ctypes.c_uint32 * 6)()
        if self._libc.capset(header, none) != 0:
            raise OSError(ctypes.get_errno(), "capset")


def _close_handles(kept: list[int]) -> None:
    for before, after in zip([-1, *kept], [*kept, 1 << 16], strict=True):
        if before + 1 < after:  # an empty range would close all
            os.closerange(before + 1, after)


def what_is_limited() -> str:
    """Which limits a process gets on this system, in words."""
    if resource is None:
        return "limits of time, none of memory and size"
    return "limits of time and size" if sys.platform.startswith("linux") else "limits of time and size, none of memory"


def _limit(limits: Limits) -> None:
    if resource is None:
        return

    def limit(what: int, most: int) -> None:
        _, hard = resource.getrlimit(what)
        most = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(what, (most, most))

    limit(resource.RLIMIT_CORE, 0)
    limit(resource.RLIMIT_NOFILE, _OPEN_FILES)
    limit(resource.RLIMIT_FSIZE, limits.disk_bytes)
    if limits.processes:
        limit(resource.RLIMIT_NPROC, _PROCESSES + _processes_now())
    limit(resource.RLIMIT_CPU, int(time.process_time() + limits.seconds) + 2)  # a standby has imported much
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)  # a file that is too large is an OSError
    if sys.platform.startswith("linux"):  # elsewhere this limit counts what nobody uses
        limit(resource.RLIMIT_DATA, private_memory() + limits.memory_bytes)


def _processes_now() -> int:
    """How many threads this user has: what the limit counts."""
    return sum(1 for name in os.listdir("/proc") if name.isdigit()) if os.path.isdir("/proc") else 1000


def _import_folders() -> list[Path]:
    paths = [Path(entry) for entry in (*sys.path, sysconfig.get_path("stdlib"), sysconfig.get_path("platstdlib"))]
    return list(dict.fromkeys(path.resolve() for path in paths if path.is_dir()))


def _without(folder: Path, secret: list[Path]) -> Iterator[Path]:
    """`folder`, or where something secret lies in it, all else that is in it."""
    if not any(path.is_relative_to(folder) for path in secret):
        yield folder
    elif folder not in secret and folder.is_dir():
        for path in folder.iterdir():
            yield from _without(path, secret)


def _filter(processes: bool) -> Any:
    """All system calls are allowed but these, which no answer needs: they fail with "Operation not permitted"."""
    rules = pyseccomp.SyscallFilter(pyseccomp.ALLOW)
    refuse, absent = pyseccomp.ERRNO(errno.EPERM), pyseccomp.ERRNO(errno.ENOSYS)
    own_pid = os.getpid()

    def add(action: int, names: str, *arguments: Any) -> None:
        for name in names.split():
            try:
                rules.add_rule(action, name, *arguments)
            except OSError as error:
                if error.errno != errno.EINVAL:  # a call that this kernel's library does not know
                    raise

    add(refuse, _OTHERS)
    add(refuse, "kill tgkill", pyseccomp.Arg(0, pyseccomp.NE, own_pid))
    add(absent, "clone3")  # its flags can't be looked at; the C library then uses clone
    add(refuse, "execve execveat")
    add(refuse, "socketpair", pyseccomp.Arg(0, pyseccomp.NE, 1))  # AF_UNIX: asyncio wakes itself by a pair
    if processes:
        for bit in range(32):
            if _CLONE_NEW >> bit & 1:
                add(refuse, "clone", pyseccomp.Arg(0, pyseccomp.MASKED_EQ, 1 << bit, 1 << bit))
        add(refuse, "socket", pyseccomp.Arg(0, pyseccomp.NE, 1))
    else:
        add(refuse, "fork vfork")
        add(refuse, "clone", pyseccomp.Arg(0, pyseccomp.MASKED_EQ, _CLONE_THREAD, 0))
        add(refuse, _NETWORK)
        add(refuse, "rt_sigaction")  # a handler is called with the stack of what it interrupts
    return rules
