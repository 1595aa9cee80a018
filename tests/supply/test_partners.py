"""Partners: what was signed, what went from hand to hand in a year, and whether food aid may be given food."""

import io
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from pypdf import PdfReader

from bocal.directory import acts
from bocal.directory import reads as directory
from bocal.directory.acts import Agreed
from bocal.directory.models import Convention, Organisation
from bocal.directory.rules import Certificate, OrganisationKind, Refused, check_convention, lacks_habilitation
from bocal.journals import acts as journals
from bocal.journals import reads as journals_reads
from bocal.journals.rules import Gesture, Kind, Move
from bocal.look import sheets
from bocal.look.forms import Paper
from bocal.supply.reads import partners as reads
from tests.look.photos import a_photo
from tests.supply.cast import as_, plain, receive, weighing, who_may
from tests.world import KG, NOW, TODAY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
LIST = "/appro/partenaires"
PDF = b"%PDF-1.4\n%%EOF\n"
WRITERS = {"facilitation", "sales", "accounts", "direction"}


@pytest.fixture
def shop(world):
    return Organisation.objects.create(kind=OrganisationKind.SHOP, name="L’Épicerie du Coin")


def note(world, who, *, key=None, paper=None, **more):
    said = {"gives": "Ses invendus", "receives": "Un bocal sur cinq", "signed_on": date(2026, 1, 5), "until": None}
    told = Agreed(**(said | more))
    return acts.note_convention(who, told, paper=paper, by=world.direction, key=key or uuid4().hex, now=NOW)


def give(world, lot, who, kg, *, source=None, target=None, kind=Kind.GIVE):
    there, here = world.outside["recipient"], world.store.pk
    move = Move(lot.pk, source or here, target or there, kg * KG, kg * KG)
    gesture = Gesture(kind, TODAY, world.sales.pk, uuid4().hex, party=who.pk, moves=[move])
    return journals.post(gesture, now=NOW).voucher


def tomatoes(world, kg=40):
    """Produce that may be given."""
    return world.receive("Tomates", kg=kg)


def test_a_convention_says_something_is_signed_and_ends_after():
    for said, code in (
        ({"gives": " ", "receives": ""}, "convention_empty"),
        ({"signed_on": TODAY + timedelta(days=1)}, "convention_future"),
        ({"until": date(2025, 12, 31)}, "convention_backwards"),
    ):
        told = {"gives": "Salle", "receives": "", "signed_on": date(2026, 1, 5), "until": None} | said
        with pytest.raises(Refused) as refused:
            check_convention(told.pop("gives"), told.pop("receives"), **told, today=TODAY)
        assert refused.value.code == code
    check_convention("Salle", "", signed_on=TODAY, until=TODAY, today=TODAY)


@pytest.mark.parametrize(
    ("kind", "number", "until", "lacks"),
    [
        (OrganisationKind.FOOD_AID, "", None, True),
        (OrganisationKind.FOOD_AID, "AP 12", None, False),
        (OrganisationKind.FOOD_AID, "AP 12", TODAY, False),
        (OrganisationKind.FOOD_AID, "AP 12", TODAY - timedelta(days=1), True),
        (OrganisationKind.CENTRE, "", None, False),
        (OrganisationKind.SHOP, "", None, False),
    ],
)
def test_only_food_aid_needs_a_habilitation_that_holds(kind, number, until, lacks):
    assert lacks_habilitation(kind, number, until, today=TODAY) is lacks


def test_a_convention_is_noted_once_prolonged_and_taken_away(world, shop):
    first = note(world, shop, key="same", paper=Paper("scan.pdf", PDF))
    assert note(world, shop, key="same").pk == first.pk
    told = Agreed("Ses invendus", "", date(2026, 1, 5), date(2026, 10, 1))
    acts.change_convention(first, told, now=NOW)
    [line] = directory.convention_lines(shop, today=TODAY)
    assert (line.standing, line.convention.receives) == (Certificate.ENDING, "")
    # Its paper stays when no other comes.
    assert bytes(directory.convention(shop.pk, first.pk).file) == PDF
    acts.drop_convention(first)
    acts.drop_convention(first)
    assert not Convention.objects.exists()


def test_the_database_holds_a_convention_to_its_days(world, shop):
    found = note(world, shop)
    with pytest.raises(IntegrityError), transaction.atomic():
        Convention.objects.filter(pk=found.pk).update(until=date(2025, 1, 1))


def test_of_several_conventions_the_longest_is_shown(world, shop):
    note(world, shop, until=date(2026, 6, 1))
    note(world, shop, until=date(2027, 6, 1))
    last = directory.last_conventions([shop.pk], today=TODAY)[shop.pk]
    assert (last.standing, last.convention.until) == (Certificate.VALID, date(2027, 6, 1))


def test_what_went_from_hand_to_hand_is_counted_and_what_was_undone_is_not(world, shop):
    receive(world, weighing(world, quantity=30 * KG), giver=shop)
    undone = receive(world, weighing(world, quantity=9 * KG), giver=shop)
    journals.reverse(undone.voucher, author=world.direction, now=NOW)
    lot = tomatoes(world)
    give(world, lot, world.food_aid, 12)
    again = give(world, lot, world.food_aid, 5)
    give(world, lot, world.food_aid, 2, source=world.outside["recipient"], target=world.store.pk, kind=Kind.RETURN)
    journals.reverse(again, author=world.direction, now=NOW)
    rows = {row.partner.name: row.exchange for row in reads.partners(2026, today=TODAY)}
    came, went = rows["L’Épicerie du Coin"], rows["L’Épicerie solidaire du Gué"]
    assert (came.came_mg, came.came, came.went) == (30 * KG, 1, 0)
    assert (went.went_mg, went.went, went.came) == (10 * KG, 1, 0)
    gifts = journals_reads.gifts_with(world.food_aid.pk, *reads.year_of(2026))
    assert [(gift.came, gift.mass_mg) for gift in gifts] == [(False, -2 * KG), (False, 12 * KG)]
    assert sum(gift.mass_mg for gift in gifts) == went.went_mg
    assert reads.total(reads.partners(2026, today=TODAY)).came == 1
    assert all(row.exchange.came == row.exchange.went == 0 for row in reads.partners(2025, today=TODAY))


def test_jars_given_are_counted_as_jars(world, shop):
    came = receive(world, weighing(world, "Pot 720 ml", quantity=24, price=None), giver=shop)
    assert came.pk
    told = journals_reads.exchanges(*reads.year_of(2026))[shop.pk]
    assert (told.came_jars, told.came_mg) == (24, 0)


def test_a_farm_is_a_partner_once_it_has_signed(world, shop):
    receive(world)
    assert world.farm.name not in {row.partner.name for row in reads.partners(2026, today=TODAY)}
    note(world, world.farm)
    assert world.farm.name in {row.partner.name for row in reads.partners(2026, today=TODAY)}
    assert world.farm.name not in {row.partner.name for row in reads.partners(2025, today=TODAY)}


def test_who_may_read_and_who_may_write(world, shop):
    found = note(world, shop, paper=Paper("scan.pdf", PDF))
    readers = WRITERS | {"reception", "production", "products"}
    assert who_may(world, LIST) == readers
    assert who_may(world, f"{LIST}/{shop.pk}") == readers
    assert who_may(world, f"{LIST}/partenaires.csv") == readers
    assert who_may(world, f"{LIST}/{shop.pk}/convention") == WRITERS
    assert who_may(world, f"{LIST}/{shop.pk}/conventions/{found.pk}") == WRITERS
    assert who_may(world, f"{LIST}/{shop.pk}/papiers/{found.pk}.pdf") == WRITERS
    assert as_(world.reception).post(f"{LIST}/{world.food_aid.pk}", {"number": "AP 1"}).status_code == 403
    assert "papiers" not in as_(world.reception).get(f"{LIST}/{shop.pk}").content.decode()


def test_the_list_says_what_is_missing_and_its_figures_open(world, shop):
    receive(world, weighing(world, quantity=30 * KG), giver=shop)
    note(world, shop, until=date(2026, 10, 1))
    html = plain(as_(world.facilitator).get(LIST).content.decode())
    assert "sans habilitation" in html
    assert "1 convention finit dans les soixante jours" in html
    assert f'href="{LIST}/{shop.pk}?annee=2026#gifts">30 kg' in html
    page = plain(as_(world.facilitator).get(f"{LIST}/{shop.pk}").content.decode())
    assert "nous a donné" in page
    assert "Tomates" in page
    assert "/registres/" in page
    old = plain(as_(world.facilitator).get(f"{LIST}?annee=2025").content.decode())
    assert "30 kg" not in old


def test_the_empty_list_teaches_the_first_step(world):
    Organisation.objects.filter(pk=world.food_aid.pk).update(active=False)
    html = as_(world.direction).get(LIST).content.decode()
    assert "Aucun partenaire encore" in html
    assert "/annuaire/clients/nouveau" in html


def test_a_habilitation_is_noted_and_taken_away(world):
    here, page = as_(world.facilitator), f"{LIST}/{world.food_aid.pk}"
    assert "Aucune habilitation" in here.get(page).content.decode()
    here.post(page, {"number": " AP 2026-14 ", "until": "01/03/2027"})
    world.food_aid.refresh_from_db()
    assert (world.food_aid.aid_number, world.food_aid.aid_until) == ("AP 2026-14", date(2027, 3, 1))
    assert not directory.unready(world.food_aid, today=TODAY)
    here.post(page, {"number": "", "until": "01/03/2027"})
    world.food_aid.refresh_from_db()
    assert (world.food_aid.aid_number, world.food_aid.aid_until) == ("", None)


def sent(key=None, file=None, **more):
    said = {"key": key or str(uuid4()), "gives": "Salle", "receives": "", "signed_on": "05/01/2026", "until": ""} | more
    return {**said, "paper": file} if file else said


def test_a_convention_is_written_on_its_page_with_its_paper(world, shop):
    here, page = as_(world.facilitator), f"{LIST}/{shop.pk}/convention"
    told = sent(file=SimpleUploadedFile("Scan.pdf", PDF))
    assert here.post(page, told).status_code == 302
    found = Convention.objects.get()
    answer = here.get(f"{LIST}/{shop.pk}/papiers/{found.pk}.pdf")
    assert (answer.content, answer["Content-Type"]) == (PDF, "application/pdf")
    assert answer["Content-Disposition"] == 'attachment; filename="scan.pdf"'
    assert here.get(f"{LIST}/{world.food_aid.pk}/papiers/{found.pk}.pdf").status_code == 404
    here.post(f"{LIST}/{shop.pk}/conventions/{found.pk}", sent(gives="Deux salles"))
    found.refresh_from_db()
    assert (found.gives, found.file_name) == ("Deux salles", "Scan.pdf")
    here.post(f"{LIST}/{shop.pk}/conventions/{found.pk}", {"drop": "1"})
    assert not Convention.objects.exists()


def test_a_photo_of_the_paper_becomes_a_page_of_our_own(world, shop):
    file = SimpleUploadedFile("page.png", a_photo(kind="PNG", size=(3000, 1500)))
    as_(world.sales).post(f"{LIST}/{shop.pk}/convention", sent(file=file))
    found = Convention.objects.get()
    [page] = PdfReader(io.BytesIO(bytes(found.file))).pages
    [kept] = page.images
    assert (kept.image.format, max(kept.image.size)) == ("JPEG", 2000)


@pytest.mark.parametrize(
    ("name", "data"),
    [("page.pdf", b"<script>"), ("page.png", b"\x89PNG\r\n\x1a\nnothing"), ("page.html", b"<html>"), ("a.jpg", PDF)],
)
def test_a_file_that_is_something_else_is_refused_and_what_was_typed_stays(world, shop, name, data):
    told = sent(gives="Une salle", file=SimpleUploadedFile(name, data))
    html = as_(world.sales).post(f"{LIST}/{shop.pk}/convention", told).content.decode()
    assert "Une salle" in html
    assert not Convention.objects.exists()


def test_a_refusal_comes_back_beside_its_field(world, shop):
    html = as_(world.sales).post(f"{LIST}/{shop.pk}/convention", sent(until="01/01/2020")).content.decode()
    assert "La fin vient avant la signature" in html


def test_it_leaves_as_a_spreadsheet(world, shop):
    receive(world, weighing(world, quantity=30 * KG), giver=shop)
    for kind in ("csv", "xlsx"):
        answer = as_(world.accounts).get(f"{LIST}/partenaires.{kind}?annee=2026")
        [sheet] = sheets.read(f"partenaires.{kind}", answer.content)
        assert sheet.rows[1][:5] == ["L’Épicerie du Coin", "magasin", "30", "0", "1"]
    assert as_(world.accounts).get(f"{LIST}/partenaires.exe").status_code == 404


def test_it_asks_no_more_of_forty_partners_than_of_one(world, shop):
    def asked(page):
        with CaptureQueriesContext(connection) as found:
            as_(world.direction).get(page)
        return len(found)

    receive(world, giver=shop)
    note(world, shop)
    before = asked(LIST), asked(f"{LIST}/{shop.pk}")
    for number in range(12):
        one = Organisation.objects.create(kind=OrganisationKind.PARTNER, name=f"Partenaire {number}")
        receive(world, giver=one)
        receive(world, giver=shop)
        note(world, one)
        note(world, shop)
    assert (asked(LIST), asked(f"{LIST}/{shop.pk}")) == before
