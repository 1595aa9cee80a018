"""Gifts of produce, what their donors say they are worth, and the tax receipts that the collective may issue."""

import threading
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction

from bocal.directory.models import Organisation
from bocal.journals import acts as journals
from bocal.journals.rules import Refused, Way
from bocal.measure.in_words import euros_in_words
from bocal.supply.acts import gifts as acts
from bocal.supply.models import Entitlement, GiftValue, TaxReceipt, TaxReceiptLine
from bocal.supply.reads import gifts as reads
from bocal.supply.rules.gifts import DoneeKind, TaxKind, ValueSaid, counted_cents
from tests.supply.cast import as_, gift, link, pdf_text, plain, receive, weighing, who_may
from tests.world import KG, NOW, TODAY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


def issue(world, *lines, donor=None, key=None, now=NOW):
    return acts.issue(
        donor=donor or world.farm, lines=[line.pk for line in lines], by=world.accounts, key=key or uuid4().hex, now=now
    )


def refused(*args, **kwargs):
    with pytest.raises(Refused) as found:
        issue(*args, **kwargs)
    return found.value.code


@pytest.mark.parametrize(
    ("cents", "said"),
    [
        (0, "zéro euro"),
        (100, "un euro"),
        (101, "un euro et un centime"),
        (2171, "vingt et un euros et soixante et onze centimes"),
        (8000, "quatre-vingts euros"),
        (8100, "quatre-vingt-un euros"),
        (9199, "quatre-vingt-onze euros et quatre-vingt-dix-neuf centimes"),
        (20_000, "deux cents euros"),
        (20_100, "deux cent un euros"),
        (100_000, "mille euros"),
        (8_000_000, "quatre-vingt mille euros"),
        (20_000_000, "deux cent mille euros"),
        (123_456_78, "cent vingt-trois mille quatre cent cinquante-six euros et soixante-dix-huit centimes"),
        (100_000_000, "un million d’euros"),
        (100_000_100, "un million un euros"),
    ],
)
def test_sums_are_written_in_letters(cents, said):
    assert euros_in_words(cents) == said


def test_half_is_half_to_the_cent():
    assert [counted_cents(cents, half=True) for cents in (100, 101, 1)] == [50, 51, 1]
    assert counted_cents(101, half=False) == 101


def test_a_firms_receipt_lists_everything_and_stays_as_it_was(entitled):
    world = entitled
    first = gift(world, lines=[weighing(world, quantity=40 * KG)])
    second = gift(world, 1001, half=True, lines=[weighing(world, "Courgettes", quantity=9 * KG)])
    made = issue(world, first, second)
    assert (str(made), made.kind, made.cents) == ("RF 2026-0001", TaxKind.FIRM, 2901)
    text = " ".join(pdf_text(bytes(made.pdf)))
    for said in ("RF 2026-0001", "238 bis", "SIREN 000000000", "Ferme des Tilleuls", "Tomates (bio)", "40 kg"):
        assert said in text
    for said in ("Courgettes", "retenu pour moitié", "29,01 €", "vingt-neuf euros et un centime", "Ne rien gaspiller"):
        assert said in text
    Organisation.objects.filter(pk=world.farm.pk).update(name="Un autre nom")
    shown = as_(world.accounts).get(f"/appro/recus/{made.pk}/recu.pdf")
    assert shown.content == bytes(TaxReceipt.objects.get().pdf)
    assert "Ferme des Tilleuls" in " ".join(pdf_text(shown.content))


def test_a_household_gives_under_another_article(entitled):
    line = gift(entitled, giver=entitled.home)
    made = issue(entitled, line, donor=entitled.home)
    text = " ".join(pdf_text(bytes(made.pdf)))
    assert made.kind == TaxKind.PERSON
    assert "article 200" in text
    assert "11580" in text


def test_none_leaves_without_the_right_and_it_is_said_plainly(world):
    line = gift(world)
    assert refused(world, line) == "not_entitled"
    assert "Aucun reçu fiscal ne part" in as_(world.accounts).get("/appro/dons").content.decode()
    assert not TaxReceipt.objects.exists()


def test_who_declared_the_right_and_when_is_kept(entitled):
    acts.declare(
        standing=DoneeKind.FOOD_AID,
        purpose="Autre",
        rna="W123456789",
        by=entitled.direction,
        now=NOW + timedelta(days=1),
    )
    assert Entitlement.objects.count() == 2
    assert reads.entitlement().purpose == "Autre"
    for _twice in range(2):
        acts.end_entitlement(now=NOW)
    assert reads.entitlement() is None
    with pytest.raises(IntegrityError), transaction.atomic():
        Entitlement.objects.update(ended_on=None)


def test_the_direction_alone_declares(world):
    typed = {"standing": "general", "purpose": "Ne rien gaspiller", "sure": "on"}
    as_(world.accounts).post("/appro/dons", typed)
    assert reads.entitlement() is None
    as_(world.direction).post("/appro/dons", typed | {"sure": ""})
    assert reads.entitlement() is None
    as_(world.direction).post("/appro/dons", typed)
    assert reads.entitlement().declared_by == world.direction
    as_(world.direction).post("/appro/dons", {"do": "end"})
    assert reads.entitlement() is None


def test_what_stands_against_a_receipt(entitled):
    world = entitled
    unvalued, valued = gift(world, 0), gift(world)
    other = gift(world, giver=world.other_farm)
    assert refused(world) == "no_gifts"
    assert refused(world, unvalued) == "gift_no_value"
    assert refused(world, valued, other) == "gift_of_another"
    assert refused(world, other, donor=world.other_farm) == "donor_identity"
    old = gift(world, day=date(2025, 12, 20))
    assert refused(world, valued, old) == "years_apart"
    issue(world, valued)
    assert refused(world, valued) == "gift_receipted"
    Organisation.objects.filter(pk=world.farm.pk).update(siret="")
    world.farm.refresh_from_db()
    assert refused(world, gift(world)) == "donor_siren"
    Organisation.objects.filter(pk=world.us.pk).update(siret="")
    assert refused(world, gift(world)) == "our_identity"
    # What was refused took no number.
    assert list(TaxReceipt.objects.values_list("number", flat=True)) == [1]


def test_what_was_bought_or_taken_back_is_no_gift(entitled):
    bought = receive(entitled, way=Way.BOUGHT)
    assert not reads.lines(year=2026).filter(reception=bought).exists()
    line = gift(entitled)
    journals.reverse(line.reception.voucher, author=entitled.reception, now=NOW)
    assert refused(entitled, line) == "gift_of_another"


def test_a_cancelled_receipt_keeps_its_number_and_the_next_one_replaces_it(entitled):
    line = gift(entitled)
    first = issue(entitled, line)
    with pytest.raises(Refused):
        acts.cancel(first, why=" ", by=entitled.accounts, now=NOW)
    for _twice in range(2):
        acts.cancel(first, why="Adresse fausse", by=entitled.accounts, now=NOW)
    second = issue(entitled, line)
    assert (second.number, second.replaces) == (2, first)
    assert "Annule et remplace le reçu RF 2026-0001" in " ".join(pdf_text(bytes(second.pdf)))
    page = plain(as_(entitled.accounts).get(f"/appro/recus/{first.pk}").content.decode())
    assert "Adresse fausse" in page
    assert "RF 2026-0002" in page
    with pytest.raises(IntegrityError), transaction.atomic():
        TaxReceiptLine.objects.filter(receipt=first).update(live=True)


def test_a_gift_taken_back_after_its_receipt_is_shown(entitled):
    line = gift(entitled)
    made = issue(entitled, line)
    journals.reverse(line.reception.voucher, author=entitled.reception, now=NOW)
    assert "a été repris depuis" in as_(entitled.accounts).get(f"/appro/recus/{made.pk}").content.decode()
    assert "à annuler" in as_(entitled.accounts).get("/appro/dons").content.decode()


def test_a_value_on_a_receipt_is_frozen(entitled):
    line = gift(entitled)
    issue(entitled, line)
    with pytest.raises(Refused) as found:
        acts.value(donor=entitled.farm, values={line.pk: (1, False)}, said=ValueSaid.LINK, by=None, now=NOW)
    assert found.value.code == "value_frozen"


def test_the_same_form_twice_issues_once_and_numbers_begin_anew_each_year(entitled):
    line, next_year = gift(entitled), gift(entitled)
    key = uuid4().hex
    assert issue(entitled, line, key=key) == issue(entitled, line, key=key)
    later = issue(entitled, next_year, now=NOW + timedelta(days=200))
    assert str(later) == "RF 2027-0001"


def test_a_farm_says_its_values_behind_its_link(entitled):
    line = gift(entitled, 0)
    token = link(entitled)
    address = f"/appro/offre/{token}/dons"
    assert "Tomates" in as_(None).get(address).content.decode()
    assert as_(None).post(address, {f"v{line.pk}-cents": "pas un nombre"}).status_code == 200
    as_(None).post(address, {f"v{line.pk}-cents": "31,50", f"v{line.pk}-half": "on"})
    told = GiftValue.objects.get()
    assert (told.cents, told.half, told.said, told.noted_by) == (3150, True, ValueSaid.LINK, None)
    as_(None).post(address, {f"v{line.pk}-cents": ""})
    assert not GiftValue.objects.exists()
    other = link(entitled, entitled.other_farm)
    as_(None).post(f"/appro/offre/{other}/dons", {f"v{line.pk}-cents": "5"})
    assert not GiftValue.objects.exists()
    assert as_(None).get("/appro/offre/rien/dons").status_code == 404


def test_the_desk_keys_in_the_paper_and_issues(entitled):
    line = gift(entitled, 0)
    browser = as_(entitled.accounts)
    address = f"/appro/dons/{entitled.farm.pk}?annee=2026"
    assert "1 valeur à dire" in browser.get("/appro/dons").content.decode()
    browser.post(address, {"do": "value", f"v{line.pk}-cents": "24"})
    sent = browser.post(address, {"do": "issue", "line": line.pk, "key": str(uuid4())}, follow=True)
    assert "RF 2026-0001" in sent.content.decode()
    assert browser.post(address, {"do": "issue", "line": "x", "key": "x"}).status_code == 404
    assert "reçus faits" in browser.get("/appro/dons?annee=2026").content.decode()
    assert browser.get("/appro/dons?annee=99999999999").status_code == 200


def test_what_a_receipt_could_not_say_is_shown_with_where_to_write_it(entitled):
    gift(entitled)
    Organisation.objects.filter(pk__in=[entitled.us.pk, entitled.farm.pk]).update(siret="")
    address = f"/appro/dons/{entitled.farm.pk}?annee=2026"
    page = as_(entitled.direction).get(address).content.decode()
    assert f'<a href="/annuaire/reglages">{entitled.us.name}</a>' in page
    assert f'">{entitled.farm.name}</a>' in page
    # Who may not write there reads it all the same.
    page = as_(entitled.accounts).get(address).content.decode()
    assert "complétez l’adresse, la commune et le SIRET" in page
    assert "/annuaire/reglages" not in page


def test_who_may(entitled):
    made = issue(entitled, gift(entitled))
    for url in (
        "/appro/dons",
        f"/appro/dons/{entitled.farm.pk}",
        f"/appro/recus/{made.pk}",
        f"/appro/recus/{made.pk}/recu.pdf",
    ):
        assert who_may(entitled, url) == {"accounts", "direction"}


def test_a_year_of_gifts_asks_no_more(entitled, django_assert_max_num_queries):
    for _nth in range(12):
        gift(entitled, day=TODAY)
    browser = as_(entitled.accounts)
    for url in ("/appro/dons", f"/appro/dons/{entitled.farm.pk}"):
        with django_assert_max_num_queries(12):
            assert browser.get(url).status_code == 200


@pytest.mark.django_db(transaction=True)
def test_two_desks_at_once_take_two_numbers_and_one_gift_is_receipted_once(entitled):
    shared, *own = [gift(entitled) for _ in range(5)]
    results, start = [], threading.Barrier(5)

    def desk(line):
        try:
            start.wait(timeout=20)
            results.append(str(issue(entitled, line)))
        except Refused as found:
            results.append(found.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=desk, args=(line,)) for line in (shared, shared, *own[:3])]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results) == ["RF 2026-0001", "RF 2026-0002", "RF 2026-0003", "RF 2026-0004", "gift_receipted"]
