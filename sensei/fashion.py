"""The embedded data: clothes in Fashion-MNIST's own files, so that the real dataset class reads them without a network.

    datasets.FashionMNIST(fashion_root(), train=True, download=True)

The files are drawn once (about 2 s) into the user's cache folder, in a folder of their own for each state of the
drawing, and looked over at each use (a few ms). Two variables change where the data comes from:

    KOANS_FASHION_MNIST   the `root=` of a real Fashion-MNIST, to be used instead
    KOANS_CACHE           the folder to write to, instead of the user's cache folder

This module imports neither torch nor numpy; the drawing (`sensei.clothes`) is imported when there is something to draw.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

__all__ = ["FashionDataError", "fashion_root"]

PER_CLASS = {"train": 1000, "t10k": 200}  # t10k is what Fashion-MNIST calls its test half
_SEEDS = {"train": 20170825, "t10k": 60000}
_CLASSES, _SIDE = 10, 28
_IMAGES, _LABELS = 0x803, 0x801  # idx: unsigned bytes (8) in 3 dimensions, or in 1
_RAW = Path("FashionMNIST", "raw")  # below the root, as torchvision wants it
_SEAL = "sealed"
_PATIENCE = 60  # seconds to wait for another process that draws; it needs 2


class FashionDataError(Exception):
    """The data cannot be had. The message is one line and says what to do."""


def fashion_root() -> Path:
    """The folder to give to `torchvision.datasets.FashionMNIST` as `root=`: complete, with 10,000 + 2,000 pictures.

    Draws the files if they are missing or damaged; safe to call from several processes at once. Where the cache folder
    cannot be written (or is full), a temporary folder is used. With KOANS_FASHION_MNIST set, the real data's folder.

    Raises FashionDataError, in one line, where no folder can be written and where one named by a variable is no use.
    """
    if real := os.environ.get("KOANS_FASHION_MNIST"):
        return _real_root(Path(real).expanduser().absolute())
    problems: list[str] = []
    for cache in _cache_folders():
        root = cache / f"clothes-{_edition()}"
        try:
            return _drawn_root(root)
        except OSError as error:
            problems.append(f"{cache} ({error.strerror or error})")
    raise FashionDataError(
        f"The pictures of clothes need 10 MB in a folder that can be written: tried {', then '.join(problems)}. "
        "Make room there, or set KOANS_CACHE to another folder."
    )


# The real data


def _real_root(root: Path) -> Path:
    faults = list(_faults_of_real(root))
    if not faults:
        return root
    advice = "Set it to the folder that torchvision knows as root=, or unset it to use the drawn clothes."
    for other in (root.parent, root.parent.parent):  # FashionMNIST itself, or raw, was given
        if not list(_faults_of_real(other)):
            advice = f"Set it to {other} instead."
            break
    raise FashionDataError(f"KOANS_FASHION_MNIST={root}: {faults[0]}. {advice}")


def _faults_of_real(root: Path) -> Iterator[str]:
    """What keeps torchvision from reading Fashion-MNIST in `root`: a missing file, or a size unlike its header's."""
    for name, kind in _names():
        path = root / _RAW / name
        try:
            with path.open("rb") as file:
                header = file.read(16)
        except OSError as error:
            packed = path.with_name(name + ".gz").is_file()
            yield f"{_RAW / name} " + ("is still packed: gunzip it" if packed else f"cannot be read ({error.strerror})")
            continue
        count = int.from_bytes(header[4:8], "big")
        if not header.startswith(_header(kind, count)) or path.stat().st_size != _size(kind, count):
            yield f"{_RAW / name} is damaged"


# The drawn data


def _cache_folders() -> Iterator[Path]:
    """Where to write, best first. A folder that was asked for has no substitute."""
    if asked := os.environ.get("KOANS_CACHE"):
        yield Path(asked).expanduser().absolute()
        return
    import platformdirs

    yield platformdirs.user_cache_path("torch-koans", appauthor=False)
    user = f"-{os.getuid()}" if hasattr(os, "getuid") else ""  # the temporary folder of Windows is the user's own
    yield Path(tempfile.gettempdir(), f"torch-koans{user}")


def _edition() -> str:
    """Names the state of the drawing: its source is what decides, so nobody can forget to count it up."""
    sources = sorted(Path(__file__).with_name("clothes").glob("*.py"))
    drawing = b"".join(path.read_bytes().replace(b"\r\n", b"\n") for path in sources)
    return hashlib.sha256(drawing + repr((PER_CLASS, _SEEDS)).encode()).hexdigest()[:10]


def _drawn_root(root: Path) -> Path:
    """`root` with its four files whole; OSError where they can't be written."""
    raw = root / _RAW
    if _whole(raw):  # nothing is written or locked: a cache that may only be read will do
        return root
    raw.mkdir(parents=True, exist_ok=True)
    import filelock

    try:
        with filelock.FileLock(root / "lock", timeout=_PATIENCE):
            if not _whole(raw):  # nobody has drawn it while this process waited
                _draw(raw)
    except filelock.Timeout:
        raise FashionDataError(
            f"Another process has been drawing clothes for {_PATIENCE} s: end it, then delete {root / 'lock'}."
        ) from None
    except NotImplementedError as error:  # a network drive without locks
        raise OSError(f"no locks: {error}") from error
    return root


def _whole(raw: Path) -> bool:
    """Are the four files here, byte for byte as they were written?"""
    try:
        return (raw / _SEAL).read_text("utf-8") == _seal(raw)
    except (OSError, UnicodeDecodeError):
        return False


def _seal(raw: Path) -> str:
    """A line for each file: its CRC-32, its size and its name. OSError if one is missing."""
    lines = []
    for name, kind in _names():
        path = raw / name
        expected = _size(kind, _CLASSES * PER_CLASS[name.partition("-")[0]])
        if path.stat().st_size != expected:
            return f"{name} is cut off\n"  # no need to read it; equals no seal
        lines.append(f"{zlib.crc32(path.read_bytes()):08x} {expected} {name}\n")
    return "".join(lines)


def _draw(raw: Path) -> None:
    """Draw and write all. Each file appears at once and whole, the seal last: a killed process leaves no seal."""
    from sensei.clothes import draw_clothes

    with suppress(FileNotFoundError):
        (raw / _SEAL).unlink()
    for half, per_class in PER_CLASS.items():
        pictures, labels = draw_clothes(per_class, _SEEDS[half])
        _write(raw / f"{half}-images-idx3-ubyte", _header(_IMAGES, len(pictures)) + pictures.tobytes())
        _write(raw / f"{half}-labels-idx1-ubyte", _header(_LABELS, len(labels)) + labels.tobytes())
    _write(raw / _SEAL, _seal(raw).encode())


def _write(path: Path, content: bytes) -> None:
    # Only one process writes at a time, so a fixed name will do; what a killed one left is written over.
    part = path.with_name(path.name + ".part")
    try:
        with part.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())  # a full disk may tell only now
        os.replace(part, path)
    except OSError:
        with suppress(OSError):
            part.unlink()
        raise


# The idx format: type and dimensions, the length of each dimension (4 bytes each, big-endian), then the bytes.


def _names() -> Iterator[tuple[str, int]]:
    """The four files and what each holds."""
    for half in PER_CLASS:
        yield f"{half}-images-idx3-ubyte", _IMAGES
        yield f"{half}-labels-idx1-ubyte", _LABELS


def _header(kind: int, count: int) -> bytes:
    numbers = (kind, count, _SIDE, _SIDE) if kind == _IMAGES else (kind, count)
    return b"".join(number.to_bytes(4, "big") for number in numbers)


def _size(kind: int, count: int) -> int:
    """Of a whole file, in bytes."""
    return len(_header(kind, count)) + count * (_SIDE * _SIDE if kind == _IMAGES else 1)
