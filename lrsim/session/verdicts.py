"""Verdicts for whoever looks: at once where that is quick, else worked out beside, one after the other."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Final

from lrsim.diagnosis import LABELS, Verdict
from lrsim.diagnosis.headlines import WORKED_OUT
from lrsim.runs.run import Run
from lrsim.runs.stopping import Stopped
from lrsim.session.beside import Beside, when_cancelled
from lrsim.session.insight import Found, Insight, Question
from lrsim.text.messages import NOTHING, Message

AT_ONCE = 2**17
"""Steps of all runners together that are gone through at once: some milliseconds."""

PENDING: Final = Verdict(
    name="undecided",
    label=LABELS["undecided"],
    headline=WORKED_OUT,
    reason=Message("The path is long: its steps are being looked at."),
    note=NOTHING,
    advice=NOTHING,
    at_step=0,
    figures=(),
    evidence={},
)
"""Stands for a verdict that is not there yet."""

SEEKING: Final = dataclasses.replace(
    PENDING, reason=Message("The minima of the surface are being looked for.")
)
"""The same where it waits for them."""


class Verdicts:
    """Asks for verdicts, and says when one is there that was not at first.

    Parameters
    ----------
    beside : Beside or None
        What does work beside the caller; without, all is worked out at once.
    arrived : callable
        Called when one is there that was asked for before.
    """

    def __init__(self, beside: Beside | None, arrived: Callable[[], object]) -> None:
        self._beside, self._arrived = beside, arrived
        self._wanted: dict[Insight, tuple[Run, Question]] = {}  # the first is at work

    def of(self, insight: Insight, asked: Question, over: bool, runners: int) -> Verdict | None:
        """Return a verdict; None where it takes long, and comes later.

        Parameters
        ----------
        insight : Insight
            Into the run.
        asked : Question
            On which part of it.
        over : bool
            Whether nothing more will come, so that its remedy acts from the start.
        runners : int
            How many are asked for at a time.
        """
        if self._beside is None:
            return insight.verdict(asked, over)
        try:
            found = insight.verdict(asked, over, AT_ONCE // runners)
        except Stopped:
            self._want(insight, asked)
            return None
        self._drop(insight)
        return found

    def _want(self, insight: Insight, asked: Question) -> None:
        """Let a verdict be worked out, in the place of another one on the same runner."""
        run, before = self._wanted.get(insight, (None, None))
        if run is insight.run and before == asked:
            return
        at_work = next(iter(self._wanted), insight)
        self._wanted[insight] = insight.run, asked
        if at_work is insight:
            self._send()

    def _drop(self, insight: Insight) -> None:
        """Want it no more: it is there, and whoever has asked before is told."""
        at_work = next(iter(self._wanted), None)
        if self._wanted.pop(insight, None) is None:
            return
        if at_work is insight:
            self._send()
        self._arrived()

    def _send(self) -> None:
        if self._beside is None or not self._wanted:
            return
        insight, wanted = next(iter(self._wanted.items()))
        self._beside(
            "verdicts",
            when_cancelled(insight.work(wanted[1])),
            lambda found: self._arrive(insight, wanted, found),
        )

    def _arrive(self, insight: Insight, wanted: tuple[Run, Question], found: Found) -> None:
        if self._wanted.get(insight) is not wanted:
            return
        del self._wanted[insight]
        insight.keep(*wanted, found)
        self._send()
        self._arrived()
