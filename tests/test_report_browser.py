"""The teacher's page in a real browser: light and dark, and by keyboard."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from sensei.grading.record import VERDICTS
from sensei.grading.report import render_page
from sensei.path import read_path
from tests.class_help import make_class, make_record

ROOT = Path(__file__).resolve().parents[1]
pytestmark = pytest.mark.timeout(120)

# Contrast of an element's text with what is behind it, by WCAG 2.
CONTRAST = """element => {
  const numbers = color => color.match(/[0-9.]+/g).map(Number);
  const light = color => numbers(color).slice(0, 3).map(c => c / 255)
    .map(c => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
    .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
  let behind = element;
  while (numbers(getComputedStyle(behind).backgroundColor)[3] === 0) behind = behind.parentElement;
  const [a, b] = [light(getComputedStyle(element).color), light(getComputedStyle(behind).backgroundColor)];
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium as the system has it, or the one that KOANS_CHROMIUM names."""
    names = (os.environ.get("KOANS_CHROMIUM", ""), "chromium", "chromium-browser", "google-chrome")
    program = next((found for name in names if name and (found := shutil.which(name))), None)
    assert program, "these tests need Chromium: install it, or name it in KOANS_CHROMIUM"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Fifty learners and all koans of the path; one of them hostile, one not judged, one tampered with."""
    koans = [koan.id for koan in read_path(ROOT).koans]
    records = make_class(48, koans)
    hostile = "<script>document.title = 'hacked'</script><img src='http://127.0.0.1:1/x'>"
    records.append(make_record(hostile, records[0].koans, tampered=hostile))
    records.append(make_record("empty", records[1].koans, problem="There is nothing in it."))
    file = tmp_path_factory.mktemp("report") / "report.html"
    file.write_text(render_page(records), encoding="utf-8")
    return file


@pytest.fixture(params=["light", "dark"])
def page(request: pytest.FixtureRequest, browser: Browser, report: Path) -> Iterator[Page]:
    """The page, opened; whatever it asks for elsewhere or complains of fails the test."""
    page = browser.new_page(color_scheme=request.param, viewport={"width": 1280, "height": 900})
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda request: complaints.append(request.url) if "report.html" not in request.url else None)
    page.goto(report.as_uri())
    yield page
    page.close()
    assert complaints == []


def test_everything_is_legible(page: Page) -> None:
    levels = [f".tiles .h{level}" for level in range(5) if page.locator(f".tiles .h{level}").count()]
    assert len(levels) >= 3
    verdicts = [f".strip .v-{verdict.replace(' ', '-')}" for verdict in VERDICTS]
    present = [verdict for verdict in verdicts if page.locator(verdict).count()]
    assert len(present) >= 5
    for selector in ["h1", "p", "p.faint", "a", *levels, *present]:
        assert page.locator(selector).first.evaluate(CONTRAST) >= 4.5, selector


def test_the_scheme_of_the_reader_is_followed(page: Page) -> None:
    is_dark = page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches")
    red = page.evaluate("Number(getComputedStyle(document.body).backgroundColor.match(/[0-9]+/)[0])")
    assert (red < 60) if is_dark else (red > 200)


def test_a_learners_page_is_reached_and_left_by_keyboard(page: Page) -> None:
    link = page.get_by_role("link", name="learner 2", exact=True).last
    link.focus()
    outline = link.evaluate("element => getComputedStyle(element).outlineStyle")
    page.keyboard.press("Enter")
    page.wait_for_selector("#s2", state="visible")
    assert outline != "none"
    assert page.locator("#class").is_hidden()
    assert page.locator(".learner:visible").count() == 1
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Back to the class"
    page.keyboard.press("Enter")
    page.wait_for_selector("#class", state="visible")
    assert page.locator(".learner:visible").count() == 0


def test_the_first_tab_offers_to_skip_to_the_learners(page: Page) -> None:
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the learners"
    assert page.evaluate("document.activeElement.getBoundingClientRect().left") >= 0


def test_a_koan_of_the_map_leads_to_its_figures(page: Page) -> None:
    tile = page.locator(".tiles a").nth(4)
    assert tile.get_attribute("aria-label").endswith(f"{tile.text_content()} % solved")  # type: ignore[union-attr]
    tile.click()
    row = page.locator("tr:target")
    assert row.is_visible()
    assert row.locator("td").first.text_content() == tile.text_content()


def test_hostile_names_are_text(page: Page) -> None:
    assert page.title() == "torch-koans: the class"
    assert page.locator("script, img").count() == 0
    assert page.get_by_role("link", name="<script>document.title").first.is_visible()


def test_the_strips_of_the_learners_stand_under_each_other(page: Page) -> None:
    """The heat map is read downwards: the first signs of a chapter are at one place, and one sign wide each."""
    columns = page.evaluate(
        "[...document.querySelectorAll('#learners tbody tr')]"
        ".map(row => { const box = row.querySelectorAll('.strip')[1].getBoundingClientRect();"
        " return [Math.round(box.left), Math.round(box.width)].join() })"
    )
    assert len(columns) == 50
    assert len(set(columns)) == 1


def test_nothing_is_wider_than_a_narrow_window_but_what_scrolls_by_itself(page: Page) -> None:
    page.set_viewport_size({"width": 400, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= 400


def test_a_class_of_three_hundred_opens_and_its_last_learner_is_one_click_away(
    browser: Browser, tmp_path: Path
) -> None:
    records = make_class(300, [koan.id for koan in read_path(ROOT).koans])
    (file := tmp_path / "report.html").write_text(render_page(records), encoding="utf-8")
    assert file.stat().st_size < 12_000_000
    page = browser.new_page()
    page.goto(file.as_uri())
    page.locator("#learners tbody a").last.click()
    assert page.locator("#s300 h1").is_visible()
    page.close()
