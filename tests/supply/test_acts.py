"""Announcements and receptions as the database keeps them."""

import threading
from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import connection

from bocal.directory.models import Letter, Organisation, Role
from bocal.directory.rules import Desk, OrganisationKind
from bocal.journals import acts as journals
from bocal.journals import reads as journals_reads
from bocal.journals.models import Lot, LotState, MoneyLine, Movement, Stock, Voucher
from bocal.journals.rules import Account, Refused, Status, Way
from bocal.supply import acts, reads
from bocal.supply.models import Reception, SurplusOffer
from bocal.supply.rules import Checks, OfferState
from tests import world as worlds
from tests.supply.cast import LIST, announce, plain, receive, weighing
from tests.world import KG, NOW, TODAY

pytestmark = pytest.mark.django_db


def state(offer):
    found = reads.offer(offer.pk)
    return reads.state_of(found, today=TODAY)


# ── Announcements ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_reception_is_told_of_a_surplus(world):
    announce(world, note="Un peu abîmées", phone="06 11 22 33 44", way=Way.BOUGHT, price=Decimal("1.5000"))
    letter = Letter.objects.get()
    assert letter.email == world.reception.email
    assert plain(letter.subject) == "Surplus : Tomates, 200 kg (Ferme des Tilleuls)"
    for said in ("du jeudi 3 septembre 2026", "à vendre", "1,50 €", "Un peu abîmées", "06 11 22 33 44", LIST):
        assert said in plain(letter.body)


def test_the_direction_is_told_where_nobody_receives(world):
    Role.objects.filter(desk=Desk.RECEPTION).delete()
    announce(world)
    assert Letter.objects.get().email == world.direction.email


def test_the_same_form_announces_once(world):
    key = uuid4()
    assert announce(world, key=key) == announce(world, key=key, mass_mg=999 * KG)
    assert SurplusOffer.objects.count() == Letter.objects.count() == 1
    with pytest.raises(Refused, match="key_reused"):
        announce(world, key=key, farm=world.other_farm)


def test_a_farm_has_at_most_twenty_open_announcements(world):
    made = [announce(world) for _ in range(20)]
    with pytest.raises(Refused, match="too_many_offers"):
        announce(world)
    announce(world, farm=world.other_farm)
    acts.withdraw(made[0], page=LIST, now=NOW)
    announce(world)


def test_what_a_farm_takes_away_is_gone_and_the_driver_is_told(world):
    offer = announce(world)
    acts.take(offer, day=TODAY, author=world.reception, now=NOW)
    Letter.objects.all().delete()
    acts.withdraw(offer, page=LIST, now=NOW)
    acts.withdraw(offer, page=LIST, now=NOW)
    assert state(offer) is OfferState.WITHDRAWN
    assert "N’allez pas la chercher" in Letter.objects.get().body
    for refused in (
        lambda: acts.take(offer, day=TODAY, author=world.reception, now=NOW),
        lambda: receive(world, offer=offer),
    ):
        with pytest.raises(Refused, match="offer_gone"):
            refused()
    assert not Voucher.objects.exists()


def test_the_farm_is_told_when_we_come(world):
    offer = announce(world)
    assert acts.take(offer, day=date(2026, 9, 4), word="Vers neuf heures", author=world.reception, now=NOW)
    assert acts.take(offer, day=date(2026, 9, 4), word="Vers neuf heures", author=world.reception, now=NOW)
    letter = Letter.objects.get(email=world.farm.email)
    assert "vendredi 4 septembre 2026" in letter.body
    assert "Vers neuf heures" in letter.body
    assert state(offer) is OfferState.TAKEN
    assert list(reads.to_fetch()) == [offer]
    assert not reads.waiting(today=TODAY).exists()


def test_a_refusal_says_why(world):
    offer = announce(world)
    with pytest.raises(Refused, match="word_missing"):
        acts.decline(offer, word=" ", author=world.reception, now=NOW)
    assert acts.decline(offer, word="La chambre froide est pleine", author=world.reception, now=NOW)
    assert "La chambre froide est pleine" in Letter.objects.get(email=world.farm.email).body
    assert state(offer) is OfferState.DECLINED
    with pytest.raises(Refused, match="offer_declined"):
        receive(world, offer=offer)
    acts.take(offer, day=TODAY, author=world.reception, now=NOW)
    assert state(offer) is OfferState.TAKEN


def test_a_farm_without_an_address_is_told_by_its_people_or_not_at_all(world):
    Organisation.objects.filter(pk=world.farm.pk).update(email="")
    assert acts.take(announce(world), day=TODAY, author=world.reception, now=NOW)
    assert Letter.objects.filter(email=world.farmer.email).exists()
    Organisation.objects.filter(pk=world.other_farm.pk).update(email="")
    offer = announce(world, farm=world.other_farm)
    assert not acts.take(offer, day=TODAY, author=world.reception, now=NOW)


def test_a_past_announcement_is_neither_taken_nor_received(world):
    offer = announce(world, until=TODAY)
    late = NOW + timedelta(days=1)
    with pytest.raises(Refused, match="offer_expired"):
        acts.take(offer, day=date(2026, 9, 4), author=world.reception, now=late)
    with pytest.raises(Refused, match="offer_expired"):
        receive(world, offer=offer, now=late, day=date(2026, 9, 4))
    assert list(reads.past_offers(today=date(2026, 9, 4))) == [offer]


def test_the_first_to_be_lost_comes_first(world):
    later, sooner = announce(world), announce(world, until=TODAY)
    assert list(reads.waiting(today=TODAY)) == [sooner, later]


# ── Receptions ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_given_crates_become_a_lot_of_ours(world):
    reception = receive(world, weighing(world, quantity=359 * KG, crates=20, tare_mg=KG))
    lot = Lot.objects.get()
    assert lot.code == reception.lines.get().lot.code
    assert (lot.owner, lot.origin, lot.way, lot.organic_bp) == (world.us, world.farm, Way.GIVEN, 10_000)
    assert Stock.objects.get(lot=lot, place=world.store).quantity == 339 * KG
    assert LotState.objects.get(lot=lot).status == Status.RELEASED
    assert dict(MoneyLine.objects.values_list("account", "cents")) == {
        Account.GIFT_IN_KIND: 94_920,
        Account.GIFT_RECEIVED: -94_920,
    }


def test_bought_crates_are_owed(world):
    receive(world, weighing(world, quantity=100 * KG, price=Decimal("1.2345")), way=Way.BOUGHT)
    assert journals_reads.owed(Account.SUPPLIER_UNBILLED) == [(world.farm, -12_345)]


def test_toll_crates_stay_the_farms(world):
    receive(world, way=Way.TOLL)
    assert Lot.objects.get().owner == world.farm
    assert not MoneyLine.objects.exists()
    assert not journals_reads.sellable(owner=world.us).exists()


def test_jars_and_salt_are_bought_from_a_supplier(world):
    supplier = Organisation.objects.create(kind=OrganisationKind.SUPPLIER, name="Verrerie du Val", organic=True)
    receive(
        world,
        weighing(world, "Pot 720 ml", quantity=1_200, crates=10, price=Decimal("0.4100")),
        weighing(world, "Couvercle 82 mm", quantity=1_200, price=Decimal("0.0900")),
        weighing(world, "Sel", quantity=25 * KG, price=Decimal("0.5000")),
        giver=supplier,
        way=Way.BOUGHT,
    )
    assert {lot.organic_bp for lot in Lot.objects.all()} == {0}
    assert set(Movement.objects.filter(lot__item__kind="packaging").values_list("mass_mg", flat=True)) == {0}
    assert journals_reads.owed(Account.SUPPLIER_UNBILLED) == [(supplier, -(49_200 + 10_800 + 1_250))]


def test_an_old_certificate_makes_nothing_organic(world):
    Organisation.objects.filter(pk=world.farm.pk).update(organic_until=TODAY - timedelta(1))
    world.farm.refresh_from_db()
    receive(world)
    assert Lot.objects.get().organic_bp == 0


def test_a_failed_check_keeps_the_lots_waiting_with_the_reason(world):
    checks = Checks(clean=True, aspect=False, transport=True, fault="Moisi au fond des caisses")
    receive(world, weighing(world), weighing(world, "Courgettes"), checks=checks)
    assert set(LotState.objects.values_list("status", flat=True)) == {Status.HOLD}
    for lot in Lot.objects.all():
        assert [line.reason for line in lot.decisions.all()] == ["Moisi au fond des caisses"]
    assert not journals_reads.sellable(owner=world.us).exists()


def test_the_same_form_receives_once(world):
    key, offer = uuid4(), announce(world)
    first, second = receive(world, key=key, offer=offer), receive(world, key=key, offer=offer)
    assert first == second
    assert Reception.objects.count() == Voucher.objects.count() == Lot.objects.count() == 1


def test_an_announcement_is_received_once_and_opens_again_when_taken_back(world):
    offer = announce(world)
    reception = receive(world, offer=offer)
    assert state(offer) is OfferState.RECEIVED
    with pytest.raises(Refused, match="offer_received"):
        receive(world, offer=offer)
    assert Lot.objects.count() == 1
    journals.reverse(reception.voucher, author=world.reception, now=NOW)
    assert state(offer) is OfferState.OPEN
    assert reads.received(reception.pk).taken_back
    assert sum(Stock.objects.values_list("quantity", flat=True)) == 0
    receive(world, offer=offer)
    assert state(offer) is OfferState.RECEIVED


def test_an_announcement_belongs_to_its_farm(world):
    with pytest.raises(Refused, match="offer_other_farm"):
        receive(world, offer=announce(world), giver=world.other_farm)
    assert not Voucher.objects.exists()


@pytest.mark.parametrize(
    ("more", "code"),
    [({"day": date(2026, 9, 4)}, "day_future"), ({"day": date(1900, 1, 1)}, "day_too_old")],
)
def test_nothing_is_written_when_refused(world, more, code):
    with pytest.raises(Refused, match=code):
        receive(world, **more)
    assert not Voucher.objects.exists()
    assert not Reception.objects.exists()


# ── Two people at once ───────────────────────────────────────────────────────────────────────────────────────────────


def together(*acts):
    """Run each in a thread of its own, all at the same moment; what each returned or raised, in order."""
    ready, said = threading.Barrier(len(acts)), [None] * len(acts)

    def run(n, act):
        try:
            ready.wait(10)
            said[n] = act()
        except Exception as error:
            said[n] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return said


@pytest.mark.django_db(transaction=True)
def test_two_people_who_receive_at_once_get_different_codes():
    world = worlds.build()
    lines = [weighing(world), weighing(world, "Courgettes")]
    said = together(*[lambda: receive(world, *lines) for _ in range(4)])
    assert all(isinstance(one, Reception) for one in said), said
    assert len(set(Lot.objects.values_list("code", flat=True))) == 8


@pytest.mark.django_db(transaction=True)
def test_a_double_click_receives_once():
    world = worlds.build()
    key = uuid4()
    said = together(*[lambda: receive(world, key=key) for _ in range(3)])
    assert all(isinstance(one, Reception) for one in said), said
    assert len(set(said)) == Reception.objects.count() == Lot.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_people_who_receive_the_same_announcement():
    world = worlds.build()
    offer = announce(world)
    said = together(*[lambda: receive(world, offer=offer) for _ in range(2)])
    assert sorted(type(one).__name__ for one in said) == ["Reception", "Refused"], said
    assert Lot.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_flood_of_announcements_stops_at_twenty():
    world = worlds.build()
    for _ in range(18):
        announce(world)
    said = together(*[lambda: announce(world) for _ in range(5)])
    assert sum(isinstance(one, SurplusOffer) for one in said) == 2, said
    assert SurplusOffer.objects.count() == 20
