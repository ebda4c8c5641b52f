"""A map as a table."""

from __future__ import annotations

from lrsim.diagnosis.outcomes import VERDICTS
from lrsim.gui.look.figures import table
from lrsim.studies.maps.sheet import Sheet
from lrsim.text.tables import Table

__all__ = ["verdicts_of"]


def verdicts_of(sheet: Sheet) -> Table:
    """Return the verdicts of all cells that are known: x across, y downwards from its lowest."""
    rows = (
        (y, *(VERDICTS[code] if known else "" for code, known in zip(codes, final, strict=True)))
        for y, codes, final in zip(
            sheet.y.values.tolist(), sheet.cells.verdict.tolist(), sheet.final.tolist(), strict=True
        )
    )
    return table((f"{sheet.y.name}\\{sheet.x.name}", *sheet.x.values.tolist()), rows)
