"""The README shows real screens, and leads to files that are there."""

from __future__ import annotations

import re
from pathlib import Path

from tools.readme_screens import README, ROOT, real_screens, screens_of_readme


def without_versions(screen: str) -> str:
    return re.sub(r"^torch-koans · .*", "torch-koans", screen)


def test_the_screens_are_those_that_a_new_clone_shows(tmp_path: Path) -> None:
    shown, real = screens_of_readme(), list(real_screens(tmp_path))
    assert len(shown) == 2
    assert [without_versions(screen) for screen in shown] == [without_versions(screen) for screen in real]


def test_every_link_to_a_file_leads_to_one() -> None:
    pages = [README, *sorted((ROOT / "koans").glob("*/README.md"))]
    links = [(page, link) for page in pages for link in re.findall(r"\]\(([^)#]+)", page.read_text(encoding="utf-8"))]
    files = [(page, link) for page, link in links if "://" not in link]
    assert len(files) > len(pages)
    assert [(page, link) for page, link in files if not (page.parent / link).exists()] == []


def test_every_chapter_is_in_the_table_of_the_path() -> None:
    chapters = sorted(folder.name for folder in (ROOT / "koans").iterdir() if (folder / "README.md").is_file())
    assert re.findall(r"\]\(koans/(\w+)/README\.md\)", README.read_text(encoding="utf-8")) == chapters
