"""docs/words.md holds every noun: each table and each set of choices, with the French of each choice."""

import importlib
import inspect
import pkgutil
import re
from enum import StrEnum
from pathlib import Path

import pytest
from django.apps import apps

import bocal

WORDS = Path(__file__).resolve().parent.parent / "docs" / "words.md"
ROW = re.compile(r"^\| `(\w+)` \| ([^|]+) \| ([^|]+) \|$", re.MULTILINE)
ROWS = {noun: (french.strip(), meaning.strip()) for noun, french, meaning in ROW.findall(WORDS.read_text())}

#: Their choices are whole sentences, which stand in words.py.
SENTENCES = {"Code", "Fault", "Gap", "ItemFault", "Outcome", "PriceFault", "TableFault", "Warn"}


def models() -> set[str]:
    """Every table of ours."""
    return {
        model.__name__
        for room in apps.get_app_configs()
        if room.name.startswith("bocal.")
        for model in room.get_models()
    }


def choices() -> dict[str, type[StrEnum]]:
    """Every set of choices in the rules of a room, and in measure."""
    found = {}
    for module in pkgutil.walk_packages(bocal.__path__, "bocal."):
        if ".rules" in module.name or module.name.startswith("bocal.measure."):
            for name, member in inspect.getmembers(importlib.import_module(module.name), inspect.isclass):
                if issubclass(member, StrEnum) and member.__module__ == module.name:
                    found[name] = member
    return found


def test_every_table_has_its_word() -> None:
    assert sorted(models() - ROWS.keys()) == []


def test_every_set_of_choices_has_its_word() -> None:
    assert sorted(choices().keys() - ROWS.keys()) == []


@pytest.mark.parametrize("name", sorted(choices().keys() - SENTENCES))
def test_every_choice_has_its_word(name: str) -> None:
    """An empty value is “none of them”, and needs no word."""
    _french, meaning = ROWS[name]
    assert [member.value for member in choices()[name] if member.value and f"`{member.value}`" not in meaning] == []


def test_no_word_outlives_its_noun() -> None:
    assert sorted(ROWS.keys() - models() - choices().keys()) == []


def test_every_word_has_its_french_and_its_meaning() -> None:
    assert [noun for noun, (french, meaning) in ROWS.items() if not (french and meaning)] == []
