"""The embedded data: real files, real processes, the real dataset class, and how fast it is learned."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import Tensor, nn
from torchvision import datasets

from sensei import fashion
from sensei.clothes import CLASSES, draw_clothes
from sensei.fashion import FashionDataError, fashion_root

FILES = ("train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte")
VARIABLES = ("KOANS_FASHION_MNIST", "KOANS_CACHE")
TOPS = [CLASSES.index(name) for name in ("T-shirt/top", "Pullover", "Coat", "Shirt")]
SHOES = [CLASSES.index(name) for name in ("Sandal", "Sneaker", "Ankle boot")]


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
    """The whole data, drawn once for this file by a process of its own."""
    process = start(tmp_path_factory.mktemp("whole"))
    out, err = process.communicate(timeout=60)
    assert process.returncode == 0, err
    return Path(out.splitlines()[0])


def start(cache: Path, before: str = "", **environment: str) -> subprocess.Popen[str]:
    """A process that asks for the data; prints folder, "drew" or "found", CPU seconds, big modules loaded."""
    script = f"""
import sys, time
{before}
from sensei.fashion import fashion_root
begin = time.process_time()  # a busy neighbour does not count
print(fashion_root())
print("drew" if "sensei.clothes" in sys.modules else "found")
print(time.process_time() - begin)
print(*({{"torch", "torchvision", "numpy", "PIL"}} & set(sys.modules)))
"""
    inherited = {name: value for name, value in os.environ.items() if name not in VARIABLES}
    return subprocess.Popen(
        [sys.executable, "-c", script],
        env={**inherited, "KOANS_CACHE": str(cache), "PYTHONPATH": str(Path(__file__).parents[1]), **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def snapshot(root: Path) -> dict[str, bytes]:
    return {name: (root / "FashionMNIST" / "raw" / name).read_bytes() for name in FILES}


# What is in the files


@pytest.mark.parametrize(("train", "count"), [(True, 10_000), (False, 2_000)])
def test_the_real_dataset_class_reads_it_without_a_network(
    root: Path, train: bool, count: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("socket.socket.connect", lambda *_: pytest.fail("the network was asked"))
    data = datasets.FashionMNIST(root, train=train, download=True)
    assert data.data.shape == (count, 28, 28)
    assert data.data.dtype == torch.uint8
    assert torch.bincount(data.targets).tolist() == [count // 10] * 10
    picture, label = data[0]
    assert (picture.mode, picture.size, type(label)) == ("L", (28, 28), int)
    assert tuple(data.classes) == CLASSES


def test_labels_are_mixed_so_that_the_first_batch_has_every_class(root: Path) -> None:
    labels = datasets.FashionMNIST(root).targets
    assert set(labels[:64].tolist()) == set(range(10))
    assert 800 < (labels[1:] == labels[:-1]).sum() < 1200  # as chance has it


def test_no_picture_is_given_twice_or_empty_and_the_ground_is_black(root: Path) -> None:
    both = torch.cat([datasets.FashionMNIST(root, train=train).data for train in (True, False)]).flatten(1)
    assert len(torch.unique(both, dim=0)) == len(both)
    assert (both > 0).float().mean(1).min() > 0.04
    assert (both.reshape(-1, 28, 28)[:, 0, 0] == 0).float().mean() > 0.99
    assert both.max() == 255


def test_one_seed_draws_one_set_of_clothes_in_any_number() -> None:
    pictures, labels = draw_clothes(3, seed=5)
    again, same = draw_clothes(3, seed=5)
    assert np.array_equal(pictures, again)
    assert np.array_equal(labels, same)
    assert not np.array_equal(pictures, draw_clothes(3, seed=6)[0])


def test_whoever_draws_gets_the_same_bytes(root: Path, cache: Path) -> None:
    assert snapshot(fashion_root()) == snapshot(root)


# How fast


def test_drawing_takes_under_three_seconds_and_loads_no_torch(tmp_path: Path) -> None:
    _, drew, seconds, modules = start(tmp_path).communicate(timeout=60)[0].splitlines()
    assert drew == "drew"
    assert float(seconds) < 3
    assert set(modules.split()) == {"numpy", "PIL"}


def test_finding_it_takes_milliseconds_and_loads_no_numpy(root: Path) -> None:
    _, found, seconds, modules = start(root.parent).communicate(timeout=60)[0].split("\n")[:4]
    assert found == "found"
    assert float(seconds) < 0.1
    assert modules == ""


# Two at once, and one that dies


def test_of_two_processes_at_once_one_draws_and_both_get_it(root: Path, tmp_path: Path) -> None:
    processes = [start(tmp_path) for _ in range(2)]
    answers = [process.communicate(timeout=60)[0].splitlines() for process in processes]
    assert sorted(answer[1] for answer in answers) == ["drew", "found"]
    assert answers[0][0] == answers[1][0]
    assert snapshot(Path(answers[0][0])) == snapshot(root)


@pytest.mark.parametrize("moment", ["lock", "FashionMNIST/raw/train-images-idx3-ubyte"])
def test_a_process_killed_while_it_draws_or_writes_leaves_no_trap(root: Path, tmp_path: Path, moment: str) -> None:
    process = start(tmp_path)
    deadline = time.monotonic() + 30
    while not list(tmp_path.glob(f"*/{moment}")) and time.monotonic() < deadline:
        time.sleep(0.002)
    process.kill()
    process.communicate()
    assert not list(tmp_path.glob("**/sealed")), "killed too late to test anything"
    second = start(tmp_path)
    folder, drew, *_ = second.communicate(timeout=60)[0].splitlines()
    assert drew == "drew"
    assert snapshot(Path(folder)) == snapshot(root)
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
def test_damage_to_any_file_is_noticed_and_mended(cache: Path, name: str, damage: object) -> None:
    whole = snapshot(fashion_root())
    [path] = cache.glob(f"*/FashionMNIST/raw/{name}")
    before = path.read_bytes()
    assert callable(damage)
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
    folder = Path(fashion.__file__).parent
    for name in ("fashion.py", "clothes.py"):
        shutil.copy(folder / name, tmp_path / name)
    monkeypatch.setattr(fashion, "__file__", str(tmp_path / "fashion.py"))
    source = (tmp_path / "clothes.py").read_bytes()
    (tmp_path / "clothes.py").write_bytes(source.replace(b"\n", b"\r\n"))
    assert fashion_root() == old, "line ends are no new drawing"
    (tmp_path / "clothes.py").write_bytes(source + b"# longer sleeves\n")
    assert fashion_root() != old


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


def complaint() -> str:
    """What a learner reads."""
    with pytest.raises(FashionDataError) as caught:
        fashion_root()
    assert "\n" not in str(caught.value)
    return str(caught.value)


# How it is learned


@pytest.fixture(scope="module")
def one_thread() -> Iterator[None]:
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.fixture(scope="module")
def lesson(root: Path, one_thread: None) -> tuple[dict[int, float], Tensor]:
    """The tutorial's network and SGD: the test accuracy of each epoch, and the confusion, int64 (label, answer)."""
    train, test = (datasets.FashionMNIST(root, train=half) for half in (True, False))
    pictures, labels = train.data.float() / 255, train.targets
    torch.manual_seed(1)
    network = nn.Sequential(
        nn.Flatten(), nn.Linear(784, 512), nn.ReLU(), nn.Linear(512, 512), nn.ReLU(), nn.Linear(512, 10)
    )
    optimizer = torch.optim.SGD(network.parameters(), lr=1e-3)
    accuracy = {}
    for epoch in range(1, 13):
        for batch in torch.randperm(len(pictures)).split(64):
            optimizer.zero_grad()
            nn.functional.cross_entropy(network(pictures[batch]), labels[batch]).backward()
            optimizer.step()
        with torch.no_grad():
            answers = network(test.data.float() / 255).argmax(1)
        accuracy[epoch] = (answers == test.targets).float().mean().item()
    return accuracy, torch.bincount(test.targets * 10 + answers, minlength=100).reshape(10, 10)


def test_the_tutorials_network_learns_it_slowly_as_it_learns_the_real_data(
    lesson: tuple[dict[int, float], Tensor],
) -> None:
    accuracy, _ = lesson
    assert 0.25 < accuracy[3] < 0.55
    assert 0.45 < accuracy[12] < 0.75


def test_shirt_coat_pullover_and_t_shirt_are_the_ones_confused(lesson: tuple[dict[int, float], Tensor]) -> None:
    _, confusion = lesson
    mistakes = confusion - confusion.diag().diag()
    among_tops = mistakes[TOPS][:, TOPS].sum()
    assert among_tops > 0.4 * mistakes.sum()  # 12 of the 90 ways to be wrong
    assert among_tops > 0.75 * mistakes[TOPS].sum()
    recall = confusion.diag() / confusion.sum(1)
    assert recall[CLASSES.index("Shirt")] < 0.5
    worn_elsewhere = [number for number in range(10) if number not in SHOES and CLASSES[number] != "Bag"]
    assert mistakes[SHOES][:, SHOES].sum() > 0.02 * confusion[SHOES].sum() + mistakes[SHOES][:, worn_elsewhere].sum()
