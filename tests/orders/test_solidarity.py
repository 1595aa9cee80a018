"""« Vente solidaire »: buyers choose to pay less or more, farms are paid in full."""

from decimal import Decimal

import pytest
import time_machine
from django.urls import reverse

from bocal.billing import acts as billing
from bocal.billing import notices
from bocal.billing import reads as bills
from bocal.directory.rules import VatProfile
from bocal.journals.models import MoneyLine
from bocal.journals.rules import Account, Refused
from bocal.measure.money import Basis
from bocal.orders import acts, reads
from bocal.orders.acts import Came
from bocal.orders.models import Offer, Order, SaleRound
from bocal.orders.rules import solidarity as rules
from bocal.orders.rules.rhythm import State
from tests.billing.test_paper import text_of
from tests.orders import scene as scenes
from tests.orders.scene import NOW, PICKUP, key
from tests.orders.solidary import LESS, MORE, change, goods, hand_all, place, seen_by, solidary
from tests.orders.test_rush import the_counts_hold, together


@pytest.fixture
def scene(db):
    with time_machine.travel(NOW, tick=False):
        yield solidary()


def test_an_order_is_paid_at_the_level_chosen_and_changing_it_moves_all_its_lines(scene):
    order = place(scene, LESS, tomatoes=2, eggs=1)
    # 2 × 2.80 and 1.92, instead of 2 × 3.50 and 2.40.
    assert (order.level_bp, goods(order)) == (LESS, 560 + 192)
    assert set(order.lines.values_list("price", flat=True)) == {Decimal("3.50"), Decimal("2.40")}
    order = place(scene, MORE, seen=1, tomatoes=2, eggs=1, hens=1)
    assert (order.level_bp, goods(order)) == (MORE, 770 + 264 + 2904)
    # A coordinator who changes it for the household leaves what it chose.
    order = place(scene, None, seen=2, coordinator=True, tomatoes=1)
    assert (order.level_bp, goods(order)) == (MORE, 385)
    order = place(scene, 0, seen=3, tomatoes=1)
    assert (order.level_bp, goods(order)) == (0, 350)
    the_counts_hold()


def test_the_check_finds_a_level_that_no_round_has_and_a_farm_that_would_bear_it(scene):
    order = place(scene, LESS, tomatoes=2)
    assert reads.check_rounds().broken == ()
    Order.objects.filter(pk=order.pk).update(level_bp=-1_999)
    Offer.objects.filter(pk=scene.tomatoes.pk).update(on_mandate=True, cost=None)
    assert reads.check_rounds().broken == (
        f"commande {order.pk} : son niveau de prix (-1999) n’est pas de ceux de la vente {scene.sale.pk}",
        f"offre {scene.tomatoes.pk} : vendue au nom de la ferme, alors que les acheteurs de la vente {scene.sale.pk}"
        " choisissent leur prix",
    )


@pytest.mark.parametrize("level", [-1_999, 2_000, 1])
def test_a_level_that_the_round_does_not_have_orders_nothing(scene, level):
    with pytest.raises(Refused, match="level_gone"):
        place(scene, level, tomatoes=1)
    assert not Order.objects.exists()
    scene.tomatoes.refresh_from_db()
    assert scene.tomatoes.ordered == 0
    order = place(scene, LESS, tomatoes=1)
    with pytest.raises(Refused, match="level_gone"):
        place(scene, level, seen=1, tomatoes=3)
    assert goods(order) == 280
    the_counts_hold()


def test_a_round_without_levels_has_the_plain_price_alone(db):
    scene = scenes.build()
    with pytest.raises(Refused, match="level_gone"):
        place(scene, LESS, tomatoes=1)
    assert place(scene, 0, tomatoes=1).level_bp == 0


@pytest.mark.django_db(transaction=True)
def test_of_two_windows_that_choose_at_once_one_is_told():
    with time_machine.travel(NOW, tick=False):
        scene = solidary()
        place(scene, 0, tomatoes=1)
        found = together(2, lambda n: place(scene, (LESS, MORE)[n], seen=1, tomatoes=1))
        kept = [one for one in found if isinstance(one, Order)]
        assert [one.code for one in found if isinstance(one, Refused)] == ["changed_meanwhile"]
        assert Order.objects.get().level_bp == kept[0].level_bp


def test_levels_stay_once_somebody_ordered_and_go_with_the_next_round(scene):
    order = place(scene, LESS, tomatoes=1)
    with pytest.raises(Refused, match="levels_were_read"):
        change(scene, solidarity_bp=1_000)
    change(scene, title="Autre titre")
    assert (scene.sale.solidarity_bp, scene.sale.support_bp) == (2_000, 1_000)
    acts.cancel(order=order, now=NOW)
    change(scene, solidarity_bp=1_000)
    assert scene.sale.solidarity_bp == 1_000


def test_the_next_round_of_a_rhythm_has_the_levels_of_the_last(scene):
    rhythm = acts.set_rhythm(
        title="La vente",
        every="week",
        opens_weekday=4,
        opens_hour=NOW.time(),
        closes_weekday=1,
        closes_hour=NOW.time(),
        starts_on=NOW.date(),
        key=key(),
        now=NOW,
    )
    assert acts.plan_next(rhythm, NOW) is not None
    made = SaleRound.objects.get(rhythm=rhythm)
    assert (made.solidarity_bp, made.support_bp) == (2_000, 1_000)


# ── The money ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_who_chose_is_billed_at_that_price_and_the_farm_is_paid_in_full(db):
    scene = solidary(jars=4)
    order = place(scene, LESS, tomatoes=3, jars=2)
    other = place(scene, MORE, scene.world.other_home, scene.world.other_customer, tomatoes=1)
    hand_all(scene, tomatoes=Came(4))
    # 3 × 2.80 + 2 × 3.60, and the deposits of two jars whole.
    draft = bills.draft(scene.world.home, Basis.GROSS, VatProfile.LIABLE, until=PICKUP.date())
    assert draft.totals.payable == 840 + 720 + 200 == reads.order(order.pk).total
    invoice = billing.issue(
        customer=scene.world.home,
        basis=Basis.GROSS,
        until=PICKUP.date(),
        expected=draft.totals.payable,
        author=scene.world.accounts,
        key=key(),
        now=PICKUP,
    )
    said = text_of(notices.paper(bills.shown(invoice)))
    assert "Tomates, le kilo (prix solidaire)" in said
    assert reads.order(other.pk).total == 385
    # Four kilos at their cost price, whatever was paid for them.
    owed = MoneyLine.objects.filter(account=Account.SUPPLIER_UNBILLED).values_list("cents", flat=True)
    assert sum(owed) == -4 * 210


def test_the_pot_is_told_from_five_households_on_and_nothing_of_it_names_anybody(scene):
    homes = scenes.households(11)
    for number, (home, person) in enumerate(homes):
        acts.place(
            sale=scene.sale.pk,
            customer=home.pk,
            person=person.pk,
            slot=scene.slots[number % 4].pk,
            wanted=scene.wanted(tomatoes=1),
            key=key(),
            now=NOW,
            level_bp=LESS if number < 5 else MORE if number < 9 else 0,
        )
    hand_all(scene, tomatoes=Came(11))
    acts.advance(sale=scene.sale, to=State.HANDED_OVER, person=scene.world.sales, now=PICKUP)
    assert reads.pot(scene.sale) == rules.Pot(None, 350, None)
    page = seen_by(scene.world.accounts, reverse("settle_round", args=[scene.sale.pk]))
    assert "La cagnotte" in page
    assert "moins de cinq foyers" in page
    assert "3,50" in page
    assert "Foyer 1" not in page
