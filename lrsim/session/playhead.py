"""The playhead: which step is looked at, sought by hand or moved by the clock."""

from __future__ import annotations

from lrsim.declarations import MAX_STEPS
from lrsim.session.announcer import NO_CHANGE, Change
from lrsim.session.clock import Clock
from lrsim.session.paths import Paths


class Playhead:
    """Stands at a step of the paths; what moves it returns what has changed.

    Attributes
    ----------
    step : int
        A step that is recorded.
    furthest : int
        The furthest step seen on the present paths.
    arrivals : int
        How often it has come to another step: while it is the same, nobody has moved it.
    """

    def __init__(self, paths: Paths, clock: Clock) -> None:
        self._paths = paths
        self._clock = clock
        self._on = False
        self._goal: int | None = None  # where it is to be once the paths are there
        self.step = 0
        self.furthest = 0
        self.arrivals = 0

    @property
    def at_end(self) -> bool:
        """Whether it rests where nothing is left to see."""
        if self._clock.playing:
            return False
        if not self._paths.complete:
            return self._goal is not None and self._goal >= self._paths.horizon
        return 0 < self._paths.end <= self.step

    def seek(self, step: int) -> Change:
        """Move to a step, or to the nearest one recorded before it; past an end, to the end.

        There a step begins anew: nothing of the next one has passed.
        """
        what = self._stand_at(step)
        if what:
            self._clock.forget()
        return what

    def _stand_at(self, step: int) -> Change:
        end = self._paths.end
        self._goal = step if step > end and not self._paths.complete else None
        if step >= end:
            step = end  # an explosion has its row wherever it happens
        step = max(step, 0)
        if step < end:
            step = self._paths.plan.last_upto(step)
        if step == self.step:
            return NO_CHANGE
        self.step = step
        self.furthest = max(self.furthest, step)
        self.arrivals += 1
        return Change.PLAYHEAD

    def move(self, n: int) -> Change:
        """Move by n steps and pause; forward past the end, the horizon grows."""
        target = self.step + n
        what = self._clock.stop()
        if target > self._paths.end and not self._paths.all_exploded:
            what |= self._paths.grow(target)
        if n > 0:
            target = self._paths.plan.first_from(target)
        return what | self.seek(target)

    def play(self) -> Change:
        """Let time run up to the end; from there it begins again at step 0."""
        what = self._clock.start()
        if what:
            self._on = False
            if self.step >= self._paths.end and self._paths.complete:
                what |= self.seek(0)
        return what

    def play_on(self) -> Change:
        """Let time run on past the end: the horizon grows, unless no run has a future."""
        paths = self._paths
        if self.step >= paths.end and paths.all_exploded:
            return NO_CHANGE
        self._on = True
        return self._clock.start() | paths.grow(self.step + 1)

    def advance(self, seconds: float, stop: int | None = None, upto: int | None = None) -> Change:
        """Let `seconds` pass: while playing it moves by speed × seconds, and rests at `stop`.

        It does not leap over the step `upto`; what would be due beyond it is forgotten.
        """
        due = self._clock.steps_due(seconds)
        if not due:
            return NO_CHANGE
        paths = self._paths
        limit = MAX_STEPS if self._on else paths.horizon
        if stop is not None and stop > self.step:
            limit = min(limit, paths.plan.first_from(stop))
        target = min(self.step + due, limit)
        if upto is not None and self.step < upto <= target:
            target = min(paths.plan.first_from(upto), limit)
            self._clock.forget()
        what = NO_CHANGE
        if target >= paths.horizon and self._on and not paths.all_exploded:
            what |= paths.grow(target + 1)
        what |= self._stand_at(target)
        if not paths.complete:  # it waits at what is there by now
            return what
        # where recording thins, less than a stride may be due: it adds up over the frames
        self._clock.give_back(max(target - self.step, 0))
        if self.step >= min(limit, paths.end):
            what |= self._clock.stop()
        return what

    def follow(self, *, to_end: bool) -> Change:
        """Stand at a step of the paths again after they have changed, or at their end."""
        self.furthest = min(self.furthest, self._paths.horizon)
        if to_end:
            return self._stand_at(self._paths.horizon)
        return self._stand_at(self.step if self._goal is None else self._goal)

    def restart(self) -> Change:
        """Begin again at step 0, with nothing seen."""
        self._clock.forget()
        self.furthest = 0
        self._goal = None
        what = Change.PLAYHEAD if self.step else NO_CHANGE
        self.step = 0
        self.arrivals += 1
        return what

    def forget_future(self) -> None:
        """Take what lies past the playhead for not seen: it is another from here on."""
        self.furthest = self.step
