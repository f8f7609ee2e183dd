"""Points: what a koan is worth, the sums, and what is said of a wrong setting."""

from __future__ import annotations

from pathlib import Path

import pytest

from sensei.grading.points import Points, read_points, settle
from sensei.grading.record import GradingError, KoanResult, Verdict
from sensei.path import read_path
from tests.conftest import Project

LETTERS, DOUBLE, GREET = "01_numbers/counting::LETTERS", "01_numbers/counting::double", "02_words/greeting::greet"


def results(*verdicts: Verdict) -> list[KoanResult]:
    ids = (LETTERS, DOUBLE, GREET)
    return [KoanResult(id=koan_id, verdict=verdict) for koan_id, verdict in zip(ids, verdicts, strict=True)]


def test_a_koan_is_worth_one_point_and_only_solved_it_earns_it() -> None:
    totals = settle(results("solved", "wrong", "blank"), Points())
    assert (totals.score, totals.max_score, totals.percent) == (1, 3, 33.33)
    assert [koan.points for koan in totals.koans] == [1, 0, 0]


def test_a_weight_counts_for_all_points_of_its_chapter() -> None:
    totals = settle(results("solved", "wrong", "solved"), Points({LETTERS: 2.5}, {"01_numbers": 3}))
    assert [(koan.points, koan.max_points) for koan in totals.koans] == [(7.5, 7.5), (0, 3), (1, 1)]
    assert [(c.points, c.max_points, c.weight) for c in totals.chapters] == [(7.5, 10.5, 3), (1, 1, 1)]
    assert (totals.score, totals.max_score) == (8.5, 11.5)


def test_what_could_not_be_verified_is_outside_the_total() -> None:
    totals = settle(results("solved", "not verified", "solved"), Points())
    assert (totals.score, totals.max_score, totals.percent) == (2, 2, 100)
    assert [(c.solved, c.koans) for c in totals.chapters] == [(1, 1), (1, 1)]


@pytest.mark.parametrize("verdict", ["wrong", "blank", "error", "timed out", "refused"])
def test_no_other_verdict_earns_a_point(verdict: Verdict) -> None:
    totals = settle(results(verdict, verdict, verdict), Points())
    assert (totals.score, totals.max_score, totals.percent) == (0, 3, 0)


def test_nothing_is_solved_where_the_tests_were_tampered_with() -> None:
    totals = settle(results("solved", "wrong", "not verified"), Points(), tampered="torch.equal was replaced")
    assert (totals.score, totals.max_score) == (0, 2)
    assert [koan.verdict for koan in totals.koans] == ["refused", "wrong", "not verified"]
    assert "torch.equal was replaced" in totals.koans[0].message
    assert all(chapter.solved == 0 for chapter in totals.chapters)


def test_fractions_add_up_exactly() -> None:
    totals = settle(results("solved", "solved", "solved"), Points({LETTERS: 0.1, DOUBLE: 0.2, GREET: 0.3}))
    assert totals.score == totals.max_score == 0.6


def test_nothing_to_judge_is_no_percent() -> None:
    assert settle([], Points()).percent == 0


def test_points_come_from_pyproject_and_options_win(project: Project) -> None:
    with (project.root / "pyproject.toml").open("a") as file:
        file.write(
            f'[tool.koans.grading]\npoints = {{"{LETTERS}" = 2, "{GREET}" = 0}}\nweights = {{"02_words" = 1.5}}\n'
        )
    path = read_path(project.root)
    assert read_points(path) == Points({LETTERS: 2, GREET: 0}, {"02_words": 1.5})
    assert read_points(path, [f"{LETTERS}=5"], ["01_numbers=2"]) == Points(
        {LETTERS: 5, GREET: 0}, {"02_words": 1.5, "01_numbers": 2}
    )


@pytest.mark.parametrize("content", ["", None, "[tool.koans]\n"])
def test_without_settings_all_is_worth_one(project: Project, content: str | None) -> None:
    file = project.root / "pyproject.toml"
    file.unlink() if content is None else project.write(file, content)
    assert read_points(read_path(project.root)) == Points()


@pytest.mark.parametrize(
    ("settings", "what"),
    [
        (f'points = {{"{LETTERS}X" = 2}}', f"there is no `{LETTERS}X`; did you mean `{LETTERS}`?"),
        ('points = {"zzz" = 2}', "there is no `zzz`; `koans status --json` lists the names"),
        ('weights = {"01_number" = 2}', "there is no `01_number`; did you mean `01_numbers`?"),
        (f'points = {{"{LETTERS}" = -1}}', f"`{LETTERS}` must be a number, 0 or more, not -1"),
        (f'points = {{"{LETTERS}" = true}}', "must be a number, 0 or more, not True"),
        (f'points = {{"{LETTERS}" = "2"}}', "must be a number, 0 or more, not '2'"),
        (f'points = {{"{LETTERS}" = nan}}', "must be a number, 0 or more, not nan"),
        (f'points = {{"{LETTERS}" = inf}}', "must be a number, 0 or more, not inf"),
        ("points = 3", "points: must be a table like"),
        ("weight = {}", "`weight` is unknown; `points` and `weights` are known"),
        ('secret = "x"', "`secret` is unknown"),
        ("points = {", "pyproject.toml can't be read"),
    ],
)  # fmt: skip
def test_a_wrong_setting_is_named_in_one_line(project: Project, settings: str, what: str) -> None:
    project.write("pyproject.toml", f"[tool.koans.grading]\n{settings}\n")
    with pytest.raises(GradingError) as caught:
        read_points(read_path(project.root))
    assert what in str(caught.value)
    assert str(caught.value).startswith("pyproject.toml")
    assert "\n" not in str(caught.value)


def test_a_table_of_another_kind_is_named(project: Project) -> None:
    project.write("pyproject.toml", "[tool]\nkoans = 3\n")
    with pytest.raises(GradingError, match=r"pyproject.toml: \[tool.koans.grading\] must be a table"):
        read_points(read_path(project.root))


@pytest.mark.parametrize(
    ("points", "weights", "what"),
    [
        (["LETTERS"], [], "--points LETTERS: write NAME=NUMBER"),
        ([f"{LETTERS}=many"], [], f"--points: `{LETTERS}` must be a number, 0 or more, not 'many'"),
        ([], ["01_number=2"], "--weight: there is no `01_number`; did you mean `01_numbers`?"),
    ],
)
def test_a_wrong_option_is_named(project: Project, points: list[str], weights: list[str], what: str) -> None:
    with pytest.raises(GradingError) as caught:
        read_points(read_path(project.root), points, weights)
    assert str(caught.value) == what


def test_the_real_path_has_no_settings_of_its_own() -> None:
    assert read_points(read_path(Path(__file__).parent.parent)) == Points()
