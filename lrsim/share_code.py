"""Share codes: a whole experiment as one line of text, to paste, to scan, to send.

A code is ``lrsim1:`` and, as base64url without padding, the CRC-32 of a JSON document (four bytes, the
highest first) and the document itself, deflated (RFC 1951) with a dictionary of what experiments usually
hold. It is data all through: nothing in it is run, its length is bounded before it is read, and what it
holds is checked as a file is.
"""

from __future__ import annotations

import re
from typing import Any, Final

from lrsim import files
from lrsim.errors import InputError, shortened
from lrsim.text.messages import Message

PREFIX: Final = "lrsim1:"
LONGEST: Final = 2**16
"""Characters of a code; one of eight runners with a hundred turns of the dial each has 10 000."""

LARGEST: Final = 2**20
"""Bytes of the document: what is small and deflates to more is none of ours."""

_ANY_VERSION = r"(?i:lrsim)\d+:"  # keyboards of telephones begin a line with a capital
_ALPHABET = r"[A-Za-z0-9_-]*"
_AMONG_WORDS = rf"(?<!\w){_ANY_VERSION}{_ALPHABET}"
_LIKELY_MIXED = 16
"""A code of more characters than that has small letters: all but one in ten thousand."""

# The dictionary belongs to version 1: another one makes other codes, which need another number.
_COMMON: Final = (
    b'"clip_norm":0.0,"clip_value":0.0,"average":"none","batch_size":1,"name":"cosine-annealing",'
    b'"t_max":null,"eta_min":0.0,"one-cycle","exponential","gamma":0.95,"step","step_size":null,'
    b'"rosenbrock","long-valley","kappa":100.0,"himmelblau","rastrigin","formula","expression":"x**2",'
    b'"double-well","shower","bowl","escape":null,"low":null,"high":null,"title":"The popular example",'
    b'"rmsprop","alpha":0.99,"adamw","adam","beta1":0.9,"beta2":0.999,"eps":1e-08,"weight_decay":0.01,'
    b'"amsgrad":false,"decoupled":false,"lion","momentum":0.9,"nesterov":true,'
    b'"weight_decay":0.0,"lr_in_velocity":true,"weight_decay_mode":"coupled","centered":false,'
    b'{"schema_version":2,{"schema_version":1,"title":"","start":[5.0],"steps":100,"steps":50,"seed":0,'
    b'"noise":0.0,"surface":{"name":"quadratic"},"runners":[{"name":"Snail","lr":0.001,"dial":[],'
    b'"lr_scale":[1.0],"optimizer":{"name":"sgd","momentum":0.0,"dampening":0.0,"weight_decay":0.0,'
    b'"nesterov":false},"schedule":{"name":"constant","warmup":0}},{"name":"Pro","lr":0.1,"dial":[],'
    b'"lr_scale":[1.0],"optimizer":{"name":"sgd","momentum":0.0,"dampening":0.0,"weight_decay":0.0,'
    b'"nesterov":false},"schedule":{"name":"constant","warmup":0}},{"name":"Maniac","lr":1.1,{"name":'
    b'"run","lr":0.01,"dial":[],"lr_scale":[1.0],"optimizer":{"name":"sgd","momentum":0.0,"dampening":0.0,'
    b'"weight_decay":0.0,"nesterov":false},"schedule":{"name":"constant","warmup":0}}]}'
)


def is_code(text: object) -> bool:
    """Tell whether a text is meant as a share code, of whatever version."""
    return isinstance(text, str) and re.match(rf"\s*{_ANY_VERSION}", text) is not None


def is_whole(code: str) -> bool:
    """Tell whether nothing is missing of a code, as it is while somebody types it."""
    try:
        decode(code)
    except InputError:
        return False
    return True


def code_in(text: str) -> str:
    """Return the code that stands among other words, as in a message; where there is none, the text."""
    found = None if is_code(text) else re.search(_AMONG_WORDS, text)
    return text if found is None else found[0]


def encode(tables: dict[str, Any]) -> str:
    """Return the code of the tables of an experiment.

    Raises
    ------
    InputError
        When they are too large for one.
    """
    import base64  # here and below: only who shares pays for it
    import json
    import zlib

    document = json.dumps(tables, separators=(",", ":"), ensure_ascii=False).encode()
    deflate = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS, 9, zdict=_COMMON)
    packed = zlib.crc32(document).to_bytes(4, "big") + deflate.compress(document) + deflate.flush()
    code = PREFIX + base64.urlsafe_b64encode(packed).decode().rstrip("=")
    if len(code) > LONGEST or len(document) > LARGEST:
        raise InputError(
            "", None, Message("is too long for a share code: save it to a file and send that")
        )
    return code


def decode(code: str) -> dict[str, Any]:
    """Return the tables in a code.

    Parameters
    ----------
    code : str
        White space in it plays no part: mail programs break lines.

    Raises
    ------
    InputError
        When it is none, is damaged, or comes from a newer version.
    """
    import base64
    import binascii
    import json
    import zlib

    if len(code) > LONGEST:
        raise _refused(code, Message("is longer than a share code can be"))
    plain = "".join(code.split())
    version, _, text = plain.partition(":")
    if f"{version.lower()}:" != PREFIX:
        raise _refused(plain, Message("is a share code of a newer version of lrsim"))
    if plain.isupper() and len(text) > _LIKELY_MIXED:
        raise _refused(plain, Message("has lost its small letters: they and capitals differ in it"))
    if not re.fullmatch(_ALPHABET, text) or len(text) % 4 == 1:
        raise _damaged(plain)
    try:
        packed = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
        inflate = zlib.decompressobj(-zlib.MAX_WBITS, zdict=_COMMON)
        document = inflate.decompress(packed[4:], LARGEST)
    except (binascii.Error, zlib.error):
        raise _damaged(plain) from None
    whole = inflate.eof and not inflate.unused_data
    if not whole or zlib.crc32(document).to_bytes(4, "big") != packed[:4]:
        raise _damaged(plain)
    try:
        tables = json.loads(document)
    except (ValueError, RecursionError):  # right to the last bit, and not written by lrsim
        raise _refused(plain, Message("holds no experiment")) from None
    if not isinstance(tables, dict) or files.is_deep(tables):
        raise _refused(plain, Message("holds no experiment"))
    return tables


def _damaged(code: str) -> InputError:
    return _refused(code, Message("is no whole share code: a letter is wrong, or some are missing"))


def _refused(code: str, why: Message) -> InputError:
    return InputError(shortened(code), None, why)
