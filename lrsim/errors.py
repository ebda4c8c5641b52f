"""The one exception that bad input raises."""

from __future__ import annotations


class InputError(ValueError):
    """Bad input: where it stands, what it is, and what is allowed there.

    Parameters
    ----------
    where : str
        The option, key path (``runners[1].optimizer.momentum``) or file and line.
    value : object
        The value found there; None when there is no single one to show.
    allowed : str
        What may stand there, as the end of a sentence that begins with "must be" or as a sentence of its own.
    """

    def __init__(self, where: str, value: object, allowed: str) -> None:
        super().__init__(where, value, allowed)
        self.where = where
        self.value = value
        self.allowed = allowed

    def at(self, prefix: str) -> InputError:
        """Return the same error, seen from outside: `prefix` is put in front of the path."""
        if not self.where:
            return InputError(prefix.rstrip(": "), self.value, self.allowed)
        joint = "" if self.where.startswith("[") or not prefix or prefix.endswith(" ") else "."
        return InputError(f"{prefix}{joint}{self.where}", self.value, self.allowed)

    def __str__(self) -> str:
        where = f"{self.where}: " if self.where else ""
        if self.value is None:
            return f"{where}{self.allowed}"
        try:
            shown = repr(_plain(self.value))
        except ValueError:  # a whole number of thousands of digits has no text
            shown = "so long a number"
        if len(shown) > 80:
            shown = f"{shown[:60]}… ({len(shown)} characters)"
        return f"{where}{shown} is not allowed; {self.allowed}"


def _plain(value: object) -> object:
    """Return a value with Python's own numbers in place of NumPy's, whose text names their type."""
    if type(value) in (list, tuple):
        return type(value)(map(_plain, value))  # type: ignore[call-arg, call-overload]  # just seen
    if getattr(value, "shape", None) == () and hasattr(value, "item"):
        return value.item()
    return value
