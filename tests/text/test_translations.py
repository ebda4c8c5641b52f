"""The catalogues of messages that a build makes, and the language the environment asks for."""

import gettext

import pytest

from lrsim.optimizers import Sgd
from lrsim.text import messages
from lrsim.text.messages import plural, say, shown


@pytest.fixture
def language(monkeypatch):
    def speak(**environment):
        for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
            monkeypatch.delenv(name, raising=False)
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        messages.language_changed()

    yield speak
    monkeypatch.undo()
    messages.language_changed()


@pytest.mark.parametrize(
    "environment",
    [{}, {"LANGUAGE": "xx:yy"}, {"LANG": "C"}, {"LANGUAGE": "en:qps"}, {"LANG": "de_DE.UTF-8"}],
)
def test_without_a_translation_all_is_english(language, environment):
    language(**environment)
    assert say(Sgd.title) == "SGD"
    assert messages.is_english()


@pytest.mark.parametrize(
    "environment",
    [
        {"LANGUAGE": "qps"},
        {"LANGUAGE": "qps", "LANG": "C"},
        {"LANGUAGE": "xx:qps"},
        {"LANG": "qps.UTF-8"},
    ],
)
def test_the_language_is_read_from_the_environment_as_gettext_does(language, environment):
    language(**environment)
    assert say(Sgd.title) == "⟦ŠĜĎ ~⟧"


def test_the_pseudo_language_leaves_places_and_lengthens_by_a_third(language):
    language(LANGUAGE="qps")
    step = shown(plural("{n} step", "{n} steps", n=1))
    assert step == "⟦1 šťéṗ ~~⟧"
    assert shown(plural("{n} step", "{n} steps", n=20_000)) == "⟦20\u202f000 šťéṗš ~~~⟧"
    doc = say(Sgd.doc)
    assert 1.3 < len(doc) / len(Sgd.doc) < 1.4
    assert not any(c.isascii() and c.isalpha() for c in doc)


def test_every_message_has_its_text_in_the_pseudo_language():
    catalogue = gettext.translation(messages.DOMAIN, messages.LOCALE, ["qps"])
    assert len(catalogue._catalog) > 200
    for source, text in catalogue._catalog.items():
        assert not source or text.startswith("⟦"), source
