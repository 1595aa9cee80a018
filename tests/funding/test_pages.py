"""Projects' money as the accounts' desk meets it."""

import threading
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import reverse

from bocal.funding import acts, reads
from bocal.funding.acts import Bill
from bocal.funding.models import Expense, ExpenseShare, Project
from bocal.funding.rules import BudgetPost, FunderKind
from bocal.journals.rules import Refused
from tests import world as worlds
from tests.world import NOW, TODAY, World

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7\nfacture\n%%EOF"


@pytest.fixture
def world() -> World:
    return worlds.build()


def opened(name: str = "Le camion", **more: object) -> Project:
    said = {"reference": "", "starts_on": TODAY - timedelta(days=90), "ends_on": TODAY + timedelta(days=90), "aims": ""}
    return acts.save_project(None, name=name, **{**said, **more})


def bill(cents: int = 12_000, **more: object) -> Bill:
    said = {"label": "Bocaux", "supplier": "Verrerie", "number": "F1", "day": TODAY, "net": cents, "gross": cents}
    return Bill(**{"eligible": cents, **said, **more})


def note(project: Project, world: World, *, share: int = 10_000, cents: int = 12_000, **more: object) -> Expense:
    made = bill(cents, **more)
    return acts.note_expense(project, made, share_bp=share, author=world.accounts, key=uuid4().hex, now=NOW)


def enter(world: World, role: str = "accounts") -> Client:
    client = Client()
    client.force_login(world.team[role], backend="bocal.house.sign_in.Backend")
    return client


def form(**more: object) -> dict[str, object]:
    return {
        "key": uuid4(),
        "label": "Gaz",
        "supplier": "La quincaillerie",
        "number": "A-7",
        "day": TODAY.isoformat(),
        "gross": "120,00",
        "net": "100",
        "eligible": "100",
        "paid_on": TODAY.isoformat(),
        "paid_by": "transfer",
        "share": "100",
        **more,
    }


def test_opening_a_project_and_saying_who_pays_for_what(world: World) -> None:
    client = enter(world, "direction")
    said = {"name": "Le camion", "reference": "R-1", "starts_on": "2026-01-01", "ends_on": "2026-12-31"}
    client.post(reverse("funding:project_new"), said)
    project = Project.objects.get()
    page = reverse("funding:budget", args=[project.pk])
    client.post(page, {"which": "grant", "grant-name": "FEADER", "grant-kind": "europe", "grant-cents": "600"})
    client.post(page, {"which": "line", "line-post": "60", "line-label": "Bocaux", "line-cents": "500"})
    shown = client.get(reverse("funding:project", args=[project.pk])).content.decode()
    assert "FEADER" in shown
    assert "Le budget ne s’équilibre pas" in shown
    client.post(page, {"which": "line", "line-post": "60", "line-label": "Bocaux", "line-cents": "600"})
    assert (
        "Le budget ne s’équilibre pas" not in client.get(reverse("funding:project", args=[project.pk])).content.decode()
    )
    again = client.post(reverse("funding:project_new"), {**said, "ends_on": "2025-12-31"})
    assert "finit avant d’avoir commencé" in again.content.decode()


def test_an_expense_with_its_invoice_justifies_its_eligible_part(world: World) -> None:
    project = opened()
    acts.add_grant(project, kind=FunderKind.EUROPE, name="FEADER", cents=15_000)
    acts.add_grant(project, kind=FunderKind.OWN, name="Nous", cents=5_000)
    line = acts.add_line(project, post=BudgetPost.PURCHASES, label="Gaz", cents=20_000)
    sent = form(line=line.pk, file=SimpleUploadedFile("facture.pdf", PDF))
    answer = enter(world).post(reverse("funding:expense_new", args=[project.pk]), sent)
    assert answer.status_code == 302
    money = reads.money(project)
    assert [(grant.name, row.justified, row.left) for grant, row in money.grants] == [
        ("FEADER", 7_500, 7_500),
        ("Nous", 2_500, 2_500),
    ]
    assert (money.total.spent, money.total.eligible, money.total.justified) == (12_000, 10_000, 10_000)
    expense = Expense.objects.get()
    file = enter(world, "direction").get(reverse("funding:expense_file", args=[expense.pk]))
    assert file.content == PDF
    assert file.headers["Content-Disposition"] == 'attachment; filename="facture.pdf"'
    assert enter(world, "sales").get(reverse("funding:expense_file", args=[expense.pk])).status_code == 403


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("facture.pdf", b"<html><script>alert(1)</script>"),
        ("facture.png", b"%PDF-1.7"),
        ("facture.exe", b"MZ\x90\x00"),
        ("facture.svg", b"<svg onload='alert(1)'/>"),
        ("facture.pdf", b"%PDF-" + b"0" * 5_000_001),
    ],
)
def test_a_hostile_file_is_refused_and_nothing_is_noted(world: World, name: str, data: bytes) -> None:
    project = opened()
    sent = form(file=SimpleUploadedFile(name, data))
    answer = enter(world).post(reverse("funding:expense_new", args=[project.pk]), sent)
    assert answer.status_code == 200
    assert answer.context["form"].errors["file"]
    assert not Expense.objects.exists()


def test_outside_the_project_s_dates_is_refused_in_a_sentence(world: World) -> None:
    project = opened(starts_on=TODAY - timedelta(days=9), ends_on=TODAY)
    day = TODAY - timedelta(days=10)
    answer = enter(world).post(reverse("funding:expense_new", args=[project.pk]), form(day=day.isoformat()))
    assert "n’est pas dans le projet, qui va du 25/08/2026 au 03/09/2026" in answer.content.decode()
    assert not Expense.objects.exists()
    note(project, world)
    with pytest.raises(Refused, match="leaves_expenses"):
        acts.save_project(project, name="x", reference="", starts_on=day, ends_on=TODAY - timedelta(days=1), aims="")
    late = {"name": "x", "starts_on": (TODAY + timedelta(days=1)).isoformat(), "ends_on": "2027-12-31"}
    answer = enter(world).post(reverse("funding:project_edit", args=[project.pk]), late)
    assert list(answer.context["form"].errors) == ["starts_on"]


def test_two_projects_share_an_expense_to_the_cent_and_no_further(world: World) -> None:
    one, other = opened(), opened("Le jardin")
    expense = note(one, world, share=6_667, cents=10_001)
    page = reverse("funding:expense", args=[other.pk, expense.pk])
    with pytest.raises(Refused, match="over_shared"):
        acts.count_in(other, expense, share_bp=3_334)
    shown = reverse("funding:expense_new", args=[other.pk])
    assert "peut aussi compter ici" in enter(world).get(shown).content.decode()
    refused = enter(world).post(page, form(gross="100,01", net="", eligible="", share="40"))
    assert "il en reste 33,33 % au plus" in refused.content.decode().replace("\xa0", " ")
    assert enter(world).post(page, form(gross="100,01", net="", eligible="", share="33,33")).status_code == 302
    assert reads.money(one).total.spent + reads.money(other).total.spent == 10_001


def test_withdrawn_it_counts_for_nothing(world: World) -> None:
    project = opened()
    expense = note(project, world)
    enter(world).post(reverse("funding:expense", args=[project.pk, expense.pk]), {"withdraw": "1"})
    assert reads.money(project).total.spent == 0
    assert Expense.objects.get().withdrawn_at is not None


def test_a_line_with_expenses_is_not_taken_off(world: World) -> None:
    project = opened()
    line = acts.add_line(project, post=BudgetPost.PURCHASES, label="Gaz", cents=20_000)
    acts.count_in(project, note(project, world), share_bp=10_000, line=line)
    answer = enter(world).post(reverse("funding:budget", args=[project.pk]), {"remove": f"line:{line.pk}"}, follow=True)
    assert "Des dépenses sont notées sur cette ligne" in answer.content.decode()
    assert project.lines.count() == 1


def test_partners_and_people_are_counted_once(world: World) -> None:
    project, client = opened(), enter(world)
    page = reverse("funding:carriers", args=[project.pk])
    for _turn in range(2):
        client.post(page, {"which": "partner", "partner-organisation": world.farm.pk})
        client.post(page, {"which": "person", "person-person": world.cook.pk, "person-part": "management"})
    client.post(page, {"which": "person", "person-name": "Lou Voisine", "person-part": "volunteer"})
    assert project.partners.count() == 1
    assert reads.in_design(project) == {"management": 1, "volunteer": 1}
    empty = client.post(page, {"which": "person", "person-part": "volunteer"})
    assert "Choisissez quelqu’un" in empty.content.decode()


def test_an_estimate_s_figure_is_the_collective_s_to_change(world: World) -> None:
    sent = {"code": "food_co2", "value": "0,9", "source": "Notre étude", "certainty": "measured"}
    enter(world).post(reverse("funding:factors"), sent)
    shown = enter(world).get(reverse("funding:factors")).content.decode()
    assert "Notre étude" in shown
    assert "ADEME" not in shown


def test_a_form_that_noted_an_expense_notes_nothing_else(world: World) -> None:
    one, two = opened(), opened("L’autre")
    said = {"author": world.accounts, "key": "k", "now": NOW}
    assert acts.note_expense(one, bill(), **said) == acts.note_expense(one, bill(), **said)
    for project, author in ((two, world.accounts), (one, world.direction)):
        with pytest.raises(Refused, match="key_reused"):
            acts.note_expense(project, bill(), **{**said, "author": author})


def test_the_days_that_count_are_those_of_the_project_now(world: World) -> None:
    expense, read_before = note(opened(), world, share=1_000), opened("L’autre")
    days = {"starts_on": TODAY + timedelta(days=1), "ends_on": TODAY + timedelta(days=9)}
    acts.save_project(read_before, name="L’autre", reference="", aims="", **days)
    with pytest.raises(Refused, match="outside_project"):
        acts.count_in(read_before, expense, share_bp=1_000)


@pytest.mark.django_db(transaction=True)
def test_the_same_expense_sent_twice_at_once_is_noted_once() -> None:
    world = worlds.build()
    one, ready, made = opened(), threading.Barrier(2), []

    def send() -> None:
        ready.wait()
        try:
            made.append(acts.note_expense(one, bill(), author=world.accounts, key="k", now=NOW).pk)
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _twice in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 2
    assert len(set(made)) == 1


@pytest.mark.django_db(transaction=True)
def test_two_who_share_an_expense_at_once_never_pass_the_whole() -> None:
    world = worlds.build()
    one, two, three = (opened(name) for name in ("A", "B", "C"))
    expense = note(one, world, share=3_000)
    ready, said = threading.Barrier(2), []

    def count(project: Project) -> None:
        ready.wait()
        try:
            acts.count_in(project, expense, share_bp=6_000)
        except Refused as refused:
            said.append(refused.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=count, args=[project]) for project in (two, three)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert said == ["over_shared"]
    assert sum(ExpenseShare.objects.values_list("share_bp", flat=True)) == 9_000
