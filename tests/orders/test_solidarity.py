"""« Vente solidaire »: buyers choose to pay less or more; farms are paid in full, nobody else reads who chose what."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as some

from bocal.billing import acts as billing
from bocal.billing import notices
from bocal.billing import reads as bills
from bocal.directory import acts as directory
from bocal.directory.models import Letter
from bocal.directory.rules import Desk, VatProfile
from bocal.journals.models import MoneyLine
from bocal.journals.rules import Account, Refused
from bocal.measure.money import Basis
from bocal.orders import acts, reads
from bocal.orders import notices as letters
from bocal.orders.acts import Came, Given
from bocal.orders.models import Basket, Order, SaleRound
from bocal.orders.rules import solidarity as rules
from bocal.orders.rules.rhythm import State
from tests.billing.test_paper import text_of
from tests.orders import scene as scenes
from tests.orders.scene import CLOSES, NOW, PICKUP, key
from tests.orders.test_rush import the_counts_hold, together

LESS, MORE = -2_000, 1_000

# ── The rule ─────────────────────────────────────────────────────────────────────────────────────────────────────────

prices = some.decimals(0, 10_000, places=4)
some_levels = some.integers(-rules.MOST_BP, rules.MOST_BP)


@given(prices, some_levels)
def test_what_is_paid_is_the_plain_price_times_the_factor_rounded_once(price, level):
    found = rules.paid(price, level)
    assert abs(found - price * (10_000 + level) / 10_000) <= Decimal("0.00005")
    assert found == round(found, 4)
    assert (found > price) <= (level > 0)
    assert (found < price) <= (level < 0)
    assert rules.paid(price, 0) == price


def test_a_half_goes_away_from_zero():
    assert rules.paid(Decimal("0.0025"), -2_000) == Decimal("0.0020")
    assert rules.paid(Decimal("0.0001"), 5_000) == Decimal("0.0002")
    assert rules.paid(Decimal("2.4050"), -1_000) == Decimal("2.1645")


@given(some.integers(0, 10**7), some_levels)
def test_what_a_level_changed_is_the_difference_with_the_plain_price(cents, level):
    plain = cents - rules.difference(cents, level)
    assert plain >= 0
    assert abs(plain * (10_000 + level) - cents * 10_000) * 2 <= 10_000 + level
    assert rules.difference(cents, 0) == 0


@given(some.integers(0, rules.MOST_BP), some.integers(0, rules.MOST_BP), some_levels)
def test_a_choice_is_found_again_at_the_levels_of_another_round(less, more, level):
    offered = rules.levels(less, more)
    assert offered == tuple(sorted(offered))
    assert (0 in offered) == bool(less or more)
    same = rules.same_side(level, offered)
    assert same in (*offered, 0)
    assert same * level >= 0
    assert (same == 0) == (level == 0 or (level < 0 and not less) or (level > 0 and not more))


@given(some.lists(some.tuples(some.sampled_from([LESS, 0, MORE]), some.integers(0, 10_000)), max_size=16))
def test_the_pot_says_totals_alone_and_nothing_of_a_few(orders):
    found = rules.pot(orders, (LESS, 0, MORE))
    less, more = ([one for one in orders if one[0] == level] for level in (LESS, MORE))
    assert (found.took is None) == (len(less) < 5)
    assert (found.brought is None) == (len(more) < 5)
    if found.took is None or found.brought is None:
        assert found.net is None
    else:
        assert found.net == found.brought - found.took
        assert min(found.took, found.brought) >= 0


def test_a_round_with_one_level_alone_tells_its_net():
    assert rules.pot([(LESS, 800)] * 5, (LESS, 0)) == rules.Pot(None, 1_000, -1_000)


@pytest.mark.parametrize("wrong", [(-1, 0), (0, -1), (5_001, 0), (0, 5_001)])
def test_levels_that_are_a_slip_are_refused(wrong):
    with pytest.raises(Refused, match="bad_level"):
        rules.check_levels(*wrong)


# ── The acts ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def scene(db):
    with time_machine.travel(NOW, tick=False):
        yield solidary()


def solidary(**more) -> scenes.Scene:
    """The usual scene, where buyers choose."""
    found = scenes.build(**more)
    change(found, solidarity_bp=-LESS, support_bp=MORE)
    return found


def change(scene, **told) -> None:
    usual = {"title": scene.sale.title, "opens_at": scene.sale.opens_at, "closes_at": scene.sale.closes_at}
    acts.edit_round(sale=scene.sale, person=scene.world.sales, now=NOW, **usual | told)
    scene.sale.refresh_from_db()


def place(scene, level: int | None, home=None, person=None, *, seen=0, coordinator=False, **wanted) -> Order:
    placed = acts.place(
        sale=scene.sale.pk,
        customer=(home or scene.world.home).pk,
        person=(person or scene.world.customer).pk,
        slot=scene.slots[0].pk,
        wanted=scene.wanted(**wanted),
        key=key(),
        now=NOW,
        seen=seen,
        coordinator=coordinator,
        level_bp=level,
    )
    return Order.objects.get(pk=placed.order)


def goods(order: Order) -> int:
    sheet = reads.order(order.pk)
    assert sheet is not None
    return sheet.goods


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


def hand_all(scene, **came: Came) -> None:
    """The farm brings, every order is handed over whole."""
    scene.close()
    scene.bring(**came)
    for order in Order.objects.filter(sale=scene.sale, cancelled_at=None):
        lines = {line.pk: Given(line.quantity) for line in order.lines.all()}
        acts.hand_over(order=order, given=lines, person=scene.world.point_person, key=key(), now=PICKUP)


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


# ── Who reads what ───────────────────────────────────────────────────────────────────────────────────────────────────


def seen_by(person, address: str, status: int = 200) -> str:
    client = Client()
    client.force_login(person)
    with time_machine.travel(PICKUP + timedelta(days=1), tick=False):
        answer = client.get(address)
    assert answer.status_code == status
    return answer.content.decode()


SAID = ("solidaire", "soutien", "2,80", "5,60")


def test_nobody_but_the_buyer_and_who_bills_reads_what_was_chosen(scene):
    world = scene.world
    order = place(scene, LESS, tomatoes=2)
    plain = place(scene, 0, world.other_home, world.other_customer, tomatoes=2)
    scene.close()
    scene.bring(tomatoes=Came(4))
    sale, point = scene.sale.pk, scene.point.pk
    hand, mine = reverse("orders:hand_over", args=[order.pk]), reverse("orders:order", args=[order.pk])
    assert "au prix solidaire, 20 % de moins" in seen_by(world.customer, mine).replace("\xa0", " ")
    assert "5,60" in seen_by(world.customer, reverse("orders:mine"))
    seen_by(world.other_customer, mine, 404)
    helper = directory.register_person(name="Berthe Bénévole", email="berthe@exemple.test")
    directory.seat(helper, Desk.CUSTOMER, at=world.other_home)
    before = {
        (world.point_person, hand),
        (world.sales, hand),
        *((world.point_person, reverse("orders:lists", args=[sale, kind])) for kind in ("fermes", "points", "clients")),
        (world.sales, reverse("orders:sale_orders", args=[sale])),
        (world.sales, reverse("orders:sale", args=[sale])),
        (world.point_person, reverse("orders:handing", args=[sale, point])),
        (world.point_person, reverse("orders:share_out", args=[sale, point])),
        (world.farmer, reverse("orders:my_stall", args=[sale, world.farm.pk])),
        (world.other_customer, reverse("orders:mine")),
        (world.other_customer, reverse("orders:order", args=[plain.pk])),
        (helper, reverse("shifts:shifts")),
    }
    for person, address in before:
        read_by_nobody(person, address)
    for kind in ("points", "clients"):
        client = Client()
        client.force_login(world.point_person)
        paper = text_of(client.get(reverse("orders:lists_pdf", args=[sale, kind])).content)
        assert "Ancelin" in paper
        assert not [said for said in SAID if said in paper]
    given = {line.pk: Given(2) for line in order.lines.all()}
    handover = acts.hand_over(order=order, given=given, person=world.point_person, key=key(), now=PICKUP).voucher
    voucher = reverse("journals:voucher", args=[handover.pk])
    for person, address in ((world.point_person, hand), (world.sales, hand), (world.sales, voucher)):
        assert "Tomates" in read_by_nobody(person, address)
    assert "(prix solidaire)" in seen_by(world.accounts, voucher)
    assert "(prix solidaire)" in seen_by(world.customer, mine)


def read_by_nobody(person, address: str) -> str:
    page = seen_by(person, address)
    found = [said for said in SAID if said in page]
    assert not found, (person.name, address, found)
    return page


def shop(scene) -> str:
    return reverse("orders:shop", args=[scene.sale.pk])


def form(scene, **more) -> dict[str, str]:
    return {"slot": str(scene.slots[0].pk), "key": key(), "seen": "0", f"q{scene.tomatoes.pk}": "2"} | more


def checked(page: str) -> str:
    """The value of the price that is ticked."""
    [found] = re.findall(r'name="level" value="([-0-9]+)" checked', page)
    return str(found)


def test_the_shop_asks_once_near_the_total_and_the_next_sale_remembers(client, scene):
    world = scene.world
    client.force_login(world.customer)
    page = client.get(shop(scene)).content.decode()
    assert "Prix solidaire : 20 % de moins" in page.replace("\xa0", " ")
    assert checked(page) == "0"
    # A tap without script: the total follows the choice, and the basket keeps it.
    tapped = form(scene, level=str(LESS), step=f"{scene.tomatoes.pk}+")
    page = client.post(shop(scene), tapped).content.decode()
    assert checked(page) == str(LESS)
    assert "8,40\xa0€" in page
    assert Basket.objects.get().level_bp == LESS
    assert checked(client.get(shop(scene)).content.decode()) == str(LESS)
    said = client.post(shop(scene), form(scene, level=str(LESS)), follow=True).content.decode()
    assert "5,60\xa0€" in said
    assert "Il manque" in said or "Payer d’avance" in said
    assert "montant=560" in said
    assert checked(client.get(shop(scene)).content.decode()) == str(LESS)
    # The next sale has other levels: what was chosen stands on the same side.
    later = acts.open_round(
        title="La suivante",
        opens_at=NOW,
        closes_at=CLOSES,
        person=world.sales,
        key=key(),
        now=NOW,
        copy_of=scene.sale,
        solidarity_bp=1_500,
    )
    page = client.get(reverse("orders:shop", args=[later.pk])).content.decode()
    assert checked(page) == "-1500"
    assert "soutien" not in page
    other = Client()
    other.force_login(world.other_customer)
    assert checked(other.get(reverse("orders:shop", args=[later.pk])).content.decode()) == "0"


def test_a_stranger_who_signs_in_finds_the_price_chosen(client, scene):
    client.post(shop(scene), form(scene, level=str(MORE)))
    client.force_login(scene.world.customer)
    session = client.session
    session["basket"] = {"sale": scene.sale.pk, "wanted": {str(scene.tomatoes.pk): 2}, "slot": "", "level": MORE}
    session.save()
    page = client.get(shop(scene)).content.decode()
    assert checked(page) == str(MORE)
    assert "7,70\xa0€" in page


def test_who_orders_for_a_household_neither_reads_nor_changes_its_choice(scene):
    order = place(scene, LESS, tomatoes=2)
    client = Client()
    client.force_login(scene.world.sales)
    address = f"{shop(scene)}?pour={scene.world.home.pk}"
    page = client.get(address).content.decode()
    assert 'name="level"' not in page
    assert "solidaire" not in page
    client.post(address, form(scene, seen="1", level="0") | {f"q{scene.tomatoes.pk}": "3"})
    order.refresh_from_db()
    assert (order.level_bp, goods(order)) == (LESS, 840)


def test_what_is_short_is_asked_about_at_the_price_chosen_and_the_check_stays_on_the_plain_price(client, scene):
    client.force_login(scene.world.customer)
    many = form(scene, level=str(LESS)) | {f"q{scene.tomatoes.pk}": "25", f"p{scene.tomatoes.pk}": "3.5000"}
    page = client.post(shop(scene), many).content.decode()
    assert f'name="level" value="{LESS}"' in page
    # Twenty are left, at 2.80.
    assert "56,00\xa0€" in page
    placed = client.post(shop(scene), many | {f"q{scene.tomatoes.pk}": "20"}, follow=True).content.decode()
    assert "56,00\xa0€" in placed
    assert Order.objects.get().level_bp == LESS


def test_a_price_that_is_gone_is_said_and_the_basket_kept(client, scene):
    client.force_login(scene.world.customer)
    page = client.post(shop(scene), form(scene, level="-1500")).content.decode()
    assert "n’est plus proposé" in page
    assert f'name="q{scene.tomatoes.pk}" value="2"' in page
    assert checked(page) == str(LESS)
    assert not Order.objects.exists()


def test_the_closing_letter_says_the_price_to_the_buyer_alone(scene):
    place(scene, MORE, tomatoes=2)
    scene.close()
    letters.tell.func(scene.sale.pk)
    told = [(one.email, one.body.replace("\xa0", " ").replace("\u202f", " ")) for one in Letter.objects.all()]
    mine = [body for email, body in told if email == scene.world.customer.email]
    assert any("7,70 € (au prix de soutien, 10 % de plus)" in body for body in mine)
    assert not [email for email, body in told if "soutien" in body and email != scene.world.customer.email]


def test_a_coordinator_sets_the_levels_on_the_rounds_form(scene):
    client = Client()
    client.force_login(scene.world.sales)
    address = reverse("orders:edit_round", args=[scene.sale.pk])
    assert re.search(r'name="solidarity" value="20"', client.get(address).content.decode())
    told = {
        "key": key(),
        "title": scene.sale.title,
        "opens_at": "2026-09-02T10:00",
        "closes_at": "2026-09-05T10:00",
        "shortage": "first_come",
        "solidarity": "12,5",
        "support": "",
    }
    client.post(address, told)
    scene.sale.refresh_from_db()
    assert (scene.sale.solidarity_bp, scene.sale.support_bp) == (1_250, 0)
    assert "50" in client.post(address, told | {"support": "51"}).content.decode()
    place(scene, -1_250, tomatoes=1)
    page = client.post(address, told | {"solidarity": "0"}).content.decode()
    assert "Des clients ont déjà commandé à ces prix" in page
