"""A farm on mandate: it sells, the group takes orders and money in its name; its own invoices, its own account."""

import threading
from datetime import timedelta
from decimal import Decimal

import facturx
import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as some

from bocal.billing import acts as billing
from bocal.billing import notices, reads
from bocal.billing.models import Invoice, SupplierInvoice
from bocal.billing.rules import Means
from bocal.billing.rules.mandates import Collected, account_entry, share_entry
from bocal.directory.models import Letter, Mandate
from bocal.directory.rules import FarmVat, PlaceKind
from bocal.journals import acts as journals
from bocal.journals.models import Lot, MoneyLine, Voucher
from bocal.journals.rules import Account, Gesture, Kind, Move, Refused, Way
from bocal.kitchen.acts import tolling as toll
from bocal.kitchen.reads import toll as toll_reads
from bocal.kitchen.rules.toll import TollWork
from bocal.measure.money import Basis
from bocal.orders import acts as orders
from bocal.orders.acts import Came, Given
from bocal.orders.models import Offer
from tests.billing.documents import identify
from tests.billing.schematron import failures
from tests.billing.test_paper import text_of
from tests.house.mandated import LATER, bill, handed, holds, mandated, on, settle
from tests.orders import scene as scenes
from tests.world import KG, NOW, TODAY

pytestmark = pytest.mark.django_db

# ── The rule ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@given(
    net=some.integers(-(10**9), 10**9),
    vat=some.integers(-(10**8), 10**8),
    margin_bp=some.integers(0, 5_000),
    rate=some.sampled_from([0, 2_000]),
)
def test_an_account_rendered_leaves_nothing_over(net, vat, margin_bp, rate):
    got = Collected(net, net + vat, margin_bp, rate)
    money = account_entry(got, 7, number="R1", title="Vente", share_number="F1")
    assert sum(line.cents for line in money) == 0
    assert {line.account for line in money} <= {Account.THIRD_PARTIES, Account.CUSTOMER}
    to_pay = -sum(line.cents for line in money if line.label == "R1")
    assert to_pay == got.payable == got.sold - got.margin
    billed = share_entry(got, 7, "part")
    assert sum(line.cents for line in billed) == 0
    assert sum(line.cents for line in billed if line.account is Account.UNBILLED) == got.margin


# ── A round ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_goods_stay_the_farms_and_what_is_owed_for_them_is_owed_to_it():
    scene = mandated()
    first, _second = handed(scene)
    farm = scene.world.farm
    crate = Lot.objects.get(origin=farm, way=Way.ENTRUSTED)
    assert crate.owner == farm
    assert not MoneyLine.objects.filter(account=Account.PURCHASES, voucher__party=farm).exists()
    # 7 kg at 3,50, VAT within.
    assert on(Account.THIRD_PARTIES, farm) == -2450
    lines = MoneyLine.objects.filter(voucher=first.handover, label="Tomates, le kilo")
    assert {line.account for line in lines} == {Account.UNBILLED, Account.THIRD_PARTIES}
    assert on(Account.SUPPLIER_UNBILLED, scene.world.other_farm) == -300
    holds()


def test_each_seller_has_its_own_invoice_and_the_buyer_pays_them_together():
    scene = mandated()
    handed(scene)
    world = scene.world
    waiting = [(one.customer, one.farm, one.cents) for one in reads.waiting(until=TODAY + timedelta(days=4))]
    assert waiting == [
        (world.home, None, waiting[0][2]),
        (world.home, world.farm, 1750),
        (world.other_home, world.farm, 700),
    ]
    assert reads.how_many_wait(until=TODAY + timedelta(days=4)) == 2
    made = bill(scene)
    theirs = [one for one in made if one.mandate]
    year = LATER.year
    assert [one.number for one in theirs] == [f"M{world.farm.pk}-{year}-0001", f"M{world.farm.pk}-{year}-0002"]
    assert [one.number for one in made if not one.mandate] == [f"F{year}-0001"]
    one = theirs[0]
    assert (one.payable, one.net, one.vat) == (1750, 1659, 91)
    assert one.seller["name"] == "Ferme des Tilleuls"
    assert "au nom et pour le compte de Ferme des Tilleuls" in one.mentions[0]
    assert on(Account.CUSTOMER, world.home) == sum(one.payable for one in made if one.customer == world.home)
    assert on(Account.UNBILLED) == 0
    paid = {one.number: one.left for one in reads.owed_invoices()}
    assert paid[one.number] == 1750
    shown = reads.shown(one)
    billing.pay(invoice=one, cents=1750, means=Means.TRANSFER, day=TODAY, author=world.accounts, key="p", now=LATER)
    assert reads.shown(one).left == 0 < shown.left
    assert on(Account.THIRD_PARTIES, world.farm) == -2450
    holds()


@pytest.mark.parametrize("vat", list(FarmVat))
def test_its_electronic_invoice_passes_the_official_rules(vat):
    scene = mandated(vat=vat)
    first, _second = handed(scene)
    made = [one for one in bill(scene) if one.mandate]
    journals.reverse(first.handover, author=scene.world.sales, now=LATER)
    back = [one for one in bill(scene) if one.mandate]
    assert [one.kind for one in back] == ["381"]
    assert back[0].corrects == [made[0].number]
    for one in (*made, *back):
        shown = reads.shown(one)
        xml = notices.xml(shown)
        assert failures(xml) == []
        facturx.xml_check_xsd(xml, flavor="factur-x", level="en16931")
        said = xml.decode()
        assert "Ferme des Tilleuls" in said
        assert "<ram:PayeeTradeParty>" in said
        paper = text_of(notices.facturx(shown)).replace("\xa0", " ").replace("\n", " ")
        assert "pour le compte de Ferme des Tilleuls" in paper
    # Vendor's VAT as its mandate says: 5,5 % of tomatoes when it is liable, else none.
    assert (made[0].vat > 0) is (vat is FarmVat.LIABLE)
    holds()


def test_the_round_is_settled_by_an_account_and_the_share_is_our_invoice():
    scene = mandated()
    handed(scene)
    bill(scene)
    world = scene.world
    Letter.objects.all().delete()
    settled = settle(scene, {world.farm.pk: 100})
    line = next(one for one in reads.settlement_lines(settled) if one.supplier == world.farm)
    # 10 % of 23,22 before VAT is 2,32; with 20 %: 2,78.
    assert (line.sold, line.margin, line.compensation) == (2450, 278, 1250)
    assert line.document["brought"] == [["Tomates, le kilo", 2450]]
    share = line.share_invoice
    assert (share.number, share.net, share.vat, share.payable) == (f"F{LATER.year}-0002", 232, 46, 278)
    assert reads.shown(share).left == 0
    assert on(Account.CUSTOMER, world.farm) == 0
    assert on(Account.THIRD_PARTIES, world.farm) == -(2450 - 278)
    assert line.account.payable == 2450 - 278
    # The distribution stays a purchase of a service, on 408.
    assert on(Account.SUPPLIER_UNBILLED, world.farm) == -1250
    row = next(one for one in reads.producers_owed().rows if one.party == world.farm)
    assert (row.sold, row.billed, row.expected) == (0, 2172, 1250)
    assert reads.unrendered() == {}
    assert {one.organisation for one in Letter.objects.all()} == {world.farm, world.other_farm}
    holds()


def test_what_is_rendered_is_paid_by_transfer_from_467():
    scene = mandated()
    handed(scene)
    settle(scene)
    world = scene.world
    billing.note_account(supplier=world.farm, iban="FR7630006000011234567890189", author=world.accounts, now=LATER)
    ready = {one.party: one.cents for one in reads.payables() if one.ending}
    assert ready == {world.farm.pk: 2450 - 278}
    sent = billing.make_transfer(expected=ready, day=LATER.date(), author=world.accounts, key="v", now=LATER)
    account = SupplierInvoice.objects.get(supplier=world.farm)
    assert account.number in reads.transfer_file(sent).decode()
    billing.carried_out(transfer=sent, day=LATER.date(), author=world.accounts, now=LATER)
    assert on(Account.THIRD_PARTIES, world.farm) == 0
    assert on(Account.SUPPLIER, world.farm) == 0
    assert reads.supplier_left(account) == 0
    holds()


def test_what_is_taken_back_after_the_account_is_in_the_next_one():
    scene = mandated()
    first, _second = handed(scene)
    bill(scene)
    settle(scene)
    world = scene.world
    account = SupplierInvoice.objects.get(supplier=world.farm)
    with pytest.raises(Refused, match="final"):
        journals.reverse(account.voucher, author=world.accounts, now=LATER)
    share = Voucher.objects.get(kind=Kind.SETTLE, party=world.farm)
    with pytest.raises(Refused, match="followed"):
        journals.reverse(share, author=world.accounts, now=LATER)
    journals.reverse(first.handover, author=world.sales, now=LATER)
    assert reads.unrendered() == {world.farm.pk: -1750}
    credit = [one for one in bill(scene) if one.mandate]
    assert [(one.kind, one.payable) for one in credit] == [("381", -1750)]
    holds()


def test_taken_back_before_the_account_nothing_is_left_of_it():
    scene = mandated()
    first, second = handed(scene)
    for order in (first, second):
        journals.reverse(order.handover, author=scene.world.sales, now=LATER)
    assert reads.unrendered() == {}
    assert reads.waiting(until=TODAY + timedelta(days=9)) == []
    assert {one.supplier: one.sold for one in reads.settlement_lines(settle(scene))}[scene.world.farm] == 0
    assert not SupplierInvoice.objects.exists()
    holds()


def test_what_is_left_goes_back_to_its_farm_and_to_nobody_else():
    scene = mandated()
    handed(scene)
    farm = scene.world.farm
    order = scene.sale.orders.first()
    journals.reverse(order.handover, author=scene.world.sales, now=LATER)
    left = next(row for row in toll_reads.goods(farm) if row.lot.way == Way.ENTRUSTED)
    sold = Gesture(
        Kind.DELIVER,
        TODAY + timedelta(days=4),
        scene.world.sales.pk,
        "not theirs to sell",
        party=scene.world.home.pk,
        moves=[Move(left.lot_id, left.place_id, scene.world.outside[PlaceKind.CUSTOMER], KG, KG)],
    )
    with pytest.raises(Refused, match="not_ours"):
        journals.post(sold, now=LATER)
    toll.give_back(
        farm,
        leaving=[toll.Leaving(left.lot_id, left.place_id, left.quantity)],
        per=TollWork.JAR,
        unit_price=Decimal(0),
        sorting_price=Decimal(0),
        author=scene.world.reception,
        key="back to its farm",
        now=LATER,
    )
    assert toll_reads.goods(farm) == []
    holds()


def test_a_farm_without_a_siren_has_its_invoices_on_paper():
    scene = mandated()
    identify(scene.world.farm, siret="")
    handed(scene)
    made = next(one for one in bill(scene) if one.mandate)
    shown = reads.shown(made)
    assert not notices.electronic(shown)
    assert "Ferme des Tilleuls" in text_of(notices.facturx(shown))


def test_a_transfer_that_names_a_farms_invoice_is_known():
    scene = mandated()
    handed(scene)
    made = next(one for one in bill(scene) if one.mandate)
    said = made.number.replace("-", " ")
    table = f"Date;Libelle;Montant\n{LATER:%d/%m/%Y};VIR {said};17,50\n"
    billing.bring_bank(data=table.encode(), author=scene.world.accounts, now=LATER)
    line = reads.bank_waiting().lines[0]
    assert [one.number for one in line.invoices] == [made.number]


def test_a_farm_sells_in_one_way_in_a_round_and_in_the_other_in_the_next():
    scene = mandated()
    world = scene.world
    billing.end_mandate(farm=world.farm, now=NOW)
    more = orders.offer_goods(
        sale=scene.sale,
        producer=world.farm,
        item=world.items["Œufs"],
        label="la boîte",
        portion=6,
        price=2,
        available=3,
    )
    assert more.on_mandate
    again = orders.open_round(
        title="La suivante",
        opens_at=LATER + timedelta(days=1),
        closes_at=LATER + timedelta(days=3),
        person=world.sales,
        key="next",
        now=LATER,
        copy_of=scene.sale,
    )
    assert not Offer.objects.filter(sale=again, on_mandate=True).exists()
    # Sold in its name until then, billed in its name after.
    handed(scene)
    assert [one.mandate.organisation for one in bill(scene) if one.mandate] == [world.farm] * 2
    assert Mandate.objects.get().ended_on == TODAY


def test_where_buyers_choose_what_they_pay_every_farm_is_bought_from():
    scene = mandated()
    world = scene.world
    told = {"title": "Vente", "opens_at": scene.sale.opens_at, "closes_at": scene.sale.closes_at}
    with pytest.raises(Refused, match="levels_on_mandate"):
        orders.edit_round(sale=scene.sale, **told, person=world.sales, now=NOW, solidarity_bp=1_000)
    again = orders.open_round(
        **told, person=world.sales, key="chosen", now=NOW, copy_of=scene.sale, solidarity_bp=1_000, support_bp=1_000
    )
    copied = Offer.objects.get(sale=again, producer=world.farm)
    assert not copied.on_mandate
    # Nobody said yet what it is bought for: whoever notes what came is asked to.
    assert copied.cost is None


def test_a_mandate_is_refused_that_would_be_untrue():
    scene = mandated()
    world = scene.world
    with pytest.raises(Refused, match="bad_mandate"):
        billing.give_mandate(
            farm=world.farm, given_on=TODAY + timedelta(days=1), vat=FarmVat.FLAT, person=world.direction, now=NOW
        )
    handed(scene)
    with pytest.raises(Refused, match="mandate_to_bill"):
        billing.give_mandate(farm=world.farm, given_on=TODAY, vat=FarmVat.FLAT, person=world.direction, now=LATER)
    bill(scene)
    billing.give_mandate(farm=world.farm, given_on=TODAY, vat=FarmVat.FLAT, person=world.direction, now=LATER)
    assert [one.vat for one in Mandate.objects.order_by("pk")] == [FarmVat.LIABLE, FarmVat.FLAT]
    assert Mandate.objects.filter(ended_on=None).count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_farms_numbers_have_no_gap_when_many_bill_at_once():
    scene = mandated(both=True)
    placed = [scene.place(home, person, tomatoes=1, eggs=1) for home, person in scenes.households(4)]
    scene.close()
    scene.bring(tomatoes=Came(4))
    scene.bring(eggs=Came(4))
    for order in placed:
        scene.hand(order, tomatoes=Given(1), eggs=Given(1))
    waiting = reads.waiting(until=TODAY + timedelta(days=9))
    assert len(waiting) == 8
    start = threading.Barrier(4)

    def go(home):
        try:
            start.wait()
            for one in waiting:
                if one.customer == home:
                    billing.issue(
                        customer=home,
                        basis=Basis.GROSS,
                        until=TODAY + timedelta(days=4),
                        expected=one.cents,
                        author=scene.world.accounts,
                        key=f"{home.pk} {one.farm.pk}",
                        now=LATER,
                        farm=one.farm.pk,
                    )
        finally:
            connection.close()

    threads = [threading.Thread(target=go, args=[order.customer]) for order in placed]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    for farm in (scene.world.farm, scene.world.other_farm):
        numbers = Invoice.objects.filter(mandate__organisation=farm).order_by("number").values_list("number", flat=True)
        assert list(numbers) == [f"M{farm.pk}-{LATER.year}-{n:04d}" for n in range(1, 5)]
    holds()
