"""The embedded data's files: real ones, written and read by real processes."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from torchvision import datasets

from sensei import fashion
from sensei.fashion import fashion_root
from tests.fashion_help import FILES, VARIABLES, complaint, drawn, snapshot, start, told


@pytest.fixture(autouse=True)
def _no_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in VARIABLES:
        monkeypatch.delenv(variable, raising=False)


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """A few pictures only: the same code, in milliseconds."""
    for half, per_class in {"train": 5, "t10k": 2}.items():
        monkeypatch.setitem(fashion.PER_CLASS, half, per_class)


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("KOANS_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The whole data, drawn once for this file."""
    return drawn(tmp_path_factory.mktemp("whole"))


# What is drawn, and with what


def test_whoever_draws_gets_the_same_bytes(root: Path, cache: Path) -> None:
    assert snapshot(fashion_root()) == snapshot(root)


def test_drawing_loads_no_torch(tmp_path: Path) -> None:
    _, how, modules = told(start(tmp_path))
    assert how == "drew"
    assert modules == {"numpy", "PIL"}


def test_finding_it_loads_none_of_the_big_modules(root: Path) -> None:
    _, how, modules = told(start(root.parent))
    assert how == "found"
    assert not modules


# Two at once, and one that dies


def test_of_two_processes_at_once_one_draws_and_both_get_it(root: Path, tmp_path: Path) -> None:
    processes = [start(tmp_path) for _ in range(2)]
    (one, drew, _), (other, found, _) = (told(process) for process in processes)
    assert sorted([drew, found]) == ["drew", "found"]
    assert one == other
    assert snapshot(one) == snapshot(root)


@pytest.mark.parametrize("moment", ["lock", "FashionMNIST/raw/train-images-idx3-ubyte"])
def test_a_process_killed_while_it_draws_or_writes_leaves_no_trap(root: Path, tmp_path: Path, moment: str) -> None:
    process = start(tmp_path)
    deadline = time.monotonic() + 30
    while not list(tmp_path.glob(f"*/{moment}")) and time.monotonic() < deadline:
        time.sleep(0.002)
    process.kill()
    process.communicate()
    assert not list(tmp_path.glob("**/sealed")), "killed too late to test anything"
    assert snapshot(drawn(tmp_path)) == snapshot(root)
    assert not list(tmp_path.glob("**/*.part"))


@pytest.mark.usefixtures("few")
def test_a_process_that_never_ends_is_not_waited_for_for_ever(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lock = cache / f"clothes-{fashion._edition()}" / "lock"
    lock.parent.mkdir(parents=True)
    script = f"import filelock; lock = filelock.FileLock({str(lock)!r}); lock.acquire(); print(flush=True); input()"
    with subprocess.Popen([sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        holder.stdout.readline()
        monkeypatch.setattr(fashion, "_PATIENCE", 0.2)
        message = complaint()
        holder.kill()
    assert f"delete {lock}" in message
    assert fashion_root().is_dir()


# Damage


def cut_off(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-100])


def flip_a_bit(path: Path) -> None:
    """Size and times stay as they were."""
    times = path.stat()
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))


def empty(path: Path) -> None:
    path.write_bytes(b"")


@pytest.mark.usefixtures("few")
@pytest.mark.parametrize("damage", [cut_off, flip_a_bit, empty, Path.unlink])
@pytest.mark.parametrize("name", [*FILES, "sealed"])
def test_damage_to_any_file_is_noticed_and_mended(cache: Path, name: str, damage: Callable[[Path], None]) -> None:
    whole = snapshot(fashion_root())
    [path] = cache.glob(f"*/FashionMNIST/raw/{name}")
    before = path.read_bytes()
    damage(path)
    assert snapshot(fashion_root()) == whole
    assert path.read_bytes() == before


@pytest.mark.usefixtures("few")
def test_a_whole_folder_is_not_written_to(cache: Path) -> None:
    """A class may share a cache that its members can only read: no lock is taken, no time is changed."""
    root = fashion_root()
    (root / "lock").unlink(missing_ok=True)
    before = {path: path.stat().st_mtime_ns for path in cache.rglob("*")}
    assert fashion_root() == root
    assert {path: path.stat().st_mtime_ns for path in cache.rglob("*")} == before


@pytest.mark.usefixtures("few")
def test_a_new_drawing_gets_a_new_folder(cache: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    old = fashion_root()
    clothes = shutil.copytree(Path(fashion.__file__).with_name("clothes"), tmp_path / "clothes")
    monkeypatch.setattr(fashion, "__file__", str(tmp_path / "fashion.py"))
    sources = list(clothes.glob("*.py"))
    for source in sources:
        source.write_bytes(source.read_bytes().replace(b"\n", b"\r\n"))
    assert fashion_root() == old, "line ends are no new drawing"
    roots = {old}
    for source in sources:
        source.write_bytes(source.read_bytes() + b"# longer sleeves\n")
        roots.add(fashion_root())
    assert len(roots) == 1 + len(sources), "each of the sources counts"


# Folders that cannot be written


@pytest.mark.usefixtures("few")
@pytest.mark.skipif(sys.platform == "win32", reason="there the cache folder is not a matter of variables")
def test_without_a_cache_folder_a_temporary_one_is_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").touch()
    for variable in ("HOME", "XDG_CACHE_HOME"):
        monkeypatch.setenv(variable, str(tmp_path / "file" / "below"))
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    assert (tmp_path / "temporary") in fashion_root().parents
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "file"))
    message = complaint()
    assert message.count("Not a directory") == 2
    assert "KOANS_CACHE" in message


@pytest.mark.usefixtures("few")
def test_a_cache_folder_that_was_asked_for_has_no_substitute(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("KOANS_CACHE", str(tmp_path / "file" / "below"))
    message = complaint()
    assert str(tmp_path / "file" / "below") in message
    assert "10 MB" in message


@pytest.mark.skipif(sys.platform == "win32", reason="no limit to the size of a file")
def test_a_write_that_fails_half_way_says_so_and_leaves_nothing(tmp_path: Path) -> None:
    """As on a full disk: the limit stops the first file in its middle."""
    process = start(tmp_path, before="import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))")
    _, error = process.communicate(timeout=60)
    last = error.strip().splitlines()[-1]
    assert last.startswith("sensei.fashion.FashionDataError: The pictures of clothes need 10 MB")
    assert "File too large" in last
    assert [path.name for path in tmp_path.rglob("*") if path.is_file() and path.name != "lock"] == []


# The real Fashion-MNIST instead


@pytest.fixture
def real(root: Path, tmp_path: Path) -> Path:
    """Files like the real ones, in a folder that is not ours: no seal, other sizes."""
    raw = tmp_path / "real" / "FashionMNIST" / "raw"
    raw.mkdir(parents=True)
    for name in FILES:
        content = (root / "FashionMNIST" / "raw" / name).read_bytes()
        head = 16 if "images" in name else 8
        one = (len(content) - head) // int.from_bytes(content[4:8], "big")
        body = content[:4] + (7).to_bytes(4, "big") + content[8 : head + 7 * one]
        (raw / name).write_bytes(body)
    return tmp_path / "real"


def test_a_variable_uses_the_real_data_and_leaves_it_alone(
    real: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = snapshot(real)
    monkeypatch.setenv("KOANS_FASHION_MNIST", str(real))
    assert fashion_root() == real
    assert len(datasets.FashionMNIST(fashion_root(), download=True)) == 7
    assert snapshot(real) == before
    assert not cache.exists()


def test_a_folder_without_the_real_data_is_refused_in_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KOANS_FASHION_MNIST", str(tmp_path / "nowhere"))
    message = complaint()
    assert str(tmp_path / "nowhere") in message
    assert "train-images-idx3-ubyte" in message
    assert "unset it" in message


def test_the_folder_one_or_two_too_deep_is_answered_with_the_right_one(
    real: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for deep in ("FashionMNIST", "FashionMNIST/raw"):
        monkeypatch.setenv("KOANS_FASHION_MNIST", str(real / deep))
        assert complaint().endswith(f"Set it to {real} instead.")


def test_packed_and_damaged_real_files_are_named(real: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KOANS_FASHION_MNIST", str(real))
    path = real / "FashionMNIST" / "raw" / FILES[2]
    cut_off(path)
    assert "t10k-images-idx3-ubyte is damaged" in complaint()
    path.rename(path.with_name(path.name + ".gz"))
    assert "t10k-images-idx3-ubyte is still packed: gunzip it" in complaint()
