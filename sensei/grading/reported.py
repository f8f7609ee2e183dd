"""What a judged process reports, read by the side that is trusted: it decides what is solved.

Nothing is solved because a judged process says so. Every expected test has to be reported as passed, exactly once, and
the koan's control has to have been tried.
"""

from __future__ import annotations

import time

from sensei.grading.channel import Forged, Receiver
from sensei.grading.outcome import Answered
from sensei.grading.record import Verdict


class Report:
    """`expected` has the names of all tests of each koan, `wanted` the koans that are judged.

    `answers` are the koans about which all is said, `accepted` the controls that the tests have accepted, as (koan,
    number). `current` is the koan that is being judged since `begun`, by the monotonic clock.
    """

    def __init__(self, key: bytes, wanted: tuple[str, ...], expected: dict[str, list[str]]) -> None:
        self._receiver, self._wanted, self._expected = Receiver(key), wanted, expected
        self.answers: dict[str, Answered] = {}
        self.accepted: list[tuple[str, int]] = []
        self.tampered = self.broken = self.current = ""
        self.has_begun = self.finished = False
        self.begun = time.monotonic()
        self._passed: list[str] = []
        self._refused: dict[str, str] = {}
        self._proved: dict[str, Answered] = {}
        self._controlled: set[str] = set()

    def read(self, data: bytes) -> bool:
        """Take in what came through the pipe. Whether there is more to come."""
        try:
            messages = self._receiver.feed(data)
        except Forged:
            self.tampered = "something was written to the grader's own pipe"
            return False
        return all(self._noted(kind, parts) for kind, *parts in messages)

    def end_early(self, verdict: Verdict, why: str) -> None:
        """The process has ended or was ended: that is the answer of the koan that was being judged."""
        if self.current in self._expected:
            self._answer(verdict, why)

    def _noted(self, kind: str, parts: list[str]) -> bool:
        match kind, parts:
            case "begin", [koan]:
                self.has_begun = True
                self.current, self._passed, self.begun = koan, [], time.monotonic()
            case "passed", [test]:
                self._passed.append(test)
            case "failed", [verdict, message, failure]:
                known: Verdict = "refused" if verdict == "refused" else "wrong" if verdict == "wrong" else "error"
                self._answer(known, message, failure)
            case "prints", [koan, prints]:
                if koan in self.answers and self.answers[koan].verdict in ("wrong", "error"):
                    self.answers[koan].prints = prints
            case "done", []:
                expected = self._expected.get(self.current, [])
                if expected and sorted(self._passed) == sorted(expected):
                    self._proved[self.current] = Answered("solved", passed=len(expected), seconds=self._took)
                    self._settle(self.current)
                elif self.current not in self.answers:
                    self._answer("error", "Not all of its tests were run.")
                self.current = ""
            case "control begins", [koan]:
                self.current, self.begun = koan, time.monotonic()
            case "control", [koan, accepted]:
                self._controlled.add(koan)
                if accepted:
                    self.accepted.append((koan, int(accepted)))
                self._settle(koan)
                self.current = ""
            case "refused", [koan, why]:
                self._refused.setdefault(koan, why)
            case "tampered", [what]:
                self.tampered = what
                return False
            case "broken", [what]:
                self.broken = what
                return False
            case "end", []:
                self.current, self.finished = "", True
                return False
        return True

    def _settle(self, koan: str) -> None:
        """A koan is solved when its tests have passed and its control was tried too."""
        if koan in self._proved and koan in self._controlled and koan in self._wanted:
            self.answers.setdefault(koan, self._refusal(koan) or self._proved[koan])

    def _answer(self, verdict: Verdict, message: str = "", failure: str = "") -> None:
        koan = self.current
        answered = Answered(verdict, message, failure, passed=len(self._passed), seconds=self._took)
        if koan in self._wanted:
            self.answers.setdefault(koan, self._refusal(koan) or answered)

    def _refusal(self, koan: str) -> Answered | None:
        why = self._refused.get(koan)
        return Answered("refused", f"Refused: {why}.", passed=len(self._passed)) if why else None

    @property
    def _took(self) -> float:
        return time.monotonic() - self.begun
