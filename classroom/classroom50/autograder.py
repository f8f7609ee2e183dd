"""Grades one submission for Classroom 50, with the tests of a release of the teacher's copy of torch-koans.

Put it at CLASSROOM/autograders/ASSIGNMENT/autograder.py of your classroom50 repository and set the first two names.
Its runner starts it in the learner's checkout and reads ./result.json. More: docs/grading.md of torch-koans.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

GRADER_REPOSITORY = ""  # the teacher's copy, as a URL for git
GRADER_RELEASE = ""  # a tag of it, like v1.0: nothing but a release judges
TORCH_INDEX = ""  # the package index of PyTorch's CPU-only builds: with it, the download is much smaller


def main() -> None:
    if not GRADER_REPOSITORY or not GRADER_RELEASE:
        sys.exit("Set GRADER_REPOSITORY and GRADER_RELEASE in autograder.py.")
    submission = Path.cwd()
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)  # in the learner's, `python -m pip` would run a pip.py of the learner's
        _run("git", "clone", "--quiet", "--depth=1", f"--branch={GRADER_RELEASE}", GRADER_REPOSITORY, "grader")
        tag = ("git", "-C", "grader", "show-ref", "--quiet", "--verify", f"refs/tags/{GRADER_RELEASE}")
        if subprocess.run(tag).returncode:
            sys.exit("GRADER_RELEASE is not a tag but a branch, which changes. Set it to a tag.")
        _run(sys.executable, "-m", "venv", "venv")
        pip = ("venv/bin/python", "-m", "pip", "install", "--quiet")
        if TORCH_INDEX:
            _run(*pip, "--index-url", TORCH_INDEX, "torch", "torchvision")
        _run(*pip, "-e", "grader[grading]")
        asked = ("--require-isolation", "process", "--format", "classroom50", "--out", str(submission / "result.json"))
        _run("venv/bin/koans", "grade", str(submission), *asked)
        os.chdir(submission)


def _run(*command: str) -> None:
    """Any failure ends this script with a status that is not 0: Classroom 50 then reports an error, and no score."""
    if status := subprocess.run(command).returncode:
        sys.exit(f"{command[0]} ended with status {status}.")


if __name__ == "__main__":
    main()
