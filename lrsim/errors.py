"""What goes wrong outside of lrsim, and is said most often: bad input, and packages that are not there."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterable, Iterator, Sequence

from lrsim import plain
from lrsim.text.messages import Message, plural, shown
from lrsim.text.visible import escaped, is_visible

LONGEST = 80
"""Characters of a value that an error repeats."""

FARTHEST = 300
"""Characters of a place that an error repeats: longer than paths and keys are."""

# as text, like the patterns of other modules: compiled on import it costs every start, and few need it
_PREDICATE = r"(must|is|are|has|have|cannot|comes|needs|goes|does|may)\b"


class InputError(ValueError):
    """Bad input: where it stands, what it is, and what is allowed there.

    As a string it is English; `lrsim.text.messages.shown` makes a sentence of it in the user's language.

    Parameters
    ----------
    where : str
        The option, key path (``runners[1].optimizer.momentum``) or file and line.
    value : object
        The value found there; None when there is no single one to show.
    allowed : Message
        What may stand there, as the end of a sentence that begins with "must be" or as a sentence of its own.

    Examples
    --------
    >>> import lrsim
    >>> lrsim.run("quadratic", steps=0)
    Traceback (most recent call last):
    lrsim.errors.InputError: steps: 0 is not allowed; must be a whole number of steps from 1 to 16 777 216
    """

    def __init__(self, where: str, value: object, allowed: Message) -> None:
        super().__init__(where, value, allowed)
        self.where = where
        self.value = value
        self.allowed = allowed

    def at(self, prefix: str) -> InputError:
        """Return the same error, seen from outside.

        Parameters
        ----------
        prefix : str
            What is put in front of the path.

        Returns
        -------
        InputError
            A new error.
        """
        if not self.where:
            return InputError(prefix.rstrip(": "), self.value, self.allowed)
        joint = "" if self.where.startswith("[") or not prefix or prefix.endswith(" ") else "."
        return InputError(f"{prefix}{joint}{self.where}", self.value, self.allowed)

    @property
    def sentence(self) -> Message:
        """Where, what stands there and what is allowed, as one sentence."""
        subject = _named(self.where)
        if subject.endswith(": "):
            subject = subject.rstrip(": ")
        if self.value is not None:
            value = written(self.value)
            subject = f"{subject} = {value}" if subject else value
        if not subject:
            return self.allowed
        if re.match(_PREDICATE, self.allowed):
            return Message("{subject} {predicate}", subject=subject, predicate=self.allowed)
        return Message("{subject}: {sentence}", subject=subject, sentence=self.allowed)

    def translated(self) -> str:
        """Return the sentence in the user's language.

        Returns
        -------
        str
            The sentence; in English where there is no translation.
        """
        return shown(self.sentence)

    def __str__(self) -> str:
        where = f"{_named(self.where)}: " if self.where else ""
        if self.value is None:
            return f"{where}{self.allowed}"
        try:
            value = plain.written(self.value)
        except ValueError:  # a whole number of thousands of digits has no text
            value = "so long a number"
        if len(value) > LONGEST:
            value = f"{value[:60]}… ({len(value)} characters)"
        return f"{where}{value} is not allowed; {self.allowed}"


def _named(where: str) -> str:
    """Return a place as it can be seen, the middle of one that is too long left out."""
    if not is_visible(where):
        where = escaped(where)
    if len(where) <= FARTHEST:
        return where
    half = FARTHEST // 2
    return f"{where[:half]} … {where[-half:]}"


def a_number(low: float, high: float) -> Message:
    """Return what is allowed where a number between two others may stand."""
    return Message("must be a number from {low} to {high}", low=low, high=high)


def a_whole_number(low: int, high: int) -> Message:
    """Return what is allowed where a whole number between two others may stand."""
    return Message("must be a whole number from {low} to {high}", low=low, high=high)


def one_of(names: Iterable[str]) -> Message:
    """Return what is allowed where one of a few names may stand."""
    return Message("must be one of {names}", names=", ".join(names))


def did_you_mean(near: Sequence[str]) -> Message:
    """Return the question whether one of a few names was meant."""
    if len(near) == 1:
        return Message("did you mean {name}?", name=near[0])
    return Message("did you mean {names} or {name}?", names=", ".join(near[:-1]), name=near[-1])


def both(one: str, other: str) -> Message:
    """Return where an error stands that two options make together."""
    return Message("{one} and {other}", one=one, other=other)


def written(value: object) -> str:
    """Return a value as a user would have written it, shortened."""
    if isinstance(value, bool):
        return str(value).lower()
    try:
        text = plain.written(value)
    except ValueError:  # Python refuses to print integers beyond 4300 digits
        return Message("a number of thousands of digits")
    if isinstance(value, float) and text.endswith(".0"):
        text = text[:-2]
    return shortened(text)


def shortened(text: str) -> str:
    """Return a text with its end told by a number where it is long."""
    if len(text) <= LONGEST:
        return text
    return plural(
        "{begin}… ({n} character)",
        "{begin}… ({n} characters)",
        n=len(text),
        begin=text[: LONGEST * 3 // 4],
    )


class MissingPackageError(ImportError):
    """A package that only some of lrsim needs is not installed; its text says which, and what for.

    Parameters
    ----------
    sentence : Message
    """

    def __init__(self, sentence: Message) -> None:
        super().__init__(sentence)
        self.sentence = sentence


@contextlib.contextmanager
def needing(purpose: Message, *packages: str) -> Iterator[None]:
    """Say what has to be installed where an import inside the block finds nothing.

    Parameters
    ----------
    purpose : Message
        What needs it, as the beginning of a sentence.
    *packages : str
        The names under which pip installs them.

    Raises
    ------
    MissingPackageError
        When a module of somebody else's is not there.
    """
    try:
        yield
    except ModuleNotFoundError as error:
        if error.name is None or error.name.partition(".")[0] == "lrsim":
            raise
        words = " ".join(packages)
        sentence = Message(
            "{purpose} needs {packages}: pip install {packages}", purpose=purpose, packages=words
        )
        raise MissingPackageError(sentence) from error
