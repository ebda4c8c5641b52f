"""The grammar of spec strings: what separates the parts of ``name:key=value,key=value``."""

from __future__ import annotations


def split(text: str, separator: str) -> list[str]:
    """Split text where the separator stands outside of brackets and quotes."""
    parts = []
    begin = depth = 0
    quoted = escaped = False
    for place, character in enumerate(text):
        if escaped:
            escaped = False
        elif character == '"':
            quoted = not quoted
        elif quoted:
            escaped = character == "\\"
        elif character in "([{":
            depth += 1
        elif character in ")]}":
            depth = max(
                depth - 1, 0
            )  # what is closed too often is for the reader of the part to refuse
        elif character == separator and not depth:
            parts.append(text[begin:place])
            begin = place + 1
    return [*parts, text[begin:]]


def is_bare(text: str) -> bool:
    """Return whether a spec string can hold the text without quotes, inside of brackets too."""
    depth = 0
    for character in text:
        depth += (character in "([{") - (character in ")]}")
        if depth < 0 or character in '"\\' or (character == "," and not depth):
            return False
    return bool(text) and not depth
