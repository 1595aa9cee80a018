"""The report of three seasons of a mobile cannery: its figures, its paper, its table."""

import time
from collections.abc import Iterator
from datetime import timedelta

from bench.table import Row
from bocal.directory.models import Person
from bocal.directory.reads import seal_keys
from bocal.directory.rules.sealing import seal
from bocal.funding import acts as funding
from bocal.funding.models import Project
from bocal.funding.rules import FunderKind
from bocal.impact import reads
from bocal.impact.notices import project as notices
from bocal.impact.rules.funder import FigureCode, ReportForm
from bocal.workshops import reads as workshops
from bocal.workshops.models import Attendance, Profile, Session, Spot
from bocal.workshops.rules import SessionKind, SignedBy
from bocal.workshops.rules import profile as profiles
from bocal.workshops.rules.profile import Answers, Area, Employment, Gender, HouseholdKind, Priority
from tests import world as worlds
from tests.world import NOW, TODAY

#: How many times each person comes.
COMINGS = 3
SPOTS = 6


def furnish(people: int, sessions: int) -> Project:
    """A project with so many people, each asked, who come three times over so many sessions."""
    worlds.build()
    project = funding.save_project(
        None,
        name="Trois saisons",
        reference="",
        starts_on=TODAY - timedelta(days=1200),
        ends_on=TODAY,
        aims="",
    )
    funding.add_grant(project, kind=FunderKind.EUROPE, name="FEADER", cents=29_784_00)
    spots = [Spot.objects.create(name=f"Place {n}", latitude=49 + n / 50, longitude=1.0) for n in range(SPOTS)]
    held = Session.objects.bulk_create(
        Session(
            kind=SessionKind.COOKING,
            title="Atelier",
            spot=spots[number % SPOTS],
            starts_at=(began := NOW - timedelta(days=1 + 1100 * number // sessions)),
            ends_at=began + timedelta(hours=3),
            project=project,
            made_at=NOW,
            key=f"bench {number}",
        )
        for number in range(sessions)
    )
    known = Person.objects.bulk_create(Person(name=f"Personne {number}", password="!") for number in range(people))  # noqa: S106 (nobody signs in)
    keys = seal_keys()
    told = [
        profiles.write(Answers(gender, None, household, area, Priority.NO, work))
        for gender in (Gender.WOMAN, Gender.MAN)
        for household in (HouseholdKind.SINGLE, HouseholdKind.FAMILY)
        for area in (Area.RURAL, Area.TOWN)
        for work in (Employment.EMPLOYED, Employment.RETIRED)
    ]
    Profile.objects.bulk_create(
        (
            Profile(
                key=workshops.profile_keys(person.pk)[0],
                sealed=seal(told[number % len(told)], keys, purpose=profiles.SEALED_FOR),
                asked_on=TODAY,
            )
            for number, person in enumerate(known)
        ),
        batch_size=5_000,
    )
    Attendance.objects.bulk_create(
        (
            Attendance(
                session=held[(number + turn * 7) % sessions],
                person=person,
                signed_by=SignedBy.PAPER,
                said_at=NOW,
                came_at=NOW,
            )
            for number, person in enumerate(known)
            for turn in range(COMINGS)
        ),
        batch_size=5_000,
    )
    return project


def measure(people: int, sessions: int, *, aim: float) -> Iterator[Row]:
    """Seconds for the figures and the paper of a project of this size; `aim` seconds for both."""
    project = furnish(people, sessions)
    began = time.perf_counter()
    report = reads.project_report(project, outside=True, now=NOW)
    counted = time.perf_counter()
    paper = notices.paper(report, ReportForm.LEADER, NOW)
    drawn = time.perf_counter()
    if report.figure(FigureCode.PARTICIPANTS).value != people or not all(one.reconciled for one in report.indicators):
        raise AssertionError("the table does not say who came")
    name = f"Rapport : {people} personnes, {sessions} séances, s"
    spent = drawn - began
    yield Row(name, f"{spent:.2f}", aim=f"< {aim:g}", holds=spent < aim)
    yield Row("  … ses chiffres / son papier, s", f"{counted - began:.2f} / {drawn - counted:.2f}")
    yield Row("  … le papier, ko", f"{len(paper) // 1000}")
