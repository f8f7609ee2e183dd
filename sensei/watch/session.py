"""The watch itself: what is judged when, and what is told of it. All that happens arrives in one queue, in order."""

from __future__ import annotations

import queue
from pathlib import Path
from typing import Any

from sensei.failure import Failure, missing_failure
from sensei.outline import quick_path
from sensei.path import Koan, Topic
from sensei.progress import Progress
from sensei.standing import current_koan, walk_order
from sensei.verified import counted, why_not
from sensei.watch.desk import Desk
from sensei.watch.files import Changes, Text
from sensei.watch.job import Job
from sensei.watch.last_words import ended, stopped
from sensei.watch.scene import WAITING, Scene, View, to_fill_in
from sensei.watch.workers import Event

_GLANCE = 0.5  # s between two looks at the clock
_PATIENCE, _LONGEST = 8.0, 30.0  # s
_LOADING = "loading torch: what you have saved is judged as soon as it is there"


class Watch:
    """One watch, from the first screen to the last.

    `how` says where workers come from, `poll` how saves are seen, `seconds` how long one test may take; 0 gives
    each koan what its teacher allows, and time for a slow machine.
    """

    def __init__(self, root: Path, view: View, how: str = "", poll: bool = False, seconds: float = 0) -> None:
        self.root, self.view, self.seconds = root, view, seconds
        self.scene = Scene(quick_path(root), Progress(root))
        self.inbox: queue.SimpleQueue[tuple[str, Any]] = queue.SimpleQueue()
        self._changes = Changes(root, lambda files: self.inbox.put(("saved", files)), poll)
        self._desk = Desk(root, how, self.inbox.put)
        self._text = Text("", (0, 0))  # of the file that is, or was last, judged
        self._lists = False
        self._goes_on = True

    def key(self, key: str) -> None:
        self.inbox.put(("key", key))

    def quit(self) -> None:
        """End soon. A signal handler may call it at any moment."""
        self._lists = False
        self.key("q")

    def run(self) -> None:
        """Until the learner quits."""
        self._changes.start()
        try:
            self._go_to(current_koan(self.scene.path, self.scene.progress))
            while self._goes_on:
                self._step()
        finally:
            self._changes.stop()
            self._desk.close()

    def _step(self) -> None:
        what: Any  # what the sender of this kind of message sends
        try:
            kind, what = self.inbox.get(timeout=_GLANCE)
        except queue.Empty:
            return self._look_around()
        match kind:
            case "saved":
                self._saved(what)
            case "ready":
                self._desk.is_warm = True
                self._desk.hand_over()
                self._show()
            case "told":
                self._told(*what)
            case "failed":
                self._desk.fail()
                self.scene.said = f"Nothing can be judged: {what}. Try: python -m pip install -e ."
                self._show()
            case "key":
                self._pressed(what)
        return None

    def _go_to(self, koan: Koan | None) -> None:
        """Make `koan` the current one, and judge what stands there."""
        self._desk.drop()
        scene = self.scene
        scene.koan, scene.failure, scene.hint, scene.wrong = koan, None, [], []
        if koan is None:
            scene.said = "Every koan is solved."
        else:
            self._judge(koan, self._topic(koan))
        self._show()

    def _judge(self, koan: Koan, topic: Topic) -> None:
        scene = self.scene
        self._text = Text.of(topic.file)
        scene.faults = [str(fault) for fault in topic.faults]
        if topic.broken:
            return  # the fault says it
        if not koan.line:
            scene.failure = missing_failure(koan, "")
        elif reason := why_not(koan):
            scene.said = f"This koan is not verified here: {reason}. Press n to go on."
        elif koan.blank_line:
            scene.failure = to_fill_in(koan)
        else:
            self._desk.judge(Job(koan.id, self.seconds or _PATIENCE + 2 * koan.page.seconds))

    def _saved(self, files: set[Path]) -> None:
        if any(file.name == "conftest.py" or "solutions" in file.relative_to(self.root).parts for file in files):
            self._desk.renew()
        scene, before = self.scene, self.scene.koan
        self._read(files)
        saved = [topic for topic in scene.path.topics if topic.file in files]
        elsewhere = before is None or (saved and self._topic(before) not in saved)
        if before is not None and not elsewhere and not self._is_news(before, saved):
            return
        scene.said, scene.learned = "", []
        self._go_to((self._open_in(saved) if elsewhere else None) or self._again(before))

    def _is_news(self, koan: Koan, saved: list[Topic]) -> bool:
        """Whether there is something to judge: other text than before, or a file that the topic may import."""
        text = Text.of(self._topic(koan).file)
        changed = text.content != self._text.content
        if not changed and self._desk.job is None:
            self._text = text  # written once more as it was: what is shown still holds
        return changed or not saved or bool(self.scene.wrong) or self._desk.job is not None

    def _open_in(self, topics: list[Topic]) -> Koan | None:
        """Where the learner works now: the first open answer of the files that were saved."""
        koans = [koan for topic in topics for koan in counted(topic.koans) if not self.scene.is_solved(koan)]
        return next((koan for koan in koans if not koan.blank_line), koans[0] if koans else None)

    def _read(self, files: set[Path]) -> None:
        path = self.scene.path
        one_topic = files <= {topic.file for topic in path.topics}  # the rest need not be looked at
        self.scene.path = path.read_again(files) if one_topic else quick_path(self.root)
        self.scene.progress.reload()

    def _again(self, koan: Koan | None) -> Koan | None:
        """The koan as it stands in its file now."""
        return next((new for new in self.scene.path.koans if koan and new.id == koan.id), koan)

    def _topic(self, koan: Koan) -> Topic:
        return next(topic for topic in self.scene.path.topics if topic.id == koan.topic_id)

    def _told(self, worker: Any, event: Event) -> None:
        if not self._desk.is_about(worker, event):
            return
        match event["event"]:
            case "failed" if not self._judges_all and self._is_as_judged():
                self.scene.failure = Failure.from_dict(event["failure"])
                self._show()
            case "done" if self._judges_all:
                self._all_done(event)
            case "done":
                self._done(event)
            case "gone":
                self._gone(stopped_by_watch=False)

    @property
    def _judges_all(self) -> bool:
        return self._desk.job is not None and not self._desk.job.koan

    def _is_as_judged(self) -> bool:
        """Whether the file still is what it was when its judge began; else it is judged again, as it is now."""
        return self.scene.koan is not None and Text.of(self._topic(self.scene.koan).file) == self._text

    def _done(self, event: Event) -> None:
        self._desk.drop()
        koan, scene = self.scene.koan, self.scene
        if koan is None or not self._is_as_judged():
            self._read({topic.file for topic in scene.path.topics})
            return self._go_to(self._again(koan))
        result = event["results"].get(koan.id, {})
        scene.faults = event["faults"]
        scene.failure = Failure.from_dict(result["failure"]) if result.get("failure") else None
        self.scene.remember({koan.id: result})
        if not result.get("solved"):
            return self._show()
        scene.learned.append(koan)
        order = counted(walk_order(scene.path, koan.id))
        return self._go_to(next((other for other in order if not scene.is_solved(other)), None))

    def _all_done(self, event: Event) -> None:
        self._desk.drop()
        self.scene.remember(event["results"])
        self.scene.found(event["results"])
        self.scene.faults = event["faults"]
        self._show()

    def _gone(self, *, stopped_by_watch: bool) -> None:
        """The worker has ended, or has to be ended, before it had a verdict."""
        koan, everything = self.scene.koan, self._judges_all
        test, output, seconds = self._desk.drop()
        if everything:
            self.scene.said = f"One of the answers ended Python or never came to an end, in {test or 'its file'}."
        elif koan is not None and stopped_by_watch:
            self.scene.failure = stopped(koan, test, seconds, self.root, output)
        elif koan is not None:
            self.scene.failure = ended(koan, test, self.root, output)
        if koan is not None and not everything:
            self.scene.remember({koan.id: {}})
        self._show()

    def _look_around(self) -> None:
        if self._desk.is_overdue:
            self._gone(stopped_by_watch=True)

    # What is shown, and what keys do

    def _show(self) -> None:
        job, koan = self._desk.job, self.scene.koan
        if job is None:
            self.scene.doing = WAITING
        elif not self._desk.is_warm:
            self.scene.doing = _LOADING
        else:
            self.scene.doing = f"judging {koan.path}" if job.koan and koan else "judging every answer"
        if not self._lists:
            self.view.show(self.scene)

    def _pressed(self, key: str) -> None:
        if self._lists:
            self._lists = False
            return self._show()
        match key.lower():
            case "" | "q":
                self._goes_on = False
            case "h":
                self.scene.ask_for_hint()
                self._show()
            case "l":
                self._lists = True
                self.view.list(self.scene)
            case "n" | "p" if self.scene.path.koans:
                self._step_by(1 if key.lower() == "n" else -1)
            case "r":
                self._desk.judge(Job("", self.seconds or _LONGEST))
                self._show()
        return None

    def _step_by(self, step: int) -> None:
        koans = self.scene.path.koans
        ids = [koan.id for koan in koans]
        here = ids.index(self.scene.koan.id) if self.scene.koan and self.scene.koan.id in ids else -1
        self.scene.said, self.scene.learned = "", []
        self._go_to(koans[(here + step) % len(koans)])
