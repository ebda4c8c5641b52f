"""Messages: English to programs, the user's language to people."""

import copy
import gettext
import json
import pickle

import pytest

from lrsim.text import messages
from lrsim.text.messages import Message, Sentences, plural, say, shown

WORDS = {
    "{small} is below {large}": "{large} EXCEEDS {small}",
    "Too small": "TOO SMALL",
    "{n} step": "{n} STEP",
    "It is {state}.": "{state} IT IS.",
    "{x | x > 0}": "{X | X > 0}",
}


class Shouting(gettext.NullTranslations):
    """A language of capital letters, whose sentences go the other way round."""

    def gettext(self, message):
        return WORDS[message]

    def ngettext(self, msgid1, msgid2, n):
        return WORDS[msgid1] + ("" if n == 1 else "S")


@pytest.fixture
def shouting(monkeypatch):
    monkeypatch.setattr(messages, "_catalogue", Shouting)


BELOW = Message("{small} is below {large}", small=1, large="2")


def test_a_message_is_its_english_text_to_programs(shouting):
    assert BELOW == "1 is below 2"
    assert json.dumps({"reason": BELOW}) == '{"reason": "1 is below 2"}'
    assert f"{BELOW}" == "1 is below 2"


def test_a_message_shows_in_the_users_language_with_its_values_where_they_belong(shouting):
    assert shown(BELOW) == "2 EXCEEDS 1"
    assert say("{small} is below {large}", small=3, large=4) == "4 EXCEEDS 3"


def test_plain_text_and_what_has_no_translation_show_as_they_are():
    assert shown("adam") == "adam"
    assert shown(BELOW) == "1 is below 2"
    assert say("") == ""


def test_messages_within_messages_are_shown_too(shouting):
    assert shown(Message("It is {state}.", state=Message("Too small"))) == "TOO SMALL IT IS."


@pytest.mark.parametrize(
    ("n", "english", "loud"),
    [
        (0, "0 steps", "0 STEPS"),
        (1, "1 step", "1 STEP"),
        (12345, "12\u202f345 steps", "12\u202f345 STEPS"),
    ],
)
def test_words_follow_the_number_in_both_languages(shouting, n, english, loud):
    steps = plural("{n} step", "{n} steps", n=n)
    assert steps == english
    assert shown(steps) == loud


def test_sentences_follow_one_another_and_empty_ones_leave_no_gap(shouting):
    both = Sentences(Message("Too small"), "", BELOW, "adam")
    assert both == "Too small 1 is below 2 adam"
    assert shown(both) == "TOO SMALL 2 EXCEEDS 1 adam"
    assert shown(Sentences(BELOW, BELOW, between="\n")) == "2 EXCEEDS 1\n2 EXCEEDS 1"
    assert not Sentences("", "")


@pytest.mark.parametrize(
    "copied", [copy.copy, copy.deepcopy, lambda m: pickle.loads(pickle.dumps(m))]
)
@pytest.mark.parametrize(
    "message", [BELOW, plural("{n} step", "{n} steps", n=2), Sentences(BELOW, BELOW)]
)
def test_a_copy_of_a_message_can_still_be_shown(shouting, copied, message):
    assert copied(message) == message
    assert shown(copied(message)) == shown(message)


def test_without_values_braces_are_braces(shouting):
    assert shown(Message("{x | x > 0}")) == "{X | X > 0}"


def test_the_language_is_read_from_the_environment_as_gettext_does(monkeypatch):
    for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    messages.language_changed()
    assert shown(BELOW) == BELOW
    monkeypatch.setenv("LANGUAGE", "xx:yy")
    messages.language_changed()
    assert shown(BELOW) == BELOW  # there is no such language
