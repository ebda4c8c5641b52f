"""What there is to say of one cell of a map."""

from __future__ import annotations

import math
from typing import NamedTuple

from lrsim.diagnosis import LABELS
from lrsim.diagnosis.outcomes import VERDICTS
from lrsim.studies.maps.axes import Axis
from lrsim.studies.maps.quantities import WHOLE_NAMES, quantity
from lrsim.studies.maps.sheet import Sheet
from lrsim.text.messages import Message
from lrsim.text.numbers import count, number


class Reading(NamedTuple):
    """What is said of a cell: where it is, its verdict unless that is not told, and what happened when."""

    heading: str
    verdict: str | None
    lines: tuple[str, ...]

    @property
    def said(self) -> tuple[str, ...]:
        """What became of the run, then where it is and when that happened."""
        return self.lines if self.verdict is None else (LABELS[self.verdict], *self.lines)


def reading_of(sheet: Sheet, row: int, column: int, heading: str) -> Reading:
    """Return what there is to say of a cell."""
    cells = sheet.cells
    converged, exploded = int(cells.converged_at[row, column]), int(cells.exploded_at[row, column])
    if exploded >= 0:
        happened = Message("explodes at step {step}", step=count(exploded))
    elif converged >= 0:
        happened = Message("converges at step {step}", step=count(converged))
    else:
        loss = number(float(cells.final_loss[row, column]))
        happened = Message("loss {loss} in the end", loss=loss)
    lines = [*place_of(sheet, row, column)]
    if sheet.seeds:
        lines += [_agreed(sheet, row, column), Message("on average {what}", what=happened)]
    else:
        lines.append(happened)
    return Reading(heading, VERDICTS[cells.verdict[row, column]], tuple(lines))


def place_of(sheet: Sheet, row: int, column: int) -> tuple[Message, Message]:
    """Return the values of both quantities at a cell."""
    return _placed(sheet.x, column), _placed(sheet.y, row)


def _agreed(sheet: Sheet, row: int, column: int) -> Message:
    """Say for how many draws of the noise the verdict holds, and what most of the others lead to."""
    cells, draws = sheet.cells, len(sheet.seeds)
    holds = round(float(cells.agreement[row, column]) * draws)
    if holds == draws:
        return Message("for all {all} draws of the noise", all=count(draws))
    other = Message(LABELS[VERDICTS[cells.second[row, column]]])
    return Message(
        "for {some} of {all} draws, else {other}", some=count(holds), all=count(draws), other=other
    )


def _placed(axis: Axis, cell: int) -> Message:
    return Message("{quantity} {value}", quantity=quantity(axis.name), value=_value(axis, cell))


def _value(axis: Axis, cell: int) -> str:
    """Return a cell's value with as many digits as tell it from its neighbours."""
    if axis.name in WHOLE_NAMES:
        return count(axis.values[cell].item())
    return number(float(axis.values[cell]), digits_of(axis, cell))


def digits_of(axis: Axis, cell: int) -> int:
    """Return how many digits tell a cell's value from its neighbours, 3 to 17."""
    value = float(axis.values[cell])
    other = float(axis.values[cell - 1 if cell else 1])
    digits = math.ceil(math.log10(abs(value / (value - other)))) + 1 if value else 0
    return min(max(digits, 3), 17)
