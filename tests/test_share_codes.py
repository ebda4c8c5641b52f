"""Share codes: what goes in comes out, and what is damaged is refused at once."""

import base64
import json
import random
import zlib

import pytest

import lrsim
from lrsim import share_code
from lrsim.catalogue.entries import entries
from lrsim.errors import InputError
from lrsim.optimizers import Optimizer
from lrsim.schedules import Schedule
from lrsim.session.story import popular_example
from lrsim.surfaces import Surface

NAMES = ["Läufer", "runner", "😀", 'a "quoted" one']
CODE = popular_example().share()


def some(draw, cls):
    """An entry of the catalogue, some of its numbers other than usual."""
    names = sorted(entries(cls))
    entry = entries(cls)[draw.choice(names)]
    changes = {}
    for parameter in entry.parameters():
        if parameter.kind == "float" and parameter.default and draw.random() < 0.5:
            changes[parameter.name] = parameter.default * draw.uniform(0.9, 1.0)
    try:
        return entry(**changes)
    except InputError:
        return entry()


def experiment(seed):
    draw = random.Random(seed)
    surface = some(draw, Surface)
    runners = [
        lrsim.Runner(
            name=f"{draw.choice(NAMES)} {k}",
            lr=10 ** draw.uniform(-8, 3),
            optimizer=some(draw, Optimizer),
            schedule=some(draw, Schedule),
            dial=[
                (step, draw.random()) for step in sorted(draw.sample(range(200), draw.randrange(4)))
            ],
            clip_norm=draw.choice([0.0, 0.0, 1.5]),
        )
        for k in range(draw.randint(1, 8))
    ]
    return lrsim.Experiment(
        surface,
        steps=draw.randint(1, 10**6),
        seed=draw.randrange(2**63),
        noise=draw.choice([0.0, draw.random()]),
        batch_size=draw.choice([1, 32]),
        title=draw.choice(["", "Überschrift: Ünicode", "x" * 200]),
        runners=runners,
    )


@pytest.mark.parametrize("first", range(0, 1000, 100))
def test_a_thousand_random_experiments_come_back_as_they_were(first):
    for seed in range(first, first + 100):
        shared = experiment(seed)
        code = shared.share()
        assert code.startswith("lrsim1:")
        assert lrsim.load(code) == shared


def test_the_popular_example_is_short_enough_to_type():
    assert len(CODE) < 80
    assert lrsim.load(CODE) == popular_example()


def test_an_old_code_is_read_for_ever():
    old = "lrsim1:uyhW9MObprGXDFiT-WjSHo5Je0gkYQA"
    assert lrsim.load(old) == popular_example()


def test_white_space_is_what_a_mail_program_made_of_it():
    broken = f"  {CODE[:20]}\r\n  {CODE[20:40]}\n{CODE[40:]}\n"
    assert lrsim.load(broken) == popular_example()


def test_a_telephone_may_begin_a_code_with_a_capital():
    for prefix in ("Lrsim1:", "LRSIM1:"):
        assert lrsim.load(CODE.replace("lrsim1:", prefix)) == popular_example()


def test_a_code_all_in_capitals_is_told_what_it_lacks_and_is_no_file():
    with pytest.raises(InputError, match="lost its small letters"):
        lrsim.load(CODE.upper())


def mutation(draw, code):
    """A code with one to three letters changed, put in, or taken out, or without its end."""
    for _ in range(draw.randint(1, 3)):
        place = draw.randrange(max(len(code), 1))
        letter = chr(draw.choice([draw.randrange(32, 127), draw.randrange(1, 0x3000)]))
        before, at, after = code[:place], code[place : place + 1], code[place + 1 :]
        code = draw.choice(
            [before + letter + after, before + letter + at + after, before + after, before]
        )
    return code


@pytest.mark.parametrize("first", range(0, 10_000, 1000))
def test_ten_thousand_mutated_codes_are_refused_or_equal(first):
    codes = [experiment(seed).share() for seed in range(5)] + [CODE]
    for seed in range(first, first + 1000):
        draw = random.Random(seed)
        mutated = mutation(draw, draw.choice(codes))
        try:
            found = lrsim.load(mutated)
        except InputError:
            continue
        assert any(found == lrsim.load(whole) for whole in codes)


def packed(document):
    deflate = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    data = zlib.crc32(document).to_bytes(4, "big") + deflate.compress(document) + deflate.flush()
    return share_code.PREFIX + base64.urlsafe_b64encode(data).decode().rstrip("=")


@pytest.mark.parametrize(
    ("code", "why"),
    [
        ("lrsim1:", "no whole share code"),
        ("lrsim1:A", "no whole share code"),
        ("lrsim1:AAAA", "no whole share code"),
        ("lrsim2:AAAA", "a newer version"),
        ("lrsim1:" + "A" * 2**16, "longer than a share code can be"),
        (packed(b"[]"), "holds no experiment"),
        (packed(b"[" * 100_000), "holds no experiment"),
        (packed(b'{"a":' * 50 + b"1" + b"}" * 50), "holds no experiment"),
        (packed(b'{"seed":' + b"9" * 5000 + b"}"), "holds no experiment"),
        (packed(b"\xff\xfe"), "holds no experiment"),
        (packed(b" " * (2**20 + 1)), "no whole share code"),
        (packed(b'{"steps": 0}'), "must be a whole number of steps"),
        (packed(b'{"step": 10}'), "did you mean steps"),
        (
            packed(json.dumps({"surface": "formula:__import__('os')"}).encode()),
            "text is not allowed",
        ),
    ],
    ids=lambda text: text[:30],
)
def test_a_code_that_is_none_is_refused_in_one_sentence(code, why):
    with pytest.raises(InputError) as caught:
        lrsim.load(code)
    said = str(caught.value)
    assert why in said
    assert len(said) < 600


def test_what_is_too_long_for_a_code_is_said_to_be_so():
    turned = [(step, 1.0 / (step + 3)) for step in range(20_000)]
    long = lrsim.Experiment(runners=[lrsim.Runner(dial=turned)])
    with pytest.raises(InputError, match="too long for a share code"):
        long.share()
