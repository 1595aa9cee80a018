"""Every sentence of Bocal is in the English catalogue, translated whole; in French it is said as it is written."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser

import polib
import pytest
from django.template.base import Lexer, TokenType
from django.utils.translation import gettext, ngettext, override, pgettext

from tools import messages

ENGLISH = polib.pofile(str(messages.CATALOGUES["en"]))
FRENCH = polib.pofile(str(messages.CATALOGUES["fr"]))
SENTENCES, FILES = messages.gather()
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[sd]|{\w*}")
TAG = re.compile(r"</?[a-z][^>]*>")


def pairs() -> Iterator[tuple[str, str]]:
    """Each French form with its English one."""
    for entry in ENGLISH:
        if entry.msgid_plural:
            yield entry.msgid, entry.msgstr_plural[0]
            yield entry.msgid_plural, entry.msgstr_plural[1]
        else:
            yield entry.msgid, entry.msgstr


# ── The catalogues ───────────────────────────────────────────────────────────────────────────────────────────────────


def test_every_sentence_of_the_code_is_in_the_catalogue() -> None:
    there = {(entry.msgctxt, entry.msgid) for entry in ENGLISH}
    assert [(FILES[key], key[1]) for key in SENTENCES.keys() - there] == [], "make messages, then translate"


def test_the_catalogue_holds_no_dead_sentence() -> None:
    assert [entry.msgid for entry in ENGLISH if (entry.msgctxt, entry.msgid) not in SENTENCES] == []
    assert [entry.msgid for entry in ENGLISH.obsolete_entries()] == []


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_catalogue_is_as_collecting_writes_it(language: str) -> None:
    """Sorted, named and flagged alike for everyone: run `make messages` and commit what it writes."""
    written = messages.CATALOGUES[language].read_text()
    assert str(messages.merge(language, polib.pofile(written), SENTENCES, FILES)).strip() == written.strip()


def test_everything_is_translated() -> None:
    assert [entry.msgid for entry in ENGLISH if not entry.translated()] == []
    assert [(entry.msgid, entry.msgstr_plural) for entry in ENGLISH if not all(entry.msgstr_plural.values())] == []


def test_nothing_is_left_uncertain() -> None:
    assert [entry.msgid for entry in ENGLISH if entry.fuzzy] == []


def test_plural_forms_are_complete() -> None:
    for catalogue in (ENGLISH, FRENCH):
        assert catalogue.metadata["Plural-Forms"].startswith("nplurals=2;")
        counted = [entry for entry in catalogue if entry.msgid_plural]
        assert [entry.msgid for entry in counted if sorted(entry.msgstr_plural) != [0, 1]] == []


def test_both_languages_have_the_same_blanks_to_fill() -> None:
    def blanks(text: str) -> list[str]:
        return sorted(PLACEHOLDER.findall(text))

    assert [(french, english) for french, english in pairs() if blanks(french) != blanks(english)] == []


def test_both_languages_have_the_same_tags_and_edges() -> None:
    def shape(text: str) -> tuple[object, ...]:
        # « a : b », but “a: b”: a space before a sign is French alone.
        text = re.sub(r"^\s+(?=[:;?!])", "", text)
        edges = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
        return (*edges, text.count("\n"), sorted(TAG.findall(text)))

    assert [(french, english) for french, english in pairs() if shape(french) != shape(english)] == []


def test_english_is_set_the_english_way() -> None:
    """No French quotes, no space before a colon, no straight apostrophe."""
    french = re.compile(r"[«»]|\w[ \u00a0\u202f][:;?!](?!\S)|\w'\w")
    assert [english for _, english in pairs() if french.search(english)] == []


def test_french_is_set_the_french_way() -> None:
    """A curly apostrophe, quotes with their chevrons, three dots in one sign."""
    careless = re.compile(r"[^\W\d]'[^\W\d]|\w\"|\.\.\.")
    written = [text for said in SENTENCES.values() for text in (said.id, said.plural)]
    assert [text for text in written if careless.search(TAG.sub("", text))] == []


class Bare(HTMLParser):
    """The words of a template that stand there as they are."""

    SAID = ("aria-label", "title", "placeholder", "alt", "data-label")

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.texts: list[str] = []
        self._script = False
        self.feed(markup)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._script = tag in ("script", "style", "svg")
        self.texts += [value or "" for name, value in attrs if name in self.SAID]

    def handle_endtag(self, tag: str) -> None:
        self._script = False

    def handle_data(self, data: str) -> None:
        if not self._script:
            self.texts.append(data)


#: The same in both languages.
NAMES = {"Bocal", "SIRET", "IBAN", "PDF", "kg", "km", "ml", "min", "pH"}


def bare_words(template: str) -> list[str]:
    """Words outside of every tag of Django's, so in no catalogue."""
    markup, inside = [], ""
    for token in Lexer(re.sub(r"{% block width %}.*?{% endblock %}", "", template)).tokenize():
        name = token.contents.split()[0] if token.contents.strip() else ""
        if token.token_type is TokenType.BLOCK and name in ("blocktranslate", "blocktrans", "comment"):
            inside = name
        elif token.token_type is TokenType.BLOCK and name == f"end{inside}":
            inside = ""
        elif token.token_type is TokenType.TEXT and not inside:
            markup.append(token.contents)
    words = re.findall(r"[^\W\d_]{2,}", " ".join(Bare("".join(markup)).texts))
    return [word for word in words if word not in NAMES]


def test_no_word_of_a_page_escapes_the_catalogue() -> None:
    """But on the pages that speak both languages at once, since they are shown when nothing else works."""
    templates = {file: file.read_text() for file in messages.SOURCE.rglob("*.html")}
    bare = {str(file): bare_words(text) for file, text in templates.items() if 'lang="en"' not in text}
    assert {file: words for file, words in bare.items() if words} == {}


@pytest.mark.parametrize(
    ("template", "words"),
    [
        ("<p>Un pot</p>", ["Un", "pot"]),
        ('<a aria-label="Ouvrir">×</a>', ["Ouvrir"]),
        ('<p class="card">{% translate "Un pot" %}{{ lot }}</p>', []),
        ("{% blocktranslate %}Un pot{% endblocktranslate %}", []),
    ],
)
def test_a_bare_word_is_seen(template: str, words: list[str]) -> None:
    assert bare_words(template) == words


# ── What a reader gets ───────────────────────────────────────────────────────────────────────────────────────────────


def test_in_french_each_sentence_is_said_as_it_is_written() -> None:
    """A word of ours that is an English word of a library would come out as its French translation."""
    with override("fr"):
        said = {key: pgettext(key[0], key[1]) if key[0] else gettext(key[1]) for key in SENTENCES}
    assert [(key, text) for key, text in said.items() if text != key[1] and not SENTENCES[key].plural] == []


@pytest.mark.parametrize(("count", "form"), [(0, 0), (1, 0), (2, 1)])
def test_french_counts_nothing_in_the_singular(count: int, form: int) -> None:
    counted = [said for said in SENTENCES.values() if said.plural and not said.context]
    with override("fr"):
        for said in counted:
            assert ngettext(said.id, said.plural, count) == (said.id, said.plural)[form], "make setup"


def test_english_counts_nothing_in_the_plural() -> None:
    entry = next(entry for entry in ENGLISH if entry.msgid_plural and not entry.msgctxt)
    with override("en"):
        assert ngettext(entry.msgid, entry.msgid_plural, 0) == entry.msgstr_plural[1], "make setup"


# ── Gathering ────────────────────────────────────────────────────────────────────────────────────────────────────────


def said(text: str) -> list[tuple[str | None, str, str]]:
    """What is gathered from a piece of Python or, when it has a tag, of a template."""
    gather = messages.said_in_template if "{%" in text or "{{" in text else messages.said_in_python
    return [(one.context, one.id, one.plural) for one in gather(text, "sample")]


IMPORTS = """
from django.utils import translation as tongue
from django.utils.translation import gettext as _, gettext_lazy as later, ngettext as counted, pgettext
other = later
"""


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ('_("Un pot")', (None, "Un pot", "")),
        ('later("Un " "pot")', (None, "Un pot", "")),
        ('other("Un pot")', (None, "Un pot", "")),
        ('tongue.gettext("Un pot")', (None, "Un pot", "")),
        ('counted("un pot", "des pots", 3)', (None, "un pot", "des pots")),
        ('pgettext("verbe", "boucher")', ("verbe", "boucher", "")),
        ('print(f"{_("Un pot")}")'.replace('("Un pot")', "('Un pot')"), (None, "Un pot", "")),
    ],
)
def test_gathered_from_python(code: str, expected: tuple[str | None, str, str]) -> None:
    assert [*messages.said_in_python(IMPORTS + code, "sample")] == [
        messages.Said(context=expected[0], id=expected[1], plural=expected[2])
    ]


def test_a_function_of_the_same_name_from_elsewhere_is_left_alone() -> None:
    assert said('from elsewhere import gettext as _\n_("Un pot")') == []


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ('{% translate "Un pot" %}', (None, "Un pot", "")),
        ("{% trans 'Un pot' as pot %}", (None, "Un pot", "")),
        ('{% translate "boucher" context "verbe" %}', ("verbe", "boucher", "")),
        ('{% icon "snow" _("Au froid") %}', (None, "Au froid", "")),
        ('{{ name|default:_("sans nom") }}', (None, "sans nom", "")),
        ("{% blocktranslate with n=lot.name trimmed %}\n  Le lot\n  {{ n }}\n{% endblocktranslate %}", None),
        ("{% blocktranslate count n=n %}{{ n }} pot{% plural %}{{ n }} pots{% endblocktranslate %}", None),
        ('{% translate "100 % bio" %}', (None, "100 %% bio", "")),
        ("{% comment %}{% translate 'Rien' %}{% endcomment %}{% translate 'Un pot' %}", (None, "Un pot", "")),
    ],
)
def test_gathered_from_templates(template: str, expected: tuple[str | None, str, str] | None) -> None:
    blocks = {"trimmed": (None, "Le lot %(n)s", ""), "count": (None, "%(n)s pot", "%(n)s pots")}
    assert said(template) == [expected or next(blocks[word] for word in blocks if word in template)]


@pytest.mark.parametrize(
    "text",
    [
        IMPORTS + "_(name)",
        IMPORTS + "_(f'{name}')",
        "{% translate name %}",
        "{% blocktranslate %}Lot {{ lot.code }}{% endblocktranslate %}",
    ],
)
def test_a_sentence_that_is_not_written_out_is_refused(text: str) -> None:
    with pytest.raises(messages.Refused):
        said(text)


def test_a_translation_survives_collecting_and_a_dead_one_does_not() -> None:
    old = polib.POFile()
    old.append(polib.POEntry(msgid="Un pot", msgstr="A jar"))
    old.append(polib.POEntry(msgid="Une caisse", msgstr="A crate"))
    sentences = {(None, "Un pot"): messages.Said("Un pot"), (None, "Un coulis"): messages.Said("Un coulis")}
    new = messages.merge("en", old, sentences, {key: ["bocal/sample.py"] for key in sentences})
    assert [(entry.msgid, entry.msgstr) for entry in new] == [("Un coulis", ""), ("Un pot", "A jar")]
