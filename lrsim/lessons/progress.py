"""How far somebody is: kept in a file of theirs, and nowhere else; exported as CSV for a class."""

from __future__ import annotations

import dataclasses
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from lrsim import files
from lrsim.errors import InputError
from lrsim.lessons.lecture import Lecture
from lrsim.lessons.slides import Answer
from lrsim.text.messages import Message
from lrsim.text.tables import as_csv

VERSION: Final = 1
COLUMNS: Final = (
    "lesson",
    "step",
    "title",
    "kind",
    "given",
    "right",
    "off",
    "tries",
    "score",
    "finished",
    "when",
)
"""Of the CSV; steps from 1 on."""


@dataclass(frozen=True)
class Record:
    """How far one lesson is.

    Attributes
    ----------
    place : int
        The slide that was up last.
    answers : tuple of Answer
    titles : tuple of str
        Of the steps that were answered, as the answers are.
    finished : bool
        Whether the last slide was ever up.
    when : float
        Seconds since the epoch.
    """

    place: int
    answers: tuple[Answer, ...] = ()
    titles: tuple[str, ...] = ()
    finished: bool = False
    when: float = 0.0


class Progress:
    """The records of one person, by the names of lessons.

    Parameters
    ----------
    path : Path, optional
        Where they are kept; by default nowhere, and forgotten when the program ends. A file that is none is
        put aside under another name, and a new one begun.
    """

    def __init__(self, path: Path | None = None) -> None:
        self._path = path
        self._records = {} if path is None else _read(path)

    @property
    def records(self) -> Mapping[str, Record]:
        """All there is."""
        return MappingProxyType(self._records)

    def keep(self, lecture: Lecture) -> None:
        """Note how far a lecture is.

        Raises
        ------
        InputError
            When it cannot be written; it is known until the program ends.
        """
        name = lecture.lesson.name
        before = self._records.get(name)
        self._records[name] = Record(
            place=lecture.place,
            answers=lecture.answers,
            titles=tuple(lecture.lesson.steps[answer.step].title for answer in lecture.answers),
            finished=lecture.at_end or (before is not None and before.finished),
            when=time.time(),
        )
        self._write()

    def recall(self, lecture: Lecture) -> None:
        """Let a lecture go on where it was left; one that had come to its end begins anew, answers kept."""
        record = self._records.get(lecture.lesson.name)
        if record is not None:
            last = record.place >= len(lecture.slides) - 1
            lecture.recall(0 if last else record.place, record.answers)

    def forget(self) -> None:
        """Delete everything.

        Raises
        ------
        InputError
            When it cannot be written.
        """
        self._records.clear()
        self._write()

    def csv(self) -> str:
        """Return all answers as CSV, a row for each; what is in it stays a text for a spreadsheet."""
        rows: list[tuple[object, ...]] = []
        for name, record in self._records.items():
            end = (str(record.finished).lower(), _moment(record.when))
            for answer, title in zip(record.answers, record.titles, strict=True):
                given = ";".join(f"{value:.17g}" for value in answer.given)
                right = str(answer.right).lower()
                own = (answer.kind, given, right, answer.off, answer.tries, answer.score)
                rows.append((name, answer.step + 1, title, *own, *end))
            if not record.answers:
                rows.append((name, *[None] * 8, *end))
        return as_csv(COLUMNS, rows)

    def _write(self) -> None:
        if self._path is None:
            return
        table = {name: dataclasses.asdict(record) for name, record in self._records.items()}
        document = json.dumps({"lrsim_progress": VERSION, "lessons": table})
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise files.cannot("written", self._path, error) from error
        files.write_atomic(self._path, document.encode())


def _read(path: Path) -> dict[str, Record]:
    if not path.exists():
        return {}
    data = files.read_bytes(path)
    try:
        document = json.loads(data)
        newer = document["lrsim_progress"] > VERSION
        lessons = {} if newer else document["lessons"]
        records = {str(name): _record(table) for name, table in lessons.items()}
    except (
        ArithmeticError,
        AttributeError,
        LookupError,
        OSError,
        RecursionError,
        TypeError,
        ValueError,
    ):
        path.replace(path.with_name(path.name + ".unreadable"))
        return {}
    if newer:  # not ours to overwrite
        raise InputError(str(path), None, Message("comes from a newer version of lrsim"))
    return records


def _record(table: dict[str, Any]) -> Record:
    answers = tuple(
        Answer(
            step=int(answer["step"]),
            kind=str(answer["kind"]),
            given=tuple(float(value) for value in answer["given"]),
            right=bool(answer["right"]),
            off=None if answer["off"] is None else float(answer["off"]),
            tries=int(answer["tries"]),
            score=None if answer["score"] is None else int(answer["score"]),
            last=None if last is None else int(last),
        )
        for answer in table["answers"]
        for last in [answer.get("last", answer["score"])]  # the first files had none
    )
    titles = tuple(str(title) for title in table["titles"])
    if len(titles) != len(answers):
        raise ValueError(titles)
    when = float(table["when"])
    _moment(when)
    return Record(int(table["place"]), answers, titles, bool(table["finished"]), when)


def _moment(when: float) -> str:
    """Return a time as the CSV has it; an error where there is none like it."""
    return datetime.fromtimestamp(when, UTC).isoformat(timespec="seconds")
