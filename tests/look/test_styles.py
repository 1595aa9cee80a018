"""A room's own style sheets and its pages agree: no rule speaks of a class that no page has."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2] / "bocal"
SHEETS = sorted(path for path in ROOT.glob("*/static/**/*.css") if path.name != "bocal.css")


def worn() -> set[str]:
    """Every class that a template wears, whatever decides whether it does."""
    pages = (re.sub(r"\{%.*?%\}", " ", page.read_text(encoding="utf-8")) for page in ROOT.rglob("*.html"))
    return {name for page in pages for said in re.findall(r'class="([^"]*)"', page) for name in said.split()}


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda path: path.name)
def test_each_class_of_a_room_s_sheet_is_worn(sheet: Path) -> None:
    rules = re.sub(r"/\*.*?\*/", "", sheet.read_text(encoding="utf-8"), flags=re.DOTALL)
    asked = {name for said in re.findall(r"([^{};]+)\{", rules) for name in re.findall(r"\.([a-zA-Z][\w-]*)", said)}
    scripts = "\n".join(path.read_text(encoding="utf-8") for path in ROOT.glob("*/static/**/*.js"))
    left = {name for name in asked - worn() if not re.search(rf"[\"'. ]{re.escape(name)}[\"' ]", scripts)}
    assert not left, left
