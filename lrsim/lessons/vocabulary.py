"""Which words may stand at a key of a file, as the types of what it holds say."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec
from msgspec.inspect import DictType, LiteralType, StructType, Type, UnionType, VarTupleType


def words_at(kind: type[msgspec.Struct], path: Sequence[str | int]) -> list[str]:
    """Return the words that are allowed at a key path, in the order of the alphabet."""
    found = [msgspec.inspect.type_info(kind)]
    for part in path:
        found = [inner for each in found for inner in _inside(each, part)]
    return [str(word) for each in found if isinstance(each, LiteralType) for word in each.values]


def _inside(found: Type, part: str | int) -> Iterator[Type]:
    """Yield what may be at a key of a table, or at a place of a list; of alternatives each."""
    if isinstance(found, StructType):
        if part == found.tag_field:
            yield LiteralType((found.tag,))
        for field in found.fields:
            if field.encode_name == part:
                yield from _each(field.type)
    elif isinstance(found, VarTupleType):
        yield from _each(found.item_type)
    elif isinstance(found, DictType):
        yield from _each(found.value_type)


def _each(found: Type) -> tuple[Type, ...]:
    return found.types if isinstance(found, UnionType) else (found,)
