"""A farm on mandate: it sells, the group takes orders and money in its name; its own invoices, its own account."""

import threading
from datetime import timedelta

import facturx
import pytest
import time_machine
from django.db import connection
from django.db.models import Sum
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as some

from bocal.billing import acts as billing
from bocal.billing import notices, reads
from bocal.billing.models import Invoice, SupplierInvoice
from bocal.billing.rules import Means
from bocal.billing.rules.mandates import Collected, account_entry, share_entry
from bocal.billing.rules.sharing import Per, Terms
from bocal.directory.models import Letter, Mandate
from bocal.directory.rules import FarmVat, VatProfile
from bocal.house import acts
from bocal.house.settling import drafted
from bocal.journals import acts as journals
from bocal.journals import reads as journal_reads
from bocal.journals.models import Lot, MoneyLine, Voucher
from bocal.journals.rules import Account, Kind, Refused, Way
from bocal.measure.money import Basis
from bocal.orders import acts as orders
from bocal.orders.acts import Came, Given
from bocal.orders.models import Offer
from bocal.orders.rules.rhythm import State
from tests.billing.documents import CANTEEN, OURS, identify
from tests.billing.schematron import failures
from tests.billing.test_paper import text_of
from tests.orders import scene as scenes
from tests.orders.scene import PICKUP
from tests.world import NOW, TODAY
from tests.world import build as build_world

pytestmark = pytest.mark.django_db

LATER = PICKUP + timedelta(days=1)

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


def mandated(*, vat=FarmVat.LIABLE, both=False):
    """A round open, in which one farm (or both) sells on mandate."""
    world = build_world()
    world.collective.vat_profile = VatProfile.LIABLE
    world.collective.iban = "FR7630006000011234567890189"
    world.collective.save()
    identify(world.us, siret=OURS, address="1 rue du Gué", postcode="27000", town="Saint-Aubin", email="gue@ex.test")
    identify(world.farm, siret=CANTEEN, address="2 chemin des Tilleuls", postcode="27100", town="Valmont")
    for farm in (world.farm, world.other_farm) if both else (world.farm,):
        billing.give_mandate(farm=farm, given_on=TODAY, vat=vat, person=world.direction, now=NOW)
    billing.set_share(terms=Terms(1_000, Per.HOUR, 1_250))
    return scenes.build(world=world, jars=4)


def handed(scene):
    """One household took what is ours, what we bought and what the farm sells; another only of the farm's."""
    world = scene.world
    first = scene.place(tomatoes=6, eggs=2, jars=1)
    second = scene.place(world.other_home, world.other_customer, tomatoes=2)
    scene.close()
    scene.bring(tomatoes=Came(7))
    scene.bring(eggs=Came(2))
    scene.hand(first, tomatoes=Given(5), eggs=Given(2), jars=Given(1))
    scene.hand(second, tomatoes=Given(2))
    orders.advance(sale=scene.sale, to=State.HANDED_OVER, person=world.sales, now=PICKUP)
    first.refresh_from_db()
    second.refresh_from_db()
    return first, second


def bill(scene, now=LATER):
    """Everything that waits, document by document."""
    made = []
    for one in reads.waiting(until=TODAY + timedelta(days=9)):
        made.append(
            billing.issue(
                customer=one.customer,
                basis=one.basis,
                until=TODAY + timedelta(days=4),
                expected=one.cents,
                author=scene.world.accounts,
                key=f"{one.customer.pk} {one.farm} {one.basis} {Voucher.objects.count()}",
                now=now,
                farm=one.farm.pk if one.farm else None,
            )
        )
    return made


def settle(scene, given=None):
    sums = drafted(scene.sale)
    read = (sum(one.share.sold for one in sums), sum(one.share.margin for one in sums))
    return acts.settle_round(sale=scene.sale, given=given or {}, expected=read, person=scene.world.accounts, now=LATER)


def on(account, party=None):
    lines = MoneyLine.objects.filter(account=account)
    return (lines if party is None else lines.filter(party=party)).aggregate(sum=Sum("cents"))["sum"] or 0


def holds():
    assert reads.check_invoices().broken == ()
    assert journal_reads.check().broken == ()
    theirs = MoneyLine.objects.filter(lot__way=Way.ENTRUSTED).exclude(
        account__in=[Account.UNBILLED, Account.THIRD_PARTIES]
    )
    assert not theirs.exists()
    sums = MoneyLine.objects.values_list("voucher").annotate(sum=Sum("cents"))
    assert not [voucher for voucher, cents in sums if cents]


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


# ── Pages ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def browser(person):
    client = Client()
    client.force_login(person)
    return client


@time_machine.travel(LATER, tick=False)
def test_the_clerk_notes_bills_and_settles_and_each_reads_what_is_theirs():
    scene = mandated()
    world = scene.world
    clerk = browser(world.accounts)
    page = clerk.get(reverse("billing:mandate", args=[world.farm.pk])).content.decode()
    assert "Odile Direction" in page
    handed(scene)
    page = clerk.get(reverse("billing:to_bill")).content.decode()
    assert page.count("au nom de Ferme des Tilleuls") == 2
    one = next(one for one in reads.waiting(until=TODAY + timedelta(days=4)) if one.farm)
    url = f"{reverse('billing:bill', args=[one.customer.pk, one.basis])}?ferme={world.farm.pk}"
    page = clerk.get(url)
    assert "17,50" in page.content.decode()
    form = page.context["form"]
    said = {"key": form["key"].value(), "total": one.cents, "due_on": (LATER + timedelta(days=9)).date().isoformat()}
    clerk.post(url, said)
    made = Invoice.objects.get()
    assert made.number.startswith(f"M{world.farm.pk}-")
    page = clerk.get(reverse("billing:invoices")).content.decode()
    assert "au nom de Ferme des Tilleuls" in page
    page = clerk.get(reverse("billing:supplier", args=[world.farm.pk])).content.decode()
    assert "vendus en son nom" in page
    assert "24,50" in page
    url = reverse("settle_round", args=[scene.sale.pk])
    page = clerk.get(url).content.decode()
    assert "mandat, TTC" in page
    # 24,50 of the farm's, 3,00 of eggs bought; 2,78 and 0,30 kept.
    clerk.post(url, {"expected": "2750/308"})
    page = clerk.get(url).content.decode()
    assert "21,72" in page
    assert "R2026-0001" in clerk.get(reverse("billing:supplier", args=[world.farm.pk])).content.decode()
    farmer = browser(world.farmer)
    page = farmer.get(reverse("billing:my_account")).content.decode()
    assert made.number in page
    assert "21,72" in page
    assert farmer.get(reverse("billing:invoice", args=[made.number])).status_code == 200
    assert farmer.get(reverse("billing:paper", args=[made.number])).content.startswith(b"%PDF")
    ours = bill(scene)[0]
    assert ours.mandate is None
    assert farmer.get(reverse("billing:invoice", args=[ours.number])).status_code == 404
    line = reads.settled_for([world.farm.pk])[0]
    assert "F2026-0001" in farmer.get(reverse("billing:settlement", args=[line.pk])).content.decode()
    assert text_of(notices.settlement_paper(line)).count("R2026-0001")
    assert browser(world.customer).get(reverse("billing:invoice", args=[made.number])).status_code == 200
    stranger = browser(world.other_customer)
    assert stranger.get(reverse("billing:invoice", args=[made.number])).status_code == 404
    assert stranger.get(reverse("billing:mandate", args=[world.farm.pk])).status_code in (302, 403, 404)


@time_machine.travel(LATER, tick=False)
def test_everything_is_billed_together_seller_by_seller():
    scene = mandated()
    handed(scene)
    clerk = browser(scene.world.accounts)
    page = clerk.get(reverse("billing:to_bill"))
    form = page.context["form"]
    docs = [value for _one, _ticked, value in page.context["waiting"]]
    due = (LATER + timedelta(days=9)).date().isoformat()
    until = LATER.date().isoformat()
    clerk.post(reverse("billing:to_bill"), {"key": form["key"].value(), "until": until, "due_on": due, "doc": docs})
    batch = reads.running_batch()
    if batch is not None:
        billing.run_batch.func(batch.pk)
    assert reads.waiting(until=TODAY + timedelta(days=9)) == []
    assert Invoice.objects.filter(mandate=None).count() == 1
    assert Invoice.objects.exclude(mandate=None).count() == 2
    holds()


def test_the_accounting_file_shows_no_sale_of_the_farms():
    scene = mandated()
    world = scene.world
    order = scene.place(tomatoes=2)
    scene.close()
    scene.bring(tomatoes=Came(2))
    scene.hand(order, tomatoes=Given(2))
    bill(scene)
    accounts = set(MoneyLine.objects.values_list("account", flat=True))
    assert accounts == {Account.CUSTOMER, Account.UNBILLED, Account.THIRD_PARTIES}
    rows = [row.split("\t") for row in reads.accounting_file(LATER.year).text.splitlines()[1:]]
    assert {row[4] for row in rows} == {"411", "418", "467"}
    assert world.farm.name in {row[7] for row in rows}
