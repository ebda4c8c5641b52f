"""The type of entry classes: what help and a misspelled parameter say of them."""

from __future__ import annotations

import typing
from typing import Any

import msgspec

from lrsim.catalogue import documentation
from lrsim.spelling import refuse_more, refuse_unknown


class EntryType(msgspec.StructMeta):
    """The type of entry classes, which makes their docstrings when they are read: an import needs none.

    Of what a class brings itself the docstring has the summary.
    """

    @property
    def __doc__(cls) -> str | None:  # type: ignore[override]  # noqa: N805 - read-only, of a class
        summary = vars(cls).get("__doc__")
        # none at all with python -OO
        return None if summary is None else documentation.docstring(cls, summary)

    if not typing.TYPE_CHECKING:  # what a call takes is known from the fields, and would be hidden

        def __call__(cls, *args: Any, **given: Any) -> Any:  # noqa: N805 - of a class
            try:
                return super().__call__(*args, **given)
            except TypeError:
                fields = cls.__struct_fields__
                refuse_unknown(cls.__name__, given, fields, cls.misplaced)
                refuse_more(cls.__name__, len(args), len(fields))
                raise
