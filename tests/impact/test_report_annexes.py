"""What is annexed to a project's report: the album with its pictures, the signed sheets apart, the CAF's one year."""

import io
from collections.abc import Iterator
from datetime import timedelta

import pypdf
import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from bocal.directory import acts as directory
from bocal.funding import acts as funding
from bocal.funding.models import IssuedReport, Project
from bocal.funding.rules import PaidBy
from bocal.impact import reads
from bocal.impact.acts import album as acts
from bocal.impact.acts.album import Remembered
from bocal.impact.models import Memory
from bocal.impact.notices import album as notices
from bocal.impact.notices import project as papers
from bocal.impact.rules import album as rules
from bocal.impact.rules.album import MemoryKind
from bocal.impact.rules.funder import FigureCode, FigureUnit, Indicator, Part
from bocal.look.pictures import shrink
from bocal.workshops import acts as workshops
from bocal.workshops.models import Attendance, Session
from bocal.workshops.rules import SignedBy
from bocal.workshops.rules.profile import Answers, Gender
from tests import world as worlds
from tests.look.photos import a_photo
from tests.workshops import meeting
from tests.world import NOW, TODAY, World

pytestmark = pytest.mark.django_db
C = FigureCode


@pytest.fixture
def world() -> Iterator[World]:
    with time_machine.travel(NOW, tick=False):
        yield worlds.build()


def enter(world: World, role: str = "accounts") -> Client:
    client = Client()
    client.force_login(world.team[role], backend="bocal.house.sign_in.Backend")
    return client


def project(*, days: int = 30, name: str = "Le camion") -> Project:
    return funding.save_project(
        None, name=name, reference="", starts_on=TODAY - timedelta(days=days), ends_on=TODAY, aims=""
    )


def remember(world: World, title: str, **more: object) -> Memory:
    told = Remembered(**{"kind": MemoryKind.PHOTO, "day": TODAY, "title": title, **more})
    # Each another: the same points twice are one picture in a file.
    photo = a_photo(size=(1000 + 20 * Memory.objects.count(), 900))
    picture = shrink(photo) if told.kind is MemoryKind.PHOTO else None
    return acts.remember(told, picture=picture, by=world.facilitator, key=title, now=NOW)


def read(data: bytes) -> tuple[str, int]:
    """Its words, and how many pictures it has."""
    pages = pypdf.PdfReader(io.BytesIO(data)).pages
    return "\n".join(page.extract_text() for page in pages), sum(len(page.images) for page in pages)


def paper(client: Client, found: Project, form: str = "leader", query: str = "") -> tuple[str, int]:
    answer = client.get(reverse("impact:project_paper", args=[found.pk, form]) + query)
    assert answer.status_code == 200
    return read(answer.content)


def test_the_report_has_its_album_and_nobody_who_has_not_agreed(world):
    found, client = project(), enter(world)
    session = meeting.session(project=found)
    shown = remember(world, "Autour de la marmite", session=session)
    remember(world, "Un visage inconnu", project=found)
    remember(world, "Trop tôt", project=found, day=TODAY - timedelta(days=60), recognisable=False)
    remember(world, "À un autre", recognisable=False)
    remember(
        world, "Sur la place", kind=MemoryKind.PRESS, project=found, outlet="L’Écho", address="https://echo.example/"
    )
    acts.name_people(shown, [world.customer])
    acts.agree(world.customer, now=NOW)
    for form in ("leader", "cerfa"):
        text, pictures = paper(client, found, form)
        assert "Annexe : ce qui a eu lieu" in text
        assert "Autour de la marmite" in text
        assert "L’Écho" in text
        assert [said for said in ("Un visage inconnu", "Trop tôt", "À un autre") if said in text] == []
        assert pictures == 1
    acts.agree_no_more(world.customer, now=NOW)
    text, pictures = paper(client, found)
    assert "Autour de la marmite" not in text
    assert pictures == 0


def test_a_kept_report_has_the_words_alone(world):
    found, client = project(), enter(world)
    remember(world, "Des mains", project=found, recognisable=False)
    client.post(reverse("impact:project_kept", args=[found.pk]), {"form": "leader", "key": "kept"})
    text, pictures = read(bytes(IssuedReport.objects.get().pdf))
    assert "Des mains" in text
    assert "rapport gardé" in text
    assert pictures == 0
    assert paper(client, found)[1] == 1


def test_more_pictures_than_a_report_bears_are_counted(world, monkeypatch):
    found = project()
    for number in range(4):
        remember(world, f"Photo {number}", project=found, recognisable=False)
    monkeypatch.setattr(notices, "MOST_IN_REPORT", 3)
    text, pictures = paper(enter(world), found)
    assert pictures == 3
    assert "1 autre photo est dans l’album" in text


def test_the_signed_sheets_are_a_file_of_their_own_in_parts(world, monkeypatch):
    found = project()
    url = reverse("impact:project_sheets", args=[found.pk])
    client = enter(world)
    assert client.get(url).status_code == 404
    sessions = [meeting.session(project=found, starts_at=NOW - timedelta(days=day)) for day in (3, 2, 1)]
    for session in sessions:
        sheet = shrink(a_photo(size=(3000, 4000)), edge=1600)
        workshops.keep_sheet(session=session, picture=sheet, by=world.facilitator, now=NOW)
    other = meeting.session()
    workshops.keep_sheet(session=other, picture=shrink(a_photo()), by=world.facilitator, now=NOW)
    text, pictures = read(client.get(url).content)
    assert pictures == 3
    assert [f"S-{one.pk} " in text for one in (*sessions, other)] == [True, True, True, False]
    first = pypdf.PdfReader(io.BytesIO(client.get(url).content)).pages[0]
    largest = max(max(image.image.size) for image in first.images if image.image)
    assert largest == rules.SHEET_EDGE
    monkeypatch.setattr(notices, "SHEETS_A_FILE", 2)
    assert [read(client.get(url, {"partie": part}).content)[1] for part in ("1", "2")] == [2, 1]
    for odd in ("3", "0", "-1", "x", "²"):
        assert client.get(url, {"partie": odd}).status_code == 404
    assert enter(world, "facilitation").get(url).status_code == 403
    assert f"{url}?partie=1" in client.get(reverse("impact:project_report", args=[found.pk])).content.decode()


# ── A year ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def two_years(world: World) -> Project:
    """Three people in the first year, one of them again in the second with a new one; money in each."""
    found = project(days=400)
    people = [directory.register_person(name=f"Personne {number}") for number in range(4)]
    for ago, here in ((380, people[:3]), (2, [people[0], people[3]])):
        session = meeting.session(project=found, starts_at=NOW - timedelta(days=ago))
        Attendance.objects.bulk_create(
            Attendance(session=session, person=one, signed_by=SignedBy.PAPER, said_at=NOW, came_at=NOW) for one in here
        )
        day = TODAY - timedelta(days=ago)
        bill = funding.Bill("Gaz", "Le Marchand", f"G-{ago}", day, 10_000, 12_000, 12_000, day, PaidBy.CARD)
        funding.note_expense(found, bill, line=None, author=world.accounts, key=f"gas {ago}", now=NOW)
    return found


def test_a_year_counts_its_own_people_visits_and_money(world):
    found = two_years(world)

    def values(year: int | None) -> list[int | None]:
        report = reads.project_report(found, outside=False, now=NOW, year=year)
        return [report.figure(code).value for code in (C.PARTICIPANTS, C.VISITS, C.SESSIONS, C.SPENT)]

    assert values(None) == [4, 5, 2, 24_000]
    assert values(2025) == [3, 3, 1, 12_000]
    assert values(2026) == [2, 2, 1, 12_000]
    assert reads.years(found, TODAY) == [2026, 2025]


def test_the_caf_is_asked_for_a_year_where_there_are_several(world):
    found, client = two_years(world), enter(world)
    page = client.get(reverse("impact:project_report", args=[found.pk])).content.decode()
    url = reverse("impact:project_paper", args=[found.pk, "caf"])
    assert [f'{url}?annee={year}"' in page for year in (2025, 2026)] == [True, True]
    text, _pictures = paper(client, found, "caf", "?annee=2025")
    assert "Année de ce bilan" in text
    assert "Participants\n3" in text or "Participants3" in text or "Participants 3" in text
    assert "Année de ce bilan" in paper(client, found, "caf")[0]
    assert "Année de ce bilan" not in paper(client, found)[0]
    for odd in ("2019", "x", "0"):
        assert client.get(url, {"annee": odd}).status_code == 404
    client.post(reverse("impact:project_kept", args=[found.pk]), {"form": "caf-2025", "key": "caf"})
    kept = IssuedReport.objects.get()
    assert "Année de ce bilan" in read(bytes(kept.pdf))[0]
    short = client.get(reverse("impact:project_report", args=[project(name="Court").pk])).content.decode()
    assert "annee=" not in short


# ── Hidden rows ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_hidden_row_is_drawn_as_hidden_and_not_left_out() -> None:
    parts = (Part("woman", None), Part("man", None), Part("other", 0))
    one = Indicator(C.GENDER, FigureUnit.PEOPLE, 13, 3, 13, parts)
    rows = papers._bars(one)["rows"]
    assert [row[1:] for row in rows] == [["masqué", 0], ["masqué", 0], ["3", 100]]


def test_the_page_draws_hidden_rows_too(world):
    found = project()
    session: Session = meeting.session(project=found, starts_at=NOW - timedelta(days=1))
    for number in range(12):
        person = directory.register_person(name=f"Personne {number}")
        Attendance.objects.create(session=session, person=person, signed_by=SignedBy.PAPER, said_at=NOW, came_at=NOW)
        gender = Gender.WOMAN if number < 10 else Gender.MAN
        workshops.save_profile(person=person, answers=Answers(gender=gender), now=NOW)
    page = enter(world).get(reverse("impact:project_report", args=[found.pk])).content.decode()
    drawn = page[: page.index('id="participants"')]
    assert drawn.count("masqué") >= 2
    text, _pictures = paper(enter(world), found)
    assert text.count("masqué") >= 4
