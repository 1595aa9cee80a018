"""The funder's table of three seasons, to the figure, counted from what was recorded session by session."""

import io
import json
from pathlib import Path

import pypdf
import pytest
from django.utils import timezone

from bocal.directory.models import Person
from bocal.funding import reads as funding
from bocal.funding.models import Project
from bocal.house.demo import dieppe, places
from bocal.house.demo.album import album
from bocal.house.demo.goods import furnish_catalogue
from bocal.house.demo.people import people
from bocal.impact import reads
from bocal.impact.notices import book
from bocal.impact.notices import project as notices
from bocal.impact.reads import album as remembered
from bocal.impact.rules.funder import FigureCode, ReportForm
from bocal.look import sheets
from bocal.workshops import acts as workshops
from bocal.workshops.models import Attendance
from tests.world import NOW

pytestmark = pytest.mark.django_db
C = FigureCode


@pytest.fixture
def project() -> Project:
    found = people(places.COAST, NOW)
    furnish_catalogue()
    made = dieppe.three_seasons(found)
    # What is remembered tells of the seasons, and counts for nothing.
    album(found)
    return made


def rows(report: reads.ProjectReport, code: FigureCode) -> dict[str, int | None]:
    one = report.figure(code)
    return {**{part.code: part.value for part in one.parts}, "unknown": one.unknown}


def test_the_funders_table_to_the_figure(project: Project, tmp_path: Path) -> None:
    report = reads.project_report(project, outside=True, now=NOW)
    value = {one.code: one.value for one in report.indicators}
    assert value[C.PARTICIPANTS] == 840
    assert value[C.SESSIONS] == 180
    assert rows(report, C.GENDER) == {"woman": 656, "man": 184, "other": 0, "unknown": 0}
    assert rows(report, C.HOUSEHOLD)["single"] == 336
    area = rows(report, C.AREA)
    assert (area["rural"], area["town"], area["priority"], area["elsewhere"], area["unknown"]) == (
        327,
        512,
        399,
        113,
        1,
    )
    work = rows(report, C.EMPLOYMENT)
    assert (work["unemployed"], work["employed"], work["retired"], work["unknown"]) == (295, 327, 218, 0)
    assert value[C.FAMILIES] == 357
    assert value[C.PARTNERS] == 20
    assert rows(report, C.DESIGN) == {"management": 6, "facilitation": 7, "volunteer": 5, "unknown": 0}
    assert value[C.DESIGN] == 18
    assert value[C.CENTRES] == 13
    assert value[C.BUDGET] == 51_316_00
    assert rows(report, C.BUDGET) == {"europe": 29_784_00, "public": 14_892_00, "own": 6_640_00, "unknown": 0}
    assert report.money.unbalanced == 0
    assert all(one.reconciled for one in report.indicators)
    # Something was saved, cooked, given and driven.
    for code in (C.SAVED, C.WASTE_AVOIDED, C.JARS_MADE, C.JARS_GIVEN, C.HOURS, C.HOURS_VALUE, C.KILOMETRES):
        assert (value[code] or 0) > 0, code
    assert value[C.JARS_TAKEN] == 357
    assert 0 < (value[C.WASTE_AVOIDED] or 0) <= (value[C.SAVED] or 0)

    # Each season left its few pages, one of them with faces that nobody agreed to show; they are in the annex.
    kept = remembered.memories()
    assert {2019, 2021, 2022} <= {one.day.year for one in kept}
    assert kept.filter(shown=True).count() >= 12
    assert kept.filter(has_picture=True, shown=False).count() == len(dieppe.SEASONS)
    assert remembered.sheets_of(project).count() == 3
    _paper_says_the_same(report)
    _moves_with_the_rows(project)


def _paper_says_the_same(report: reads.ProjectReport) -> None:
    """The table read again from the paper and from the spreadsheet."""
    told = notices.figures(report)
    again = json.loads(json.dumps(told))
    by_code = {one["code"]: one for one in again["indicators"]}
    for form in ReportForm:
        paper = notices.paper(report, form, NOW)
        text = " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(paper)).pages)
        plain = " ".join(text.replace("\u202f", " ").replace("\xa0", " ").split())
        assert "Participants 840" in plain
        for code in ("gender", "area", "employment"):
            for part in by_code[code]["parts"]:
                if part["value"]:
                    assert f"{part['label']} {part['value']}" in plain, (form, part)
        assert "Inconnu 1" in plain
        assert "Trente bocaux avant midi" in plain
        assert "Tout le monde épluche" not in plain
        if form is not ReportForm.CAF:
            assert "51 316,00 €" in plain
            assert "Équipement du camion (1)" in plain
    figures, money, expenses, held = sheets.read("rapport.xlsx", book.xlsx(report, NOW))
    assert [one.name for one in (figures, money, expenses, held)] == ["Chiffres", "Argent", "Dépenses", "Séances"]
    assert figures.rows[1][:5] == ["Participants", "", "840", "personnes", "0"]
    town = next(row for row in figures.rows if row[:2] == ["Lieu de vie", "Ville"])
    assert town[2] == "512"
    *granted, total = [int(row[2]) for row in money.rows if row[0] == "Financeurs"]
    assert total == sum(granted) == 29_784 + 14_892 + 6_640
    assert len(expenses.rows) == 1 + len(report.money.expenses)
    assert held.rows[1][0] == "2019-09-11"
    assert len(held.rows) == 1 + report.figure(C.SESSIONS).value


def _moves_with_the_rows(project: Project) -> None:
    """One who came once is withdrawn, one is forgotten: the table follows, and still adds up."""
    alone = (
        Attendance.objects.order_by()
        .values_list("person", flat=True)
        .filter(person__in=[pk for pk, times in _times().items() if times == 1])
        .first()
    )
    Attendance.objects.filter(person=alone).update(withdrawn_at=NOW)
    report = reads.project_report(project, outside=True, now=NOW)
    assert report.figure(C.PARTICIPANTS).value == 839
    assert all(one.reconciled for one in report.indicators)
    other = Attendance.objects.exclude(person=alone).values_list("person", flat=True)[0]
    workshops.forget_profile(Person.objects.get(pk=other))
    report = reads.project_report(project, outside=True, now=NOW)
    assert report.figure(C.PARTICIPANTS).value == 839
    assert report.figure(C.GENDER).unknown == 1
    assert report.figure(C.EMPLOYMENT).unknown == 1
    assert all(one.reconciled for one in report.indicators)


def _times() -> dict[int, int]:
    found: dict[int, int] = {}
    for pk in Attendance.objects.values_list("person", flat=True):
        found[pk] = found.get(pk, 0) + 1
    return found


def test_a_project_is_found_by_its_name_or_reference() -> None:
    one = Project.objects.create(
        name="Le camion", reference="R-7", starts_on=timezone.localdate(NOW), ends_on=timezone.localdate(NOW)
    )
    assert funding.project_named("Le camion") == one
    assert funding.project_named("R-7") == one
    assert funding.project_named(str(one.pk)) == one
    assert funding.project_named("rien") is None
