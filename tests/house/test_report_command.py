"""A project's report from the command line: three formats, one line and exit 2 when asked wrongly."""

import json

import pytest

from bocal.look import sheets
from tests.house.conftest import built, refusal

BUILD = """
from bocal.house import collectives
collectives.open_new("gue", "La Conserverie du Gué", place="Saint-Aubin")
with collectives.inside("gue"):
    from bocal.funding import acts
    from bocal.funding.rules import FunderKind
    from tests import world as worlds
    world = worlds.build()
    day = worlds.TODAY
    made = acts.save_project(None, name="Le camion", reference="R-1", starts_on=day, ends_on=day, aims="")
    acts.add_grant(made, kind=FunderKind.EUROPE, name="FEADER", cents=600_00)
    acts.add_partner(made, world.farm)
"""


@pytest.fixture(scope="session")
def served(tmp_path_factory):
    return built(tmp_path_factory.mktemp("report"), BUILD)


def test_the_three_formats_and_what_is_asked_wrongly(bocal, tmp_path):
    file = tmp_path / "rapport.json"
    done = bocal("report", "R-1", "--format", "json", str(file))
    assert done.returncode == 0, done.stderr
    told = json.loads(file.read_text())
    assert {"project", "outside", "indicators", "funders", "lines", "factors"} == told.keys()
    for one in told["indicators"]:
        assert {"code", "label", "unit", "value", "unknown", "evidence", "method", "parts"} <= one.keys()
    value = {one["code"]: one["value"] for one in told["indicators"]}
    assert (value["participants"], value["partners"], value["budget"]) == (0, 1, 60_000)
    paper, table = tmp_path / "rapport.pdf", tmp_path / "rapport.xlsx"
    assert bocal("report", "Le camion", "--format", "pdf", "--form", "cerfa", str(paper)).returncode == 0
    assert paper.read_bytes().startswith(b"%PDF-")
    assert bocal("report", "1", "--format", "xlsx", str(table)).returncode == 0
    year = ("report", "1", "--format", "json", "--year")
    assert bocal(*year, "2026", str(file)).returncode == 0
    assert "n’a pas cette année" in refusal(bocal(*year, "2019", str(file)))
    assert sheets.read("x.xlsx", table.read_bytes())[0].rows[1][:3] == ["Participants", "", "0"]
    assert "aucun projet « R-9 » ici" in refusal(bocal("report", "R-9", "--format", "json", str(file)))
    assert "n’est pas parmi" in refusal(bocal("report", "R-1", "--format", "odt", str(file)))
    assert "ce dossier n’existe pas" in refusal(
        bocal("report", "R-1", "--format", "pdf", str(tmp_path / "x" / "y.pdf"))
    )
