"""Pictures that koans draw. A koan has one when one of its tests hands a figure to the fixture `picture`."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Callable, Generator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from sensei.answers import OWN
from sensei.memory import FOLDER
from sensei.walk import Walk

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_FIGURE = pytest.StashKey["Figure"]()


class Pictures:
    """Draws what the answers that are judged have drawn, not what is tried in their place. `drawn` is {koan id: PNG}.

    The picture of a learner's own answer that passes is kept in the project, and shown on a screen if it is the first.
    """

    def __init__(self, walk: Walk) -> None:
        self.walk = walk
        self.drawn: dict[str, bytes] = {}

    @pytest.fixture
    def picture(self, request: pytest.FixtureRequest) -> Callable[[Figure], None]:
        """Call it with the matplotlib figure that a koan's answer has drawn."""

        def hand_over(figure: Figure) -> None:
            request.node.stash[_FIGURE] = figure

        return hand_over

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(self, item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        report = yield
        figure, koan = item.stash.get(_FIGURE, None), self.walk.koan_of(item)
        if report.when != "call" or figure is None or koan is None:
            return report
        with suppress(Exception):  # a figure that can't be drawn: its own test says what is wrong with it
            out = io.BytesIO()
            figure.savefig(out, format="png")
            self.drawn[koan.id] = out.getvalue()
            if report.passed and self.walk.whose == OWN:
                _keep(self.drawn[koan.id], self.walk.root / FOLDER / f"{koan.name}.png")
        return report


def _keep(png: bytes, file: Path) -> None:
    is_first = not file.exists()
    file.parent.mkdir(exist_ok=True)
    file.write_bytes(png)
    has_screen = sys.platform in ("darwin", "win32") or any(map(os.environ.get, ("DISPLAY", "WAYLAND_DISPLAY")))
    if is_first and has_screen:
        from PIL import Image

        with Image.open(file) as image:
            image.show()
