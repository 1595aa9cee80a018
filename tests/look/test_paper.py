"""PDF files, QR codes and charts: what is printed is read back."""

import io
import re
import xml.etree.ElementTree as ET
from collections.abc import Callable

import pytest
import zxingcpp
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as some
from pypdf import PdfReader

from bocal.look import charts, codes, pdf
from bocal.look.xmp import Schema, with_schema


def sheet(**changes: object) -> dict[str, object]:
    """What the sample sheet prints."""
    return {
        "title": "Liste d’été",
        "collective": "La conserverie d’essai",
        "day": "vendredi 12 juin 2026",
        "point": "Place du marché",
        "lot": "TOM-260612",
        "total": "12\u202f345,5\u00a0kg",
        "qr": codes.qr_svg("https://example.org/b/TOM"),
        "lines": [{"name": f"Client {n}", "weight": "1,5\u00a0kg"} for n in range(60)],
    } | changes


def printed(data: dict[str, object]) -> PdfReader:
    return PdfReader(io.BytesIO(pdf.render("look/sample.typ", data)))


def test_a_sheet_says_who_what_and_which_page_in_french() -> None:
    paper = printed(sheet())
    assert paper.metadata is not None
    assert paper.metadata.title == "Liste d’été"
    assert paper.root_object["/Lang"] == "fr"
    assert paper.root_object["/MarkInfo"]["/Marked"]
    count = len(paper.pages)
    assert count > 1
    for place, page in enumerate(paper.pages, start=1):
        text = page.extract_text()
        assert "La conserverie d’essai" in text
        assert f"{place} / {count}" in text
    # The table's header is on each page that holds lines.
    assert "Signature" in paper.pages[1].extract_text()


def test_what_people_wrote_is_printed_as_they_wrote_it() -> None:
    nasty = 'Zoé #pagebreak() $x$ *gras* \\ @ref <a> `c` // "œuf" €'
    paper = printed(sheet(title=nasty, lines=[{"name": nasty, "weight": "1 kg"}]))
    text = paper.pages[0].extract_text()
    assert text.count("#pagebreak() $x$ *gras*") == 2
    assert "œuf" in text
    assert len(paper.pages) == 1


def test_a_template_stays_inside_the_house() -> None:
    for path in ("../secret.typ", "/etc/passwd", "look/pdf.py"):
        with pytest.raises(ValueError, match="no such template"):
            pdf.render(path, {})


def test_a_qr_code_reads_back_and_has_no_style() -> None:
    svg = codes.qr_svg('https://example.org/b/TOM?x="<é>')
    assert "style=" not in svg
    assert "<é>" not in svg
    assert svg.startswith('<svg aria-hidden="true"')
    found = re.search(r'viewBox="0 0 (\d+) \d+"', svg)
    assert found is not None
    side = int(found[1])
    assert zxingcpp.read_barcodes(raster(svg, side))[0].text == 'https://example.org/b/TOM?x="<é>'


def raster(svg: str, side: int) -> memoryview:
    """The modules that segno's path draws, four pixels each, as a grey image."""
    path = re.search(r'd="([^"]+)"', svg)
    assert path is not None
    black = set()
    x, y = 0.0, 0.0
    for letter, numbers in re.findall(r"([Mmhv])([^Mmhv]*)", path[1]):
        values = [float(n) for n in re.findall(r"-?[\d.]+", numbers)]
        if letter == "M":
            x, y = values
        elif letter == "m":
            x, y = x + values[0], y + values[1]
        elif letter == "h":
            black.update((int(x) + step, int(y)) for step in range(int(values[0])))
            x += values[0]
    rows = bytearray()
    for row in range(side * 4):
        rows += bytes(0 if (column // 4, row // 4) in black else 255 for column in range(side * 4))
    return memoryview(rows).cast("B", (side * 4, side * 4))


def heat() -> str:
    rise = [(float(minute), 20 + minute * 2.0) for minute in range(50)]
    return charts.line_chart(
        [
            charts.Panel("Température (°C)", [charts.Series("Cœur", rise)], target=110, target_label="110 °C visés"),
            charts.Panel(
                "Valeur (min)",
                [charts.Series("F0", rise), charts.Series("Taux <létal>", rise, right=True)],
                right_label="Taux",
            ),
        ],
        title="Chauffe",
        summary="La température monte à 118 °C.",
        x_label="Minutes",
    )


def test_a_curve_has_words_a_target_and_its_table() -> None:
    with translation.override("fr"):
        picture = heat()
    assert 'role="img" aria-label="Chauffe : La température monte à 118 °C."' in picture.replace("\u00a0", " ")
    assert "110 °C visés" in picture
    assert "style=" not in picture
    assert "<létal>" not in picture
    assert '<th scope="row">49</th><td class="n">118</td>' in picture


def test_a_curve_is_drawn_for_a_phone_too_with_room_for_its_axes() -> None:
    wide, narrow = re.findall(r'<svg class="(?:wide|tall)-only" viewBox="0 0 (\d+).*?</svg>', heat(), re.DOTALL)
    assert int(narrow) < 360 < int(wide)
    for width, drawing in re.findall(r'-only" viewBox="0 0 (\d+)[^>]*>(.*?)</svg>', heat(), re.DOTALL):
        for x, said in re.findall(r'<text x="([\d.]+)" y="[\d.]+">([^<]+)</text>', drawing):
            assert float(x) + 7 * len(said) <= int(width), said


@pytest.mark.parametrize("language", ["fr", "en"])
def test_no_coordinate_is_written_the_readers_way(language: str) -> None:
    with translation.override(language):
        picture = heat()
    for name, value in re.findall(r'\b(x|y|x1|x2|y1|y2|viewBox|d)="([^"]*)"', picture):
        assert re.fullmatch(r"[MLHV0-9. -]+", value), (name, value)


@given(
    some.lists(
        some.tuples(some.floats(-1e9, 1e9), some.floats(-1e9, 1e9)), min_size=1, max_size=60, unique_by=lambda p: p[0]
    )
)
def test_any_figures_can_be_drawn(points: list[tuple[float, float]]) -> None:
    picture = charts.line_chart(
        [charts.Panel("y", [charts.Series("s", sorted(points))])], title="t", summary="s", x_label="x"
    )
    assert "nan" not in picture
    assert "inf" not in picture


def test_a_long_curve_keeps_its_peaks_and_stays_light() -> None:
    points = [(float(n), 100.0 if n == 7777 else 0.0) for n in range(20_000)]
    thinned = charts.thin(points, 360)
    assert len(thinned) <= 364
    assert (7777.0, 100.0) in thinned
    assert thinned[0] == points[0]
    assert thinned[-1] == points[-1]
    picture = charts.line_chart([charts.Panel("y", [charts.Series("s", points)])], title="t", summary="s", x_label="x")
    assert len(picture) < 20_000


def test_a_chart_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one point"):
        charts.line_chart([charts.Panel("y", [charts.Series("s", [])])], title="t", summary="s", x_label="x")
    with pytest.raises(ValueError, match="finite"):
        charts.line_chart(
            [charts.Panel("y", [charts.Series("s", [(0, float("nan"))])])], title="t", summary="", x_label=""
        )


@pytest.mark.parametrize(
    ("low", "high", "ticks"),
    [
        (0, 10, [0, 2, 4, 6, 8, 10]),
        (0, 0.9, [0, 0.2, 0.4, 0.6, 0.8]),
        (18, 121, [20, 40, 60, 80, 100, 120]),
        (3, 3, [3]),
    ],
)
def test_axes_bear_round_figures(low: float, high: float, ticks: list[float]) -> None:
    assert charts.nice_ticks(low, high) == ticks


def test_bars_say_their_size_in_words() -> None:
    picture = charts.bars([("Tomates", 120, "120 kg"), ("<Courges>", 0, "0 kg")], title="Entrées")
    assert '<th scope="row">Tomates</th>' in picture
    assert 'width="100"' in picture
    assert "&lt;Courges&gt;" in picture
    assert charts.bars([], title="Rien")
    with pytest.raises(ValueError, match="zero or more"):
        charts.bars([("x", -1, "")], title="t")


def test_a_curve_too_flat_to_see_is_drawn_flat():
    panel = charts.Panel("°C", [charts.Series("s", [(0.0, 0.0), (1.0, 1.2e-91)])])
    drawn = charts.line_chart([panel], title="t", summary="", x_label="min")
    assert "<svg" in str(drawn)


# ── What is kept for years ───────────────────────────────────────────────────────────────────────────────────────────

WORDS = Schema("A schema <of ours>", "urn:example:words#", "ex", {"Name": ("Été & co", "What it is called")})


def test_an_archive_says_what_it_is_to_machines_and_to_those_who_cannot_see() -> None:
    root = archived(sheet()).trailer["/Root"]
    said = root["/Metadata"].get_data().decode()
    for part in ("<pdfaid:part>3<", "<pdfaid:conformance>A<", "<pdfuaid:part>1<"):
        assert part in said
    assert root["/StructTreeRoot"]


def test_words_set_into_an_archive_are_read_back_and_nothing_else_moves() -> None:
    made = pdf.render("look/sample.typ", sheet(), archive=True)
    before, after = (PdfReader(io.BytesIO(one), strict=True) for one in (made, with_schema(made, WORDS)))
    said = ET.fromstring(after.trailer["/Root"]["/Metadata"].get_data())
    assert said.findtext(".//{urn:example:words#}Name") == "Été & co"
    property_ = "{http://www.aiim.org/pdfa/ns/property#}"
    assert {"Name"} == {
        one.findtext(f"{property_}name")
        for one in said.iter()
        if one.findtext(f"{property_}description") == "What it is called"
    }
    # Every object is found where the table says; all but the metadata are what they were.
    assert len(before.pages) == len(after.pages)
    assert [page.extract_text() for page in before.pages] == [page.extract_text() for page in after.pages]
    assert before.trailer["/Root"].keys() == after.trailer["/Root"].keys()
    numbers = range(1, before.trailer["/Size"])
    changed = [n for n in numbers if written(before, n) != written(after, n)]
    assert changed == [before.trailer["/Root"].raw_get("/Metadata").idnum]


def written(paper: PdfReader, number: int) -> bytes:
    """An object of a PDF, as its file holds it."""
    out = io.BytesIO()
    found = paper.get_object(number)
    assert found is not None
    found.write_to_stream(out)
    return out.getvalue()


@pytest.mark.parametrize("spoil", [lambda made: b"", lambda made: made + made, lambda made: made[:-40]])
def test_words_are_not_set_into_a_file_of_another_make(spoil: Callable[[bytes], bytes]) -> None:
    made = pdf.render("look/sample.typ", sheet(), archive=True)
    with pytest.raises(ValueError, match="added to"):
        with_schema(spoil(made), WORDS)


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        ("Soupe 🍅🥕 d’été", "Soupe □□ d’été"),
        ("番茄 et 西红柿", "□□ et □□□"),
        ("Cloche \x07 \ue000", "Cloche □ □"),
        ("½ œuf ≥ 3 €", "½ œuf ≥ 3 €"),
    ],
)
def test_in_an_archive_what_no_font_draws_is_a_box(written: str, printed: str) -> None:
    assert printed in archived(sheet(title=written)).pages[0].extract_text()


def archived(data: dict[str, object]) -> PdfReader:
    return PdfReader(io.BytesIO(pdf.render("look/sample.typ", data, archive=True)), strict=True)
