"""The files that teachers copy from `classroom/`: what they run is run here, in clean clones.

Their `git clone` gets a real tag from a repository made of this one's files. Their `pip install` is pip's own and
installs that clone. Only what it would download is there already: every Python that they use or make finds the packages
of this environment, by a .pth file.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from sensei.grading.settings import Settings
from tests.test_grading_formats import validate

ROOT = Path(__file__).parent.parent
CLASSROOM = ROOT / "classroom"
RELEASE = "v1.0"
UNSET = "Set GRADER_REPOSITORY and GRADER_RELEASE in"
NO_TAG = "GRADER_RELEASE is not a tag but a branch"

pytestmark = [
    pytest.mark.skipif(sys.platform == "win32", reason="they are for Linux machines and run bash"),
    pytest.mark.timeout(300),  # installations, and the whole course imported
]


def git(folder: Path, *arguments: str) -> str:
    who = ("-c", "user.name=teacher", "-c", "user.email=teacher@example.org", "-c", "init.defaultBranch=main")
    return subprocess.run(("git", *who, *arguments), cwd=folder, check=True, capture_output=True, text=True).stdout


@dataclass(frozen=True)
class Course:
    """The teacher's repository, with a release behind which it has lost its koans, and a learner's clone of it."""

    repository: Path
    submission: Path


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    folder = tmp_path_factory.mktemp("course")
    repository, submission = folder / "teacher", folder / "ann"
    for file in git(ROOT, "ls-files", "-z", "--cached", "--others", "--exclude-standard").split("\0"):
        if file and (ROOT / file).is_file():
            (repository / file).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / file, repository / file)
    git(repository, "init", "--quiet")
    git(repository, "add", "-A")
    git(repository, "commit", "--quiet", "-m", "The course")
    git(repository, "tag", RELEASE)
    git(folder, "clone", "--quiet", str(repository), str(submission))
    git(repository, "rm", "--quiet", "-r", "koans", "sensei")
    git(repository, "commit", "--quiet", "-m", "Gone")
    _answer(submission)
    _cheat(submission)
    git(submission, "add", "-A")
    git(submission, "commit", "--quiet", "-m", "Done")
    return Course(repository, submission)


def clone(submission: Path, folder: Path) -> Path:
    git(folder.parent, "clone", "--quiet", str(submission), folder.name)
    return folder


def _answer(submission: Path) -> None:
    """The first koan is right, the second wrong."""
    file = submission / "koans/01_tensors/test_arithmetic.py"
    text = file.read_text(encoding="utf-8").replace("return ___", "return a * b", 1)
    text = text.replace("return ___", "return left @ right + 1", 1)
    file.write_text(text.replace("assert ", "assert True or "), encoding="utf-8")


def _cheat(submission: Path) -> None:
    """An engine of the learner's own, and modules that take the place of those that a careless script starts."""
    (submission / "sensei/grading/points.py").write_text("raise SystemExit('the learner was here')\n", encoding="utf-8")
    for module in ("pip", "venv", "secrets", "torch", "sitecustomize"):
        (submission / f"{module}.py").write_text("raise SystemExit('the learner was here')\n", encoding="utf-8")


_HOOK = """\
import venv
from pathlib import Path

_made_by_venv = venv.EnvBuilder.post_setup


def _post_setup(self, context):
    _made_by_venv(self, context)
    for packages in Path(context.env_dir).glob("lib/python*/site-packages"):
        packages.joinpath("present.pth").write_text({pth!r})


venv.EnvBuilder.post_setup = _post_setup
"""


@pytest.fixture(scope="module")
def python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A fresh Python with what is installed here, but for this project itself: the folder of its programs.

    It passes that on to the virtual environments that it makes.
    """
    folder, packages = tmp_path_factory.mktemp("python"), tmp_path_factory.mktemp("present") / "site-packages"
    packages.mkdir()  # with this name, hypothesis does not take torch's modules for the user's own and read them all
    for installed in Path(sysconfig.get_paths()["purelib"]).iterdir():
        if "torch_koans" not in installed.name and installed.suffix != ".pth":
            (packages / installed.name).symlink_to(installed)
    # First, because the setuptools that a virtual environment may be born with are too old for our pyproject.toml.
    pth = f"import sys; sys.path.insert(0, {str(packages)!r}); import present_hook\n"
    (packages / "present_hook.py").write_text(_HOOK.format(pth=pth))
    subprocess.run((sys.executable, "-m", "venv", str(folder)), check=True)
    next(folder.glob("lib/python*/site-packages")).joinpath("present.pth").write_text(pth)
    return folder / "bin"


Environment = Callable[..., dict[str, str]]


@pytest.fixture
def environment(python: Path, course: Course) -> Environment:
    """Few variables, as in a new container. pip finds what it needs and reaches no index."""

    def make(**more: str) -> dict[str, str]:
        return {
            "PATH": f"{python}:{os.environ['PATH']}",
            "HOME": str(python.parent),  # one for all: the pictures are drawn once
            "PIP_NO_INDEX": "1",
            "PIP_NO_BUILD_ISOLATION": "0",  # pip reads this as: without isolation
            "PIP_DISABLE_PIP_VERSION_CHECK": "1",
            "GRADER_REPOSITORY": course.repository.as_uri(),
            "GRADER_RELEASE": RELEASE,
            "TORCH_INDEX": "",
            **more,
        }

    return make


def check_record(file: Path, name: str) -> None:
    record = json.loads(file.read_text(encoding="utf-8"))
    assert record["submission"] == name
    assert (record["score"], record["problem"], record["tampered"]) == (1, "", "")
    assert [koan["verdict"] for koan in record["koans"]][:2] == ["solved", "wrong"]
    assert record["max_score"] > 100


def bash(script: str, folder: Path, variables: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """As GitHub starts what stands behind `run:`."""
    command = ("bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script)
    return subprocess.run(command, cwd=folder, env=variables, capture_output=True, text=True, timeout=300)


# GitHub


def github() -> dict[str, Any]:
    workflow: dict[str, Any] = yaml.safe_load((CLASSROOM / "github/grade.yml").read_text(encoding="utf-8"))
    return workflow


def test_the_github_workflow_grades_a_clean_clone(course: Course, environment: Environment, tmp_path: Path) -> None:
    clone(course.submission, tmp_path / "submission")
    summary = tmp_path / "summary.md"
    workflow = github()
    settings = {**workflow["env"], **environment(GITHUB_STEP_SUMMARY=str(summary), GITHUB_REPOSITORY="class/ann")}
    printed = ""
    for step in workflow["jobs"]["grade"]["steps"]:
        if "run" in step:
            run = bash(step["run"], tmp_path, {**settings, **dict.fromkeys(step.get("env", ()), "")})
            assert run.returncode == 0, run.stdout + run.stderr
            printed += run.stdout
    check_record(tmp_path / "record.json", "class/ann")
    assert "<testsuites" in (tmp_path / "koans.xml").read_text(encoding="utf-8")
    assert "::error file=koans/01_tensors/test_arithmetic.py,line=" in printed
    assert "class&#47;ann: 1 of " in summary.read_text(encoding="utf-8")


def test_the_github_workflow_can_only_read_and_keeps_no_token() -> None:
    workflow = github()
    assert workflow["permissions"] == {"contents": "read"}
    steps = workflow["jobs"]["grade"]["steps"]
    assert [s["with"]["persist-credentials"] for s in steps if s.get("uses", "").startswith("actions/checkout@")] == [
        False
    ]
    assert not any("${{" in step.get("run", "") for step in steps)  # names of branches and people would be run as code
    uploaded = next(
        s["with"]["path"].split() for s in steps if s.get("uses", "").startswith("actions/upload-artifact@")
    )
    assert all(f"--out {file}" in steps[-2]["run"] for file in uploaded)


@pytest.mark.parametrize(("release", "said"), [("", UNSET), ("main", NO_TAG)])
def test_the_github_workflow_wants_a_release(release: str, said: str, environment: Environment, tmp_path: Path) -> None:
    first = next(step["run"] for step in github()["jobs"]["grade"]["steps"] if "run" in step)
    run = bash(first, tmp_path, {**github()["env"], **environment(GRADER_RELEASE=release)})
    assert run.returncode == 1
    assert f"::error title=koans::{said}" in run.stdout


# GitLab


def gitlab() -> dict[str, Any]:
    jobs: dict[str, Any] = yaml.safe_load((CLASSROOM / "gitlab/grade.gitlab-ci.yml").read_text(encoding="utf-8"))
    return jobs


def test_the_gitlab_job_grades_a_clean_clone_and_fails_below_the_percentage(
    course: Course, environment: Environment, tmp_path: Path
) -> None:
    folder = clone(course.submission, tmp_path / "builds")
    job = gitlab()["grade"]
    variables = environment(CI_PROJECT_DIR=str(folder), CI_PROJECT_PATH="class/ann", FAIL_UNDER="60")
    run = bash("\n".join(job["script"]), folder, {**gitlab()["variables"], **variables})
    assert run.returncode == 1, run.stdout + run.stderr
    assert run.stderr.endswith(" % is under 60 %\n")
    check_record(folder / "record.json", "class/ann")
    assert job["artifacts"]["when"] == "always"
    assert job["artifacts"]["reports"]["junit"] in job["artifacts"]["paths"]
    assert all((folder / file).is_file() for file in job["artifacts"]["paths"])
    assert "class/ann · 1 of " in run.stdout


@pytest.mark.parametrize(("release", "said"), [("", UNSET), ("main", NO_TAG)])
def test_the_gitlab_job_wants_a_release(release: str, said: str, environment: Environment, tmp_path: Path) -> None:
    run = bash("\n".join(gitlab()["grade"]["script"]), tmp_path, environment(GRADER_RELEASE=release))
    assert run.returncode == 1
    assert said in run.stdout


# Gradescope


@pytest.fixture
def autograder(tmp_path: Path, course: Course) -> Path:
    """Gradescope's folder /autograder, somewhere else: the files of the zip in `source`, run_autograder beside it."""
    folder = tmp_path / "autograder"
    shutil.copytree(CLASSROOM / "gradescope", folder / "source")
    shutil.copy2(folder / "source/run_autograder", folder / "run_autograder")
    clone(course.submission, folder / "submission")
    return folder


def test_gradescope_builds_and_grades_with_the_secret_of_the_image(
    autograder: Path, environment: Environment, tmp_path: Path
) -> None:
    variables = environment(AUTOGRADER=str(autograder))
    setup = bash(str(autograder / "source/setup.sh"), tmp_path, variables)
    assert setup.returncode == 0, setup.stdout + setup.stderr
    assert (autograder / "secret").stat().st_mode & 0o777 == 0o600
    run = bash(str(autograder / "run_autograder"), autograder, variables)
    assert run.returncode == 0, run.stdout + run.stderr
    data = json.loads((autograder / "results/results.json").read_text(encoding="utf-8"))
    validate(data, "gradescope-results.json")
    assert data["score"] == 1
    assert [test["tags"] for test in data["tests"]][:2] == [["solved"], ["wrong"]]
    secret = (autograder / "secret").read_bytes().strip()
    assert data["extra_data"]["seed"] == Settings(secret=secret).seed_of(data["extra_data"]["digest"])


@pytest.mark.parametrize(("release", "said"), [("", UNSET), ("main", NO_TAG)])
def test_gradescope_wants_a_release(
    release: str, said: str, autograder: Path, environment: Environment, tmp_path: Path
) -> None:
    variables = environment(AUTOGRADER=str(autograder), GRADER_RELEASE=release)
    setup = bash(str(autograder / "source/setup.sh"), tmp_path, variables)
    assert setup.returncode == 1
    assert said in setup.stderr


def test_gradescope_gets_no_score_from_a_grader_that_fails(autograder: Path, environment: Environment) -> None:
    run = bash(str(autograder / "run_autograder"), autograder, environment(AUTOGRADER=str(autograder)))
    assert run.returncode != 0
    assert not (autograder / "results/results.json").exists()


def test_the_container_file_uses_the_same_scripts() -> None:
    lines = (CLASSROOM / "gradescope/Dockerfile").read_text(encoding="utf-8").splitlines()
    copied = {
        source: target for word, source, target in (line.split() for line in lines if line.startswith("COPY ")) if word
    }
    assert copied == {"setup.sh": "/autograder/source/setup.sh", "run_autograder": "/autograder/run_autograder"}
    assert all((CLASSROOM / "gradescope" / source).is_file() for source in copied)
    settings = {line.split()[1].partition("=")[0] for line in lines if line.startswith("ARG ")} - {"BASE"}
    setup = (CLASSROOM / "gradescope/setup.sh").read_text(encoding="utf-8")
    assert all(f'{name}="${{{name}:-}}"' in setup for name in settings)


def test_the_scripts_are_executable() -> None:
    for name in ("setup.sh", "run_autograder"):
        assert os.access(CLASSROOM / "gradescope" / name, os.X_OK)
        assert "\r" not in (CLASSROOM / "gradescope" / name).read_bytes().decode()


# Classroom 50


def autograde(
    course: Course, environment: Environment, folder: Path, repository: str, release: str
) -> subprocess.CompletedProcess[str]:
    """As its runner starts a teacher's autograder.py: in the learner's checkout, with its own variables."""
    script = folder / "autograder.py"
    text = (CLASSROOM / "classroom50/autograder.py").read_text(encoding="utf-8")
    text = text.replace('GRADER_REPOSITORY = ""', f'GRADER_REPOSITORY = "{repository}"')
    script.write_text(text.replace('GRADER_RELEASE = ""', f'GRADER_RELEASE = "{release}"'), encoding="utf-8")
    submission = clone(course.submission, folder / "submission")
    told = {
        "CLASSROOM": "ml", "ASSIGNMENT": "koans", "OWNER": "ann", "ASSIGNMENT_TYPE": "individual",
        "SUBMISSION_TAG": "submit/2026-06-01T14-32-05Z-a1b2c3d", "COMMIT_URL": "https://example.org/commit",
        "RELEASE_URL": "https://example.org/release", "GRADER_RELEASE": "main",
    }  # fmt: skip
    command = ("python", str(script))
    return subprocess.run(command, cwd=submission, env=environment(**told), capture_output=True, text=True, timeout=300)


def test_the_autograder_of_classroom50_grades_a_clean_clone(
    course: Course, environment: Environment, tmp_path: Path
) -> None:
    run = autograde(course, environment, tmp_path, course.repository.as_uri(), RELEASE)
    assert run.returncode == 0, run.stdout + run.stderr
    data = json.loads((tmp_path / "submission/result.json").read_text(encoding="utf-8"))
    validate(data, "classroom50-result-v1.json")
    assert (data["score"], data["owner"], data["classroom"]) == (1, "ann", "ml")
    assert [test["passed"] for test in data["tests"]][:2] == [True, False]


@pytest.mark.parametrize(("release", "said"), [("", UNSET), ("main", NO_TAG), ("v9", "git ended with status 128.")])
def test_the_autograder_of_classroom50_wants_a_release(
    release: str, said: str, course: Course, environment: Environment, tmp_path: Path
) -> None:
    run = autograde(course, environment, tmp_path, course.repository.as_uri(), release)
    assert run.returncode == 1
    assert said in run.stderr
    assert not (tmp_path / "submission/result.json").exists()
