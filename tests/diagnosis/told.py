"""The numbers in a verdict's sentences, read back from the text."""

import re

SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")
NUMBER = re.compile(r"(?<![\w.])-?\d+(?:\.\d+)?(?:e-?\d+)?")


def plain(text: str) -> str:
    """Return a text with its numbers as Python writes them."""
    text = str(text).replace("−", "-").replace("\u202f", "").replace("\xa0", " ")
    text = re.sub(
        r"(\d) × 10([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)", lambda m: f"{m[1]}e{m[2].translate(SUPERSCRIPTS)}", text
    )
    return re.sub(
        r"(?<![\d.])10([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)", lambda m: f"1e{m[1].translate(SUPERSCRIPTS)}", text
    )


def numbers(text: str) -> list[float]:
    """Return the numbers in a text, in order."""
    return [float(found) for found in NUMBER.findall(plain(text))]


def number(text: object) -> float | None:
    """Return the first number in a text; None where there is none or it is a bound."""
    found = numbers(str(text))
    return found[0] if found and "over" not in str(text) else None


def share(text: object) -> float | None:
    told = number(text)
    return None if told is None else told / 100.0


def close(
    told: float | None, path: float, *, relative: float = 0.006, absolute: float = 0.0
) -> bool:
    """Tell whether a number told with about three digits is that of the path; nothing told is no lie."""
    if told is None:
        return True
    return abs(told - path) <= relative * max(abs(path), abs(told)) + absolute
