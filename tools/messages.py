"""Bocal's sentences: gathered from the code into the catalogues, and compiled, with no need of the gettext package.

messages.py collect          brings bocal/locale/*/LC_MESSAGES/django.po up to the code
messages.py FROM.po TO.mo    compiles one catalogue

The msgid is the French sentence. The English catalogue keeps its translations, loses the sentences that the code no
longer says and gains the new ones, untranslated. The French one holds the plural forms only: it is made, not written,
so that French counts as it does (« 0 bocal »), which gettext would not do by itself.
"""

import ast
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import polib
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "bocal"
CATALOGUES = {language: SOURCE / "locale" / language / "LC_MESSAGES" / "django.po" for language in ("en", "fr")}
PLURALS = {"en": "nplurals=2; plural=(n != 1);", "fr": "nplurals=2; plural=(n > 1);"}

#: Words of ours that are also English words of a library, whose French would be shown instead; a test finds them.
PINNED = {"Note"}

#: Functions of django.utils.translation, and what their first arguments are.
CALLS = {
    f"{context}{number}gettext{later}": (("context",) if context else ()) + (("id", "plural") if number else ("id",))
    for context in ("", "p")
    for number in ("", "n")
    for later in ("", "_lazy", "_noop")
    # Spelt npgettext, not pngettext.
    if not (context and number)
}
CALLS |= {f"npgettext{later}": ("context", "id", "plural") for later in ("", "_lazy")}

MODULE = "django.utils.translation"
TEMPLATES = {".html", ".txt", ".xml", ".svg"}
# A sentence in templatize's output, and how many strings follow.
QUOTED = r"""u?(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")"""
CALLED = re.compile(rf"(?<!\w)(gettext|ngettext|pgettext|npgettext|_)\(\s*({QUOTED}(?:\s*,\s*{QUOTED})*)")
UNQUOTED = re.compile(r"{%\s*(?:translate|trans)\s+(?!_\()[^\"'\s]")

Key = tuple[str | None, str]


class Refused(Exception):
    """A sentence that cannot be gathered: where, and why."""


@dataclass(frozen=True)
class Said:
    """A sentence somewhere in the code."""

    id: str
    plural: str = ""
    context: str | None = None

    @property
    def key(self) -> Key:
        """What makes it one entry of a catalogue."""
        return self.context, self.id


def said_in_python(text: str, name: str) -> Iterator[Said]:
    """The sentences of a Python source, whatever its imports call the functions. Raises Refused."""
    tree = ast.parse(text, name)
    functions: dict[str, str] = {}
    modules: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == MODULE:
            functions |= {alias.asname or alias.name: alias.name for alias in node.names if alias.name in CALLS}
        elif isinstance(node, ast.ImportFrom) and node.module == "django.utils":
            modules |= {alias.asname or alias.name for alias in node.names if alias.name == "translation"}
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Name) and node.value.id in functions:
            named = [target.id for target in node.targets if isinstance(target, ast.Name)]
            functions |= dict.fromkeys(named, functions[node.value.id])
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        called = ""
        if isinstance(node.func, ast.Name):
            called = functions.get(node.func.id, "")
        elif isinstance(node.func, ast.Attribute) and isinstance(node.func.value, ast.Name):
            called = node.func.attr if node.func.value.id in modules and node.func.attr in CALLS else ""
        if called:
            parts = CALLS[called]
            words = [arg.value for arg in node.args[: len(parts)] if isinstance(arg, ast.Constant)]
            if len(words) < len(parts) or not all(isinstance(word, str) for word in words):
                raise Refused(f"{name}:{node.lineno}: {called} wants its sentence between quotes, whole")
            yield Said(**dict(zip(parts, words, strict=True)))


def said_in_template(text: str, name: str) -> Iterator[Said]:
    """The sentences of a Django template: translate, blocktranslate, and `_("…")` inside other tags. Raises Refused."""
    if found := UNQUOTED.search(text):
        raise Refused(f"{name}:{text[: found.start()].count(chr(10)) + 1}: translate wants its sentence between quotes")
    try:
        source = templatize(text, name)
    except SyntaxError as error:
        raise Refused(f"{name}: {error}") from error
    if found := re.search(r"%\(\w*[^\w)][^)]*\)s", source):
        raise Refused(f"{name}: {found.group()} would stay empty: name it by “with” in blocktranslate")
    for function, quoted in CALLED.findall(source):
        parts = CALLS["gettext" if function == "_" else function]
        words = [ast.literal_eval(word) for word in re.findall(QUOTED, quoted)]
        yield Said(**dict(zip(parts, words, strict=False)))


def gather(source: Path = SOURCE) -> tuple[dict[Key, Said], dict[Key, list[str]]]:
    """Each sentence of the code with its plural if any, and the files that say it. Raises Refused."""
    sentences: dict[Key, Said] = {}
    files: dict[Key, list[str]] = {}
    for file in sorted(source.rglob("*")):
        if file.suffix == ".py" and "migrations" not in file.parts:
            found = said_in_python(file.read_text(), str(file.relative_to(source.parent)))
        elif file.suffix in TEMPLATES and "static" not in file.parts:
            found = said_in_template(file.read_text(), str(file.relative_to(source.parent)))
        else:
            continue
        name = str(file.relative_to(source.parent))
        for said in found:
            if not said.id.strip():
                raise Refused(f"{name}: an empty sentence")
            known = sentences.setdefault(said.key, said)
            if said.plural and known.plural and said.plural != known.plural:
                raise Refused(f"{name}: « {said.id} » has two plurals: « {known.plural} » and « {said.plural} »")
            if said.plural:
                sentences[said.key] = said
            if name not in files.setdefault(said.key, []):
                files[said.key].append(name)
    return sentences, files


def merge(language: str, old: polib.POFile, sentences: dict[Key, Said], files: dict[Key, list[str]]) -> polib.POFile:
    """A catalogue of exactly these sentences, with the translations that `old` had."""
    new = polib.POFile(wrapwidth=118)
    # No dates and no names: two people who collect the same code write the same file.
    new.metadata = {
        "Project-Id-Version": "Bocal",
        "Language": language,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": PLURALS[language],
    }
    before = {(entry.msgctxt, entry.msgid): entry for entry in old if not entry.obsolete}
    for key in sorted(sentences, key=lambda key: (key[1], key[0] or "")):
        said = sentences[key]
        if language == "fr" and not said.plural and said.id not in PINNED:
            continue
        entry = polib.POEntry(msgctxt=said.context, msgid=said.id, msgid_plural=said.plural)
        # By file only: with line numbers, each change of the code would change the catalogue.
        entry.occurrences = [(name, "") for name in files[key]]
        if "%(" in said.id + said.plural:
            entry.flags.append("python-format")
        if re.search(r"{\w*}", said.id + said.plural):
            entry.flags.append("python-brace-format")
        known = before.get(key, entry)
        if said.plural and language == "fr":
            entry.msgstr_plural = {0: said.id, 1: said.plural}
        elif said.plural:
            same = known.msgid_plural == said.plural
            one = known.msgstr_plural.get(0, "") if known.msgid_plural else known.msgstr
            entry.msgstr_plural = {0: one, 1: known.msgstr_plural.get(1, "") if same else ""}
        elif language == "fr":
            entry.msgstr = said.id
        else:
            entry.msgstr = known.msgstr or known.msgstr_plural.get(0, "")
        entry.tcomment = known.tcomment
        if known.fuzzy:
            entry.flags.append("fuzzy")
        new.append(entry)
    return new


def collect() -> None:
    """Bring both catalogues up to the code and say what is left to translate. Raises Refused."""
    sentences, files = gather()
    for language, catalogue in CATALOGUES.items():
        catalogue.parent.mkdir(parents=True, exist_ok=True)
        old = polib.pofile(str(catalogue)) if catalogue.exists() else polib.POFile()
        new = merge(language, old, sentences, files)
        new.save(str(catalogue))
        print(f"  · {catalogue.relative_to(ROOT)} : {len(new)} phrases, {len(new.untranslated_entries())} à traduire")


def compile_one(source: str, target: str) -> None:
    """Write `target` from `source`; polib leaves out what is not translated or is marked fuzzy."""
    polib.pofile(source, check_for_duplicates=True).save_as_mofile(target)


if __name__ == "__main__":
    try:
        collect() if sys.argv[1:] == ["collect"] else compile_one(*sys.argv[1:])
    except (OSError, ValueError, Refused) as refusal:
        sys.exit(f"messages: {refusal}")
