"""The same class on a cluster: the workers of a dask scheduler judge, and their records come here as they are made.

A machine there needs this package, the same koans and the same versions, but no submissions: what is judged of them is
sent. Who can reach the scheduler can run code on these machines, so it belongs in a closed network. Needs the extra
`cluster`.
"""

from __future__ import annotations

import secrets
import shutil
import tempfile
import threading
from collections import defaultdict
from collections.abc import Iterator, Sequence
from concurrent.futures import CancelledError
from pathlib import Path

import sensei
from sensei.grading.crew import Judged
from sensei.grading.record import GradingError, Record
from sensei.grading.settings import Settings
from sensei.grading.stamp import material_of
from sensei.grading.worker import Job, Worker
from sensei.path import find_root

try:
    import distributed
except ImportError:
    raise GradingError('--cluster needs dask: python -m pip install -e ".[cluster]"') from None

_CONNECT_SECONDS = 15


class ClusterCrew:
    """The workers of the scheduler at `address`. Each judges as many submissions at once as it has threads."""

    def __init__(self, root: Path, settings: Settings, address: str, share: bool) -> None:
        self._run = secrets.token_hex(8)
        self._order = (material_of(root), settings, share)
        try:
            self._client = distributed.Client(address, timeout=_CONNECT_SECONDS, set_as_default=False)
        except (OSError, ValueError) as error:
            raise GradingError(f"No dask scheduler answers at {address}: {error}") from None

    def judged(self, jobs: Sequence[Job]) -> Iterator[Judged]:
        task = (_judge, self._run, *self._order)
        self._futures = {self._client.submit(*task, job, pure=False): job for job in jobs}
        for future in distributed.as_completed(list(self._futures), loop=self._client.loop):
            yield self._futures[future], _result(future)

    def close(self) -> None:
        """Take back what is not judged yet, and end the graders there."""
        with self._client:
            if self._client.status == "running":
                self._client.cancel(list(self._futures), force=True)
                self._client.run(_end, self._run, on_error="ignore")


def _result(future: distributed.Future[Record | str]) -> Record | str:
    try:
        judged: Record | str = future.result()
    except distributed.KilledWorker as error:
        return str(error)
    except (CancelledError, OSError) as error:
        raise GradingError(f"The cluster was lost ({error}). When it is back, --resume goes on.") from None
    return judged


# What follows runs on the machines of the cluster, in threads of their dask workers.

_lock = threading.Lock()
_workers: dict[str, list[Worker]] = defaultdict(list)  # of each run: all that were started
_idle: dict[str, list[Worker]] = defaultdict(list)
_ended: set[str] = set()


def _judge(run: str, material: str, settings: Settings, share: bool, job: Job) -> Record | str:
    root = find_root(Path.cwd()) or find_root(Path(sensei.__file__).resolve())
    where = f"The worker at {distributed.get_worker().address}"
    if root is None:
        raise GradingError(f"{where} finds no koans: start it in the folder that holds `koans` and `solutions`.")
    if material_of(root) != material:
        raise GradingError(f"{where} has other koans, or other versions of Python or torch, than this machine.")
    with _lock:
        if run in _ended:
            return "it was stopped"
        if not _idle[run]:
            _idle[run].append(Worker(root, settings, _shared_folder(run) if share else None))
            _workers[run] += _idle[run]
        worker = _idle[run].pop()
    try:
        return worker.judge(job)
    finally:
        _idle[run].append(worker)


def _shared_folder(run: str) -> Path:
    """For the graders of one run on one machine."""
    folder = Path(tempfile.gettempdir()) / f"koans-solved-{run}"
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder


def _end(run: str) -> None:
    with _lock:
        _ended.add(run)
        workers = _workers.pop(run, [])
        _idle.pop(run, None)
    for worker in workers:
        worker.close()
    shutil.rmtree(_shared_folder(run), ignore_errors=True)
