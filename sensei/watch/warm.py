"""The process that has imported all that koans need, and forks a worker whenever it is asked for one.

Nothing in it may start a thread or run a tensor operation on several: a child that is forked afterwards would hang.
"""

from __future__ import annotations

import ast
import contextlib
import gc
import importlib
import os
import signal
import socket
import sys
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from sensei.book import open_book
from sensei.path import Topic, read_path
from sensei.processes import end_with_parent
from sensei.source import SourceError

# What torch imports only when something is first used.
_LATER = ("torch.distributed.tensor", "torch._dynamo", "torch.testing", "hypothesis.extra.numpy")

# pytest and hypothesis do much when they first run and when a test first fails.
_ONE_RUN = """
from hypothesis import given, strategies as st

@given(st.integers())
def test_once(number):
    assert number == "no number"
"""


def preload(root: Path) -> int:
    """Import all that the topics and the teacher's book import, and what their first calls would.

    Returns the number of threads that torch uses by itself; from here on it is one.
    """
    topics, threads = read_path(root).topics, 0
    for name in dict.fromkeys(name for topic in topics for name in _imports(topic)):
        with suppress(ImportError):
            importlib.import_module(name)
    if torch := sys.modules.get("torch"):
        threads = torch.get_num_threads()
        torch.set_num_threads(1)
        for name in _LATER:
            importlib.import_module(name)
        torch.testing.assert_close(torch.ones(1), torch.ones(1))
        torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=1.0)
    for topic in topics:
        with suppress(SourceError):
            open_book(topic.name)
    _run_once()
    return threads


def _imports(topic: Topic) -> Iterator[str]:
    """The modules that a topic imports; those of the learner's own folder may change and are left out."""
    for node in ast.walk(topic.source.tree) if topic.source else ():
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names = [node.module]
        yield from (name for name in names if name.partition(".")[0] not in ("koans", "solutions"))


def _run_once() -> None:
    with tempfile.TemporaryDirectory() as folder, open(os.devnull, "w", encoding="utf-8") as nowhere:
        Path(folder, "pytest.ini").write_text("[pytest]\n")
        Path(folder, "test_once.py").write_text(_ONE_RUN)
        with contextlib.redirect_stdout(nowhere), contextlib.redirect_stderr(nowhere):
            pytest.main([folder, f"--rootdir={folder}", "-p", "no:cacheprovider", "-p", "no:anyio", "--capture=sys"])


def main() -> int:
    """Fork a worker for each request on the socket whose number is the argument, until that is closed."""
    end_with_parent()
    connection = socket.socket(fileno=int(sys.argv[1]))
    threads = preload(Path.cwd())
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # children are not waited for
    gc.collect()
    gc.freeze()  # without it the collector of each child would touch, and so copy, every page
    connection.sendall(b"warm\n")
    while True:
        request, files, _, _ = socket.recv_fds(connection, 16, 3)
        if not request:
            return 0
        process = os.fork()
        if process == 0:
            _become_worker(connection, files, threads)
        for file in files:
            os.close(file)
        connection.sendall(f"{process}\n".encode())


def _become_worker(connection: socket.socket, files: list[int], threads: int) -> None:
    status = 1
    try:
        os.setsid()  # its own group: what it starts is killed with it
        connection.close()
        for target, file in enumerate(files):
            os.dup2(file, target)
            os.close(file)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        if threads:
            sys.modules["torch"].set_num_threads(threads)
        from sensei.watch.worker import serve

        status = serve()
    finally:
        os._exit(status)


if __name__ == "__main__":
    sys.exit(main())
