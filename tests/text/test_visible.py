"""What is shown holds nothing that cannot be seen."""

import pytest

import lrsim
from lrsim.errors import InputError
from lrsim.text.visible import columns, escaped, is_visible

FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467"
ENGLAND = "\U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f"
HEART = "\u2764\ufe0f\u200d\U0001f525"
PERSIAN, HINDI = "\u0645\u06cc\u200c\u062e\u0648", "\u0915\u094d\u200d\u0937"


@pytest.mark.parametrize(
    "text", ["a", "é", FAMILY, ENGLAND, HEART, PERSIAN, HINDI, "\U0001f1e9\U0001f1ea"]
)
def test_what_joins_visible_characters_is_allowed_in_names(text):
    assert is_visible(text)
    assert escaped(text) == text
    assert lrsim.Runner(name=text).name == text


@pytest.mark.parametrize(
    "text",
    [
        "\u202eevil",  # turns the line around
        "\u2066x",
        "\u200f\u05e2",
        "x\u200by",
        "a\u200d",  # would look like a
        "é\u200dé",
        "\u200d" + FAMILY,
        "\U0001f468\u200d\u200d\U0001f469",
        "\U000e0061",
        "a\x1b[31m",
        "a\nb",
        "\ud800",
    ],
)
def test_what_cannot_be_seen_is_refused_in_names_and_written_out(text):
    assert not is_visible(text)
    assert is_visible(escaped(text))
    with pytest.raises(InputError, match="printable characters") as caught:
        lrsim.Runner(name=text)
    assert str(caught.value).isprintable()


def test_a_place_that_cannot_be_seen_is_written_out(tmp_path):
    path = str(tmp_path / "a\u202eb\n.toml")
    with pytest.raises(InputError) as caught:
        lrsim.load(path)
    assert r"a\u202eb\n.toml" in str(caught.value)
    assert r"a\u202eb\n.toml cannot be read" in caught.value.sentence


@pytest.mark.parametrize(
    ("text", "wide"), [("abc", 3), ("é", 1), ("e\u0301", 1), ("日本", 4), (HINDI, 2), (ENGLAND, 2)]
)
def test_columns_are_those_of_a_terminal(text, wide):
    assert columns(text) == wide
