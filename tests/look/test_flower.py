"""The flower as a drawing: each petal told by number, name and texture; nothing inline that the policy refuses."""

import re
from xml.etree.ElementTree import fromstring

import pytest

from bocal.look import flower
from bocal.look.flower import Petal

SIX = [Petal(f"Pétale {n}", 15 * n, href=f"/p/{n}/") for n in range(5)] + [Petal("Coopération", None)]


def test_every_petal_has_its_number_its_name_and_its_length() -> None:
    drawn = flower.draw(SIX, title="La fleur", summary="Le plus long : Pétale 4.")
    assert drawn.count("/ 100</tspan>") == 5
    assert ">?</tspan>" in drawn
    for number, petal in enumerate(SIX, start=1):
        assert f">{number}</text>" in drawn
        assert petal.name in drawn
    assert drawn.count('<a href="/p/') == 10
    assert "style=" not in drawn


def test_a_longer_petal_reaches_further() -> None:
    def tip(length: int) -> float:
        svg = fromstring(flower.paper([Petal("a", length), Petal("b", 1), Petal("c", 1)], title="x"))
        edge = next(path for path in svg.iter() if path.get("class") == "edge")
        return min(float(number) for number in re.findall(r"[-\d.]+", edge.get("d"))[1::2])

    assert tip(0) > tip(30) > tip(60) > tip(100)


def test_words_are_escaped_and_what_cannot_be_drawn_is_refused() -> None:
    shown = flower.small([Petal("<b>", 10), Petal("b", 0), Petal("c", 100)], title="<i>", place=1)
    assert "<b>" not in shown
    assert "<i>" not in shown
    for petals in ([Petal("a", 1)] * 2, [Petal("a", 1)] * 9, [Petal("a", 101)] * 3, [Petal("a", -1)] * 3):
        with pytest.raises(ValueError, match="petal"):
            flower.draw(petals, title="", summary="")


@pytest.mark.parametrize("count", range(3, 9))
def test_no_name_leaves_the_sheet(count: int) -> None:
    svg = fromstring(flower.paper([Petal("Un nom assez long pour un pétale", 50)] * count, title="x"))
    rows = [float(span.get("y")) for span in svg.iter() if span.tag.endswith("tspan")]
    assert all(12 < row < 560 for row in rows)
