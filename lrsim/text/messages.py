"""Whole sentences with named values: English to programs, the user's language to people.

A message is English text that knows which message it is: `Message.id` is the English source with its places,
which is also the key of the translations, as gettext has it. JSON, CSV and files take it as the string it is;
whoever shows it to people calls `shown`, or `say` at once.

`Message`, `plural` and `say` are the words by which Babel collects the catalogue. Their first arguments are
literal strings, and whole sentences: a translator can turn a sentence round, but not its fragments. Texts
that stand elsewhere (the catalogue's titles and descriptions) are collected from there, and shown by
``say(text)``.
"""

from __future__ import annotations

import functools
import gettext
import os
from collections.abc import Callable, Mapping
from typing import Protocol

from lrsim.text.numbers import number

DOMAIN = "lrsim"
LOCALE = os.path.join(os.path.dirname(__file__), "locale")
"""Where the compiled catalogues lie: `LANGUAGE/LC_MESSAGES/lrsim.mo` each."""

_ENGLISH = os.path.join(LOCALE, "en", "LC_MESSAGES", f"{DOMAIN}.mo")

_NUMBERS = (int, float)


class Translatable(Protocol):
    """What can be shown in the user's language."""

    def translated(self) -> str:
        """Return it in the user's language."""


class Message(str):
    """A sentence in English that can be shown in another language.

    Parameters
    ----------
    source : str
        The English source; places for values are named and in braces. Without values braces are braces.
    **values
        What stands there: text, messages, which are shown in the same language, or numbers, which are
        written with `lrsim.text.numbers.number`.

    Attributes
    ----------
    id : str
        The source, by which the translations know the message.
    values : mapping of str to object
        What stands at its places.

    Examples
    --------
    >>> Message("Loss stands at {loss} since step {step}.", loss=0.25, step=40)
    'Loss stands at 0.25 since step 40.'
    """

    id: str
    values: Mapping[str, object]

    def __new__(cls, source: str, /, **values: object) -> Message:
        message = str.__new__(cls, _filled(source, values, _written) if values else source)
        message.id = source
        message.values = values
        return message

    def __reduce__(self) -> tuple[object, ...]:
        return _restored, (type(self), str(self), self.__dict__)

    def translated(self) -> str:
        """Return the sentence in the user's language."""
        return say(self.id, **self.values)

    def altered(self, **values: object) -> Message:
        """Return the message with other values at some of its places."""
        known = {name: value for name, value in values.items() if name in self.values}
        return Message(self.id, **{**self.values, **known})


class Plural(Message):
    """A message whose words follow a number; `plural` makes it.

    Attributes
    ----------
    many : str
        The source for all numbers but 1, for which there is `id`.
    n : int
        The number.
    """

    many: str
    n: int

    def __new__(cls, one: str, many: str, /, n: int, **values: object) -> Plural:
        values = {"n": n, **values}
        message = str.__new__(cls, _filled(one if n == 1 else many, values, _written))
        message.id, message.many, message.n, message.values = one, many, n, values
        return message

    def translated(self) -> str:
        return _filled(_catalogue().ngettext(self.id, self.many, self.n), self.values, _shown)


class Sentences(Message):
    """Texts one after the other, each shown in the user's language; empty ones are left out.

    Parameters
    ----------
    *parts : str
        Messages, or text that is no one's language.
    between : str
        What stands between them.

    Examples
    --------
    >>> Sentences(Message("It explodes."), "", Message("Turn the dial down."))
    'It explodes. Turn the dial down.'
    """

    parts: tuple[str, ...]
    between: str

    def __new__(cls, *parts: str, between: str = " ") -> Sentences:
        given = tuple(part for part in parts if part)
        message = str.__new__(cls, between.join(given))
        message.id, message.values = "", {}
        message.parts, message.between = given, between
        return message

    def translated(self) -> str:
        return self.between.join(shown(part) for part in self.parts)


NOTHING = Sentences()
"""The message where there is nothing to say."""


def plural(one: str, many: str, /, n: int, **values: object) -> Plural:
    """Return a message whose words follow the number `n`, which stands at its place ``{n}``.

    Parameters
    ----------
    one, many : str
        The English sources, for 1 and for all other numbers.
    n : int
        The number.
    **values
        What stands at other places, as for `Message`.

    Examples
    --------
    >>> plural("{n} step", "{n} steps", n=3)
    '3 steps'
    """
    return Plural(one, many, n=n, **values)


def shown(text: str | Translatable) -> str:
    """Return a text as people see it: a message or an error in their language, anything else as it is.

    Examples
    --------
    >>> shown(Message("Too small"))
    'Too small'
    """
    translated = getattr(text, "translated", None)
    return str(text) if translated is None else str(translated())


def say(source: str, /, **values: object) -> str:
    """Return a sentence in the user's language at once.

    Examples
    --------
    >>> say("Step {step}", step=40)
    'Step 40'
    """
    if not source:  # the header's id
        return ""
    return _filled(_catalogue().gettext(source), values, _shown)


def is_english() -> bool:
    """Return whether the environment asks for English, or for nothing that there is."""
    # its catalogue says what the sources do, and is as long as they are: it is not read
    return gettext.find(DOMAIN, LOCALE) in (None, _ENGLISH)


def language_changed() -> None:
    """Read the language anew from the environment."""
    _catalogue.cache_clear()


@functools.cache
def _catalogue() -> gettext.NullTranslations:
    """Return the messages of the language that the environment asks for, as gettext reads it; or English."""
    if is_english():
        return gettext.NullTranslations()
    return gettext.translation(DOMAIN, LOCALE)


def _filled(source: str, values: Mapping[str, object], write: Callable[[object], object]) -> str:
    if not values:
        return source
    return source.format_map({name: write(value) for name, value in values.items()})


def _shown(value: object) -> object:
    return value.translated() if isinstance(value, Message) else _written(value)


def _written(value: object) -> object:
    if type(value) is str:  # as most are, numbers too, which come with digits of their own
        return value
    return number(value) if isinstance(value, _NUMBERS) else value


def _restored(kind: type[Message], text: str, state: dict[str, object]) -> Message:
    message = str.__new__(kind, text)
    message.__dict__.update(state)
    return message
