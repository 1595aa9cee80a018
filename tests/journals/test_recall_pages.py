"""The pages of a recall: who enters, what comes first, what a click does, and what it does not."""

import re
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from bocal.directory.models import Letter, Organisation
from bocal.directory.rules import OrganisationKind
from bocal.journals import acts, notices, reads
from bocal.journals.models import Lot, Recall, RecallStep, Voucher
from bocal.journals.rules import Doubt, Kind, Status, StepKind
from tests import world as worlds
from tests.journals.kitchen import cook, sale
from tests.world import NOW, World

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return worlds.build()


@pytest.fixture
def jars(world: World) -> Lot:
    made = cook(world)
    acts.post(sale(world, made, 3), now=NOW)
    acts.post(sale(world, made, 2, party=world.other_home.pk), now=NOW)
    return made


@pytest.fixture
def recall(world: World, jars: Lot) -> Recall:
    return open_one(world, jars)


def open_one(world: World, lot: Lot, *, drill: bool = False) -> Recall:
    return acts.open_recall(
        [lot],
        doubt=Doubt.LOT,
        what=lot.code,
        reason="Couvercles mal serrés",
        drill=drill,
        author=world.quality,
        key=uuid4().hex,
        now=NOW,
    )


def enter(client: Client, person: object) -> Client:
    client.force_login(person)  # type: ignore[arg-type]
    return client


def at(name: str, *args: object) -> str:
    return reverse(f"journals:{name}", args=args)


def form(**more: object) -> dict[str, object]:
    return {"key": uuid4(), **more}


def test_from_a_lots_page_to_the_list_in_two_taps(world: World, jars: Lot, client: Client) -> None:
    enter(client, world.quality)
    assert at("recall_open") in client.get(at("recall", jars.code)).content.decode()
    page = client.get(at("recall_open") + f"?lot={jars.code}").content.decode()
    assert jars.code in page
    answer = client.post(
        at("recall_open"), form(doubt="lot", code=jars.code.lower(), reason="Couvercles mal serrés"), follow=True
    )
    page = answer.content.decode()
    assert "RAP-2026-1" in page
    assert "Bloquez d’abord" in page
    assert 'Foyer Ancelin · <span class="whole">06 00 00 00 02</span>' in page
    assert not RecallStep.objects.exists()
    assert Lot.objects.filter(state__status=Status.BLOCKED).count() == 0


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"doubt": "lot", "code": "L26-999-F9-9", "reason": "x"}, "Aucun lot ne porte ce code"),
        ({"doubt": "lot", "code": "", "reason": "x"}, "Aucun lot ne porte ce code"),
        ({"doubt": "origin", "reason": "x"}, "Choisissez la ferme"),
        ({"doubt": "day", "reason": "x"}, "Dites quel jour"),
        ({"doubt": "day", "since": "2024-01-01", "reason": "x"}, "Aucun lot ne correspond"),
        ({"doubt": "lot", "code": "JARS", "reason": ""}, "Il manque une valeur"),
    ],
)
def test_a_doubt_about_nothing_is_said(
    world: World, jars: Lot, client: Client, typed: dict[str, str], words: str
) -> None:
    typed = typed | ({"code": jars.code} if typed.get("code") == "JARS" else {})
    answer = enter(client, world.direction).post(at("recall_open"), form(**typed))
    assert answer.status_code == 200
    assert words in answer.content.decode()
    assert not Recall.objects.exists()


def test_a_farms_lots_of_a_period_and_a_day_open_a_recall(world: World, jars: Lot, client: Client) -> None:
    enter(client, world.direction)
    since = NOW.date().isoformat()
    for typed in ({"doubt": "origin", "origin": world.farm.pk, "since": since}, {"doubt": "day", "since": since}):
        assert client.post(at("recall_open"), form(reason="doute", **typed)).status_code == 302
    assert [one.doubt for one in Recall.objects.order_by("pk")] == ["origin", "day"]


def test_one_button_blocks_and_its_message_takes_it_back(
    world: World, jars: Lot, recall: Recall, client: Client
) -> None:
    enter(client, world.quality)
    page = client.post(at("recall_block", recall.pk), form(), follow=True).content.decode()
    voucher = Voucher.objects.get(kind=Kind.DECIDE, decisions__status=Status.BLOCKED)
    assert at("take_back", voucher.pk) in page
    assert "1 lot bloqué" in page
    assert "Prévenez chacun" in page
    page = client.post(at("recall_block", recall.pk), form(), follow=True).content.decode()
    assert "Tout était déjà bloqué" in page
    client.post(at("take_back", voucher.pk))
    assert len(reads.case_of(recall).found.unblocked) == 1


def test_letters_are_read_changed_and_sent_once(world: World, recall: Recall, client: Client) -> None:
    enter(client, world.quality)
    page = client.get(at("recall_letters", recall.pk)).content.decode()
    assert "Envoyer 2 lettres" in page
    assert "3 de Coulis de tomate 720" in page
    typed = {"subject": "Rappel de coulis", "body": "Surtout, ne l’ouvrez pas."}
    seen = client.post(at("recall_letters", recall.pk), typed | {"look": "1"}).content.decode()
    assert "Surtout, ne l’ouvrez pas." in seen
    assert not Letter.objects.exists()
    for _time in range(2):
        client.post(at("recall_letters", recall.pk), typed)
    assert Letter.objects.count() == 2
    letter = Letter.objects.get(organisation=world.home)
    assert letter.subject == "Rappel de coulis"
    address = re.search(r"http://testserver(\S+/rappel/\S+)", letter.body)
    assert address
    assert Client().get(address[1]).status_code == 200


def test_who_has_no_address_gets_paper(world: World, jars: Lot, recall: Recall, client: Client) -> None:
    Organisation.objects.update(email="")
    enter(client, world.quality)
    page = client.get(at("recall_letters", recall.pk)).content.decode()
    assert "Imprimer 2 lettres" in page
    answer = client.post(at("recall_letters_pdf", recall.pk), {"subject": "s", "body": "b"})
    assert answer["Content-Type"] == "application/pdf"
    client.post(at("recall_posted", recall.pk))
    assert reads.case_of(recall).told == 2


def test_a_customer_answers_without_a_password(world: World, jars: Lot, recall: Recall, client: Client) -> None:
    address = at("recall_answer", notices.token(recall, world.home))
    page = client.get(address).content.decode()
    assert "Foyer Ancelin" in page
    assert "Foyer Belkacem" not in page
    typed = {f"aside_{jars.pk}": "1", f"eaten_{jars.pk}": "2"}
    assert "c’est noté" in client.post(address, form(**typed), follow=True).content.decode()
    line = reads.case_of(recall).party(world.home.pk)
    assert line
    assert line.told
    account = line.lots[0].account
    assert (account.missing, account.aside, account.eaten) == (1, 1, 2)
    too_much = client.post(address, form(**{f"eaten_{jars.pk}": "2"}))
    assert "manque que 1" in too_much.content.decode()
    assert "rien à enregistrer" in client.post(address, form()).content.decode()
    acts.close(recall, author=world.quality, now=NOW)
    assert client.get(address).status_code == 410
    assert client.get(at("recall_answer", "nonsense")).status_code == 404


def test_sales_calls_and_ticks_off(world: World, jars: Lot, recall: Recall, client: Client) -> None:
    enter(client, world.sales)
    there = at("recall_party", recall.pk, world.home.pk)
    page = client.get(there).content.decode()
    assert 'href="tel:0600000002"' in page
    client.post(at("recall_call", recall.pk, world.home.pk), form())
    answer = client.post(there, form(kind="returned", quantity="2", place=world.store.pk), follow=True)
    assert "Noté" in answer.content.decode()
    wrong = client.post(there, form(kind="destroyed", quantity="4"))
    assert "manque que 1" in wrong.content.decode()
    client.post(there, form(kind="destroyed", quantity="1"))
    line = reads.case_of(recall).party(world.home.pk)
    assert line
    assert not line.missing
    step = RecallStep.objects.get(kind=StepKind.DESTROYED)
    assert "annulée" in client.post(at("recall_cancel", step.pk), follow=True).content.decode()
    for name in ("recall_block", "recall_close", "recall_listed"):
        assert client.post(at(name, recall.pk), form()).status_code == 403


def test_the_sheet_is_filled_kept_and_copied(world: World, jars: Lot, recall: Recall, client: Client) -> None:
    enter(client, world.direction)
    page = client.get(at("recall_sheet", recall.pk)).content.decode()
    assert jars.code in page
    assert "Couvercles mal serrés" in page
    client.post(at("recall_sheet", recall.pk), form(risques_encourus="Botulisme"))
    assert "Botulisme" in client.get(at("recall_sheet", recall.pk)).content.decode()
    assert reads.case_of(recall).sheet["risques_encourus"] == "Botulisme"


def test_a_drill_says_so_everywhere_and_is_measured(world: World, jars: Lot, client: Client) -> None:
    drill = open_one(world, jars, drill=True)
    enter(client, world.quality)
    for name, *more in (("recall_case",), ("recall_letters",), ("recall_sheet",), ("recall_party", world.home.pk)):
        assert "EXERCICE" in client.get(at(name, drill.pk, *more)).content.decode()
    assert "Envoyer" not in client.get(at("recall_letters", drill.pk)).content.decode()
    client.post(at("recall_letters", drill.pk), {"subject": "s", "body": "b"})
    assert not Letter.objects.exists()
    client.post(at("recall_listed", drill.pk))
    page = client.post(at("recall_close", drill.pk), follow=True).content.decode()
    assert "L’exercice EXO-2026-1 est terminé" in page
    assert "exercice terminé" in page
    assert "rappel clos" not in page
    page = client.get(at("recalls")).content.decode()
    assert "EXO-2026-1" in page
    assert "100" in page
    assert client.get(at("recall_paper", drill.pk)).content.startswith(b"%PDF")


def test_no_page_of_a_recall_asks_more_when_there_is_more(
    world: World, jars: Lot, recall: Recall, client: Client
) -> None:
    enter(client, world.direction)
    pages = [at(name, recall.pk) for name in ("recall_case", "recall_letters", "recall_sheet", "recall_widen")]
    pages += [at("recalls"), at("recall_party", recall.pk, world.home.pk)]

    def asked() -> list[int]:
        counts = []
        for page in pages:
            with CaptureQueriesContext(connection) as queries:
                assert client.get(page).status_code == 200
            counts.append(len(queries))
        return counts

    client.get(pages[0])
    acts.call(recall, world.home, author=world.sales, key="c", now=NOW)
    open_one(world, jars, drill=True)
    before = asked()
    for number in range(4):
        home = Organisation.objects.create(kind=OrganisationKind.HOUSEHOLD, name=f"Foyer {number}")
        acts.post(sale(world, jars, 1, party=home.pk), now=NOW)
        acts.call(recall, home, author=world.sales, key=f"c{number}", now=NOW)
        open_one(world, jars, drill=True)
    assert asked() == before
    assert max(before) <= 12, before


def test_an_open_recall_waits_at_home_until_it_is_closed(world: World, recall: Recall) -> None:
    desk = Client()
    desk.force_login(world.quality)
    home = desk.get("/").content.decode()
    assert "Rappel en cours" in home
    assert reverse("journals:recall_case", args=[recall.pk]) in home
    acts.recalling.close(recall, author=world.quality, now=NOW, note="Couvercles contrôlés, rien trouvé.")
    assert "Rappel en cours" not in desk.get("/").content.decode()


def test_a_drill_writes_to_nobody_and_says_so_where_its_reason_is_typed(world: World, client: Client) -> None:
    client = enter(client, world.quality)
    assert "Les destinataires le liront" in client.get(at("recall_open")).content.decode()
    page = client.get(at("recall_open") + "?exercice=1").content.decode()
    assert "Un exercice n’écrit à personne" in page
    assert "Les destinataires le liront" not in page
