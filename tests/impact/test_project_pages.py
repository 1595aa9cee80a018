"""The report on screen: what may leave, what is hidden, what is kept."""

import io
import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from bocal.directory import acts as directory
from bocal.funding import acts as funding
from bocal.funding.models import IssuedReport, Project
from bocal.funding.rules import FunderKind
from bocal.house import acts as house
from bocal.impact.rules.funder import co2, growth, rounds_km
from bocal.look.templatetags.look import euros
from bocal.look.templatetags.look import number as written
from bocal.workshops import acts as workshops
from bocal.workshops.models import Attendance, Session, Spot
from bocal.workshops.rules import SessionKind, SignedBy
from bocal.workshops.rules.profile import Answers, Area, Employment, Gender, Priority
from tests import world as worlds
from tests.world import NOW, TODAY, World

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return worlds.build()


def held(*, women: int, men: int, heads: int = 0) -> Project:
    """A project with one session, and who came to it: all in work, in a town; three gave no name."""
    project = funding.save_project(
        None, name="Le camion", reference="", starts_on=TODAY, ends_on=TODAY + timedelta(days=9), aims=""
    )
    session = Session.objects.create(
        kind=SessionKind.COOKING,
        title="Atelier",
        spot=Spot.objects.create(name="Place"),
        starts_at=NOW - timedelta(hours=3),
        ends_at=NOW,
        project=project,
        heads=heads,
        made_at=NOW,
        key="one",
    )
    for number, gender in enumerate([Gender.WOMAN] * women + [Gender.MAN] * men):
        person = directory.register_person(name=f"Personne {number}")
        Attendance.objects.create(session=session, person=person, signed_by=SignedBy.WALK_IN, said_at=NOW, came_at=NOW)
        said = Answers(gender=gender, area=Area.TOWN, priority=Priority.YES, employment=Employment.EMPLOYED)
        workshops.save_profile(person=person, answers=said, now=NOW)
    return project


def enter(world: World, role: str = "direction") -> Client:
    client = Client()
    client.force_login(world.team[role], backend="bocal.house.sign_in.Backend")
    return client


def figures(client: Client, project: Project, query: str = "") -> dict[str, dict]:
    url = reverse("impact:project_table", args=[project.pk, "json"])
    return {one["code"]: one for one in client.get(f"{url}{query}").json()["indicators"]}


def test_a_small_group_is_hidden_with_its_neighbour_and_shown_to_the_house(world: World) -> None:
    client, project = enter(world), held(women=11, men=2, heads=3)
    told = figures(client, project)
    assert [part["value"] for part in told["gender"]["parts"]] == [None, None, 0]
    assert (told["gender"]["value"], told["gender"]["unknown"]) == (16, 3)
    assert [part["value"] for part in told["employment"]["parts"][:2]] == [0, 13]
    inside = figures(client, project, "?vue=interne")
    assert [part["value"] for part in inside["gender"]["parts"]] == [11, 2, 0]
    page = reverse("impact:project_report", args=[project.pk])
    shown = client.get(page).content.decode()
    assert "masqué" in shown
    assert "Inconnu" in shown
    assert "Personne 1" not in shown
    assert "Vue interne" in client.get(f"{page}?vue=interne").content.decode()


def test_a_thousand_sessions_are_lines_of_text_and_none_is_missing(world: World) -> None:
    """A table of thousands of rows takes four times as long as the same as lines."""
    project = held(women=6, men=6)
    found = Session.objects.get()
    Session.objects.bulk_create(
        Session(
            kind=SessionKind.COOKING,
            title=f"Atelier {nth}",
            spot=found.spot,
            starts_at=found.starts_at - timedelta(hours=1),
            ends_at=found.ends_at,
            project=project,
            made_at=NOW,
            key=f"more {nth}",
        )
        for nth in range(1_100)
    )
    paper = enter(world).get(reverse("impact:project_paper", args=[project.pk, "leader"]))
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(paper.content)).pages]
    text = "\n".join(pages)
    told = set(re.findall(r"S-(\d+)", text))
    assert told == {str(pk) for pk in Session.objects.values_list("pk", flat=True)}
    assert "Feuille" in text
    assert "Atelier 1099" in text
    page = enter(world).get(reverse("impact:project_report", args=[project.pk])).content.decode()
    assert f"Voir ses {written(1_101)} preuves" in page


def test_evidence_says_how_many_and_never_who(world: World) -> None:
    project = held(women=6, men=5)
    shown = enter(world).get(reverse("impact:project_evidence", args=[project.pk, "gender"])).content.decode()
    assert "Atelier" in shown
    assert "Personne" not in shown
    refused = enter(world, "facilitation").get(reverse("impact:project_evidence", args=[project.pk, "gender"]))
    assert refused.status_code == 403


def test_a_kept_report_stays_and_says_what_changed_since(world: World) -> None:
    client, project = enter(world), held(women=6, men=5)
    page = reverse("impact:project_kept", args=[project.pk])
    for _twice in range(2):
        client.post(page, {"form": "leader", "key": "the-same"})
    kept = IssuedReport.objects.get()
    Attendance.objects.filter(pk=Attendance.objects.first().pk).update(withdrawn_at=NOW)
    compared = client.get(reverse("impact:project_compared", args=[project.pk, kept.pk])).content.decode()
    assert "chiffres ne sont plus ceux du" in compared
    assert compared.count("LEADER") == client.get(page).content.decode().count('<td data-label="Pour qui">') == 1
    assert "<b>−1</b>" in compared
    funding.add_grant(project, kind=FunderKind.PUBLIC, name="Le Département", cents=12_000)
    money = client.get(reverse("impact:project_compared", args=[project.pk, kept.pk]), {"quoi": "argent"})
    assert f"<b>+{euros(12_000)}</b>" in money.content.decode()
    assert "Le Département : accordé" in money.content.decode()
    assert kept.figures["indicators"][0]["value"] == 11
    paper = client.get(reverse("impact:project_kept_pdf", args=[project.pk, kept.pk]))
    assert paper.content == bytes(kept.pdf)
    assert paper.content.startswith(b"%PDF-")


def compared(client: Client, project: Project) -> dict[str, tuple[str, ...]]:
    """Each line that is told of the only kept report: then, today, the gap."""
    kept = IssuedReport.objects.get()
    page = client.get(reverse("impact:project_compared", args=[project.pk, kept.pk])).content.decode()
    cells = re.findall(r'<th scope="row">(.*?)</th>' + 3 * r"<td[^>]*>(.*?)</td>", page)
    return {label: tuple(said) for label, *said in cells}


def test_what_one_person_answered_is_not_told_by_the_gap_that_they_leave(world: World) -> None:
    client, project = enter(world), held(women=7, men=6)
    client.post(reverse("impact:project_kept", args=[project.pk]), {"form": "leader", "key": "k"})
    gone = Attendance.objects.order_by("pk").first()
    assert gone is not None
    house.erase_person(gone.person, now=NOW)
    told = compared(client, project)
    assert told["– Inconnu"] == ("0", "1", "<b>+1</b>")
    assert "a changé" in told["Femmes et hommes"][2]
    assert not {"– Femmes", "– Ville", "– dont quartiers prioritaires", "– En emploi"} & set(told)


def test_a_row_that_many_left_is_told_though_nobody_is_in_it_any_more(world: World) -> None:
    client, project = enter(world), held(women=6, men=6)
    people = [one.person for one in Attendance.objects.order_by("pk").select_related("person")[:6]]
    for one in people:
        workshops.save_profile(person=one, answers=Answers(gender=Gender.OTHER), now=NOW)
    client.post(reverse("impact:project_kept", args=[project.pk]), {"form": "leader", "key": "k"})
    for one in people:
        workshops.save_profile(person=one, answers=Answers(gender=Gender.WOMAN), now=NOW)
    told = compared(client, project)
    assert told["– Autres"][:2] == ("6", "0")
    assert told["– Femmes"] == ("0", "6", "<b>+6</b>")


def test_road_climate_and_growth() -> None:
    """A degree of a meridian is 111.19 km on a sphere of the Earth's mean radius."""
    assert rounds_km({1: [(50.0, 1.0)]}, (49.0, 1.0), Decimal(1)) == 222
    assert rounds_km({1: [(50.0, 1.0), (49.0, 1.0)], 2: [(50.0, 1.0)]}, None, Decimal("1.3")) == 145
    assert co2(1_000_000_000, 1000, Decimal("1.53"), Decimal("0.34")) == (1530, 340)
    assert growth(1000, 1130) == 13
    assert growth(0, 10) is None
