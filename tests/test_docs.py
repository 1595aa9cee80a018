"""What the README and docs/ tell a person to type exists, and what they point at is there."""

import re
from pathlib import Path

import pytest

from bocal.house.command import COMMANDS

ROOT = Path(__file__).resolve().parent.parent
DOCUMENTS = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]
FENCE = re.compile(r"^```(\w*)\n(.*?)^```", re.MULTILINE | re.DOTALL)
INLINE = re.compile(r"`([^`\n]+)`")
MAKE = re.compile(r"^(?:[#$] )?make (?:-C \S+ )?([a-z]+)\b", re.MULTILINE)
BOCAL = re.compile(r"(?:^|^[#$] |bin/)bocal ([a-z]+)\b", re.MULTILINE)
LINK = re.compile(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)")

every_document = pytest.mark.parametrize("document", DOCUMENTS, ids=lambda file: str(file.relative_to(ROOT)))


def typed(document: Path) -> str:
    """All code of a document, a piece a line: fenced blocks and inline pieces."""
    text = document.read_text()
    blocks = [block for _, block in FENCE.findall(text)]
    return "\n".join([*blocks, *INLINE.findall(FENCE.sub("", text))])


@every_document
def test_make_targets_exist(document: Path) -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    assert set(MAKE.findall(typed(document))) <= targets


@every_document
def test_commands_exist(document: Path) -> None:
    assert set(BOCAL.findall(typed(document))) <= set(COMMANDS)


@every_document
def test_links_lead_somewhere(document: Path) -> None:
    assert [link for link in LINK.findall(document.read_text()) if not (document.parent / link).exists()] == []


@every_document
def test_quoted_code_is_the_code(document: Path) -> None:
    """A block that begins with a file's name holds lines of that file, in their order; some may be left out."""
    for _, block in FENCE.findall(document.read_text()):
        first, *quoted = block.splitlines()
        if first.startswith("# bocal/"):
            there = iter((ROOT / first[2:].strip()).read_text().splitlines())
            assert [line for line in quoted if line.strip() and line not in there] == [], first


def test_the_readme_tells_the_two_commands() -> None:
    assert {"demo", "test"} <= set(MAKE.findall(typed(ROOT / "README.md")))


def test_every_setting_is_told() -> None:
    """Each environment variable that the code reads is in docs/running.md."""
    read = set()
    for file in (ROOT / "bocal").rglob("*.py"):
        read |= set(re.findall(r"environ[^\n]*?[\"'](BOCAL_\w+)[\"']", file.read_text()))
    assert "BOCAL_DATA" in read
    told = (ROOT / "docs" / "running.md").read_text()
    assert {name for name in read if f"`{name}`" not in told} == set()


def test_every_command_is_told() -> None:
    assert set(BOCAL.findall(typed(ROOT / "docs" / "commands.md"))) == set(COMMANDS)
