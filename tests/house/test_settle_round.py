"""A round settled with its farms: what they brought, what the group keeps, what it pays who ran the distribution."""

import threading
from datetime import timedelta

import facturx
import pytest
import time_machine
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as some

from bocal.billing import acts as billing
from bocal.billing import notices, reads
from bocal.billing.models import Settlement, SettlementLine
from bocal.billing.rules.sharing import Per, Share, Terms, check_given, entry
from bocal.billing.rules.suppliers import FarmVat
from bocal.directory.models import Letter
from bocal.house import acts
from bocal.house.settling import drafted
from bocal.journals import acts as journals
from bocal.journals.models import Voucher
from bocal.journals.rules import Account, Kind, Refused
from bocal.orders import acts as orders
from bocal.orders.acts import Came
from bocal.orders.models import SaleRound
from bocal.orders.rules.rhythm import State
from tests.billing.documents import CANTEEN, OURS, identify
from tests.billing.schematron import failures
from tests.billing.test_paper import text_of
from tests.orders import scene as scenes
from tests.orders.scene import PICKUP
from tests.world import TODAY

pytestmark = pytest.mark.django_db

LATER = PICKUP + timedelta(days=1)

# ── The rule ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@given(
    brought=some.dictionaries(some.sampled_from([0, 210, 550, 1000, 2000]), some.integers(0, 10**9), max_size=5),
    margin_bp=some.integers(0, 5_000),
    hundredths=some.integers(0, 999_900),
    rate=some.integers(0, 100_000),
)
def test_nothing_is_lost_whatever_is_brought_kept_and_given(brought, margin_bp, hundredths, rate):
    share = Share(brought, margin_bp, hundredths, rate)
    assert sum(share.margins().values()) == share.margin
    assert all(0 <= part <= brought[bp] for bp, part in share.margins().items())
    assert abs(share.margin * 10_000 - share.sold * margin_bp) <= 5_000
    assert abs(share.compensation * 100 - hundredths * rate) <= 50
    money = entry(share, 7, margin_label="part", given_label="distribution")
    assert sum(line.cents for line in money) == 0
    owed = -sum(line.cents for line in money if line.account is Account.SUPPLIER_UNBILLED)
    assert share.sold + owed == share.owed == share.sold - share.margin + share.compensation


@pytest.mark.parametrize(("hundredths", "rate"), [(-1, 100), (1_000_000, 100), (1, 0)])
def test_what_nobody_can_have_given_is_refused(hundredths, rate):
    with pytest.raises(Refused):
        check_given(hundredths, Terms(rate_cents=rate))


# ── The gesture ──────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def scene(db):
    """A round handed over: a farm brought 5 of 6 kg of tomatoes (10,50), the other eggs (3,00)."""
    found = scenes.build()
    found.place(tomatoes=6, eggs=2)
    found.close()
    found.bring(tomatoes=Came(5))
    found.bring(eggs=Came(2))
    orders.advance(sale=found.sale, to=State.HANDED_OVER, person=found.world.sales, now=PICKUP)
    return found


def settle(scene, given=None, expected=None, now=LATER):
    sums = drafted(scene.sale)
    read = expected or (sum(one.share.sold for one in sums), sum(one.share.margin for one in sums))
    return acts.settle_round(sale=scene.sale, given=given or {}, expected=read, person=scene.world.accounts, now=now)


def test_a_round_is_settled_farm_by_farm_and_its_invoice_says_so(scene):
    world = scene.world
    billing.set_share(terms=Terms(800, Per.HOUR, 1_250))
    billing.set_farm_margin(supplier=world.other_farm, margin_bp=500)
    made = settle(scene, {world.farm.pk: 250})
    found = {one.supplier: one for one in reads.settlement_lines(made)}
    farm, other = found[world.farm], found[world.other_farm]
    assert (farm.sold, farm.margin, farm.compensation, farm.owed) == (1050, 84, 3125, 4091)
    assert (other.sold, other.margin, other.compensation, other.owed) == (300, 15, 0, 285)
    assert farm.document["missing"] == [["Tomates, le kilo", 1]]
    assert [cents for _label, cents in farm.document["brought"]] == [1050]
    assert SaleRound.objects.get().state == State.SETTLED
    assert {one.party: one.expected for one in reads.producers_owed().rows} == {world.farm: 4091, world.other_farm: 285}
    identify(world.us, siret=OURS, address="1 rue du Gué", postcode="27000", town="Saint-Aubin", email="gue@ex.test")
    identify(world.farm, siret=CANTEEN, address="2 chemin des Tilleuls", postcode="27100", town="Saint-Aubin")
    billing.agree(supplier=world.farm, agreed_on=TODAY, vat=FarmVat.LIABLE, now=LATER)
    invoice = billing.self_bill(supplier=world.farm, expected=4091, author=world.accounts, key="self", now=LATER)
    # Tomatoes less the group's share at 5.5 %, the distribution at 20 %.
    assert invoice.vat == round((1050 - 84) * 0.055) + 625
    assert reads.expected(world.farm) == []
    xml = notices.xml(reads.self_billed(invoice))
    assert failures(xml) == []
    facturx.xml_check_xsd(xml, flavor="factur-x", level="en16931")
    assert "Part du groupe, 8 %" in xml.decode()
    assert reads.check_invoices().broken == ()


def test_without_a_rule_nothing_is_kept_and_nothing_posted(scene):
    made = settle(scene)
    assert {one.voucher for one in reads.settlement_lines(made)} == {None}
    assert not Voucher.objects.filter(kind=Kind.SETTLE).exists()


def test_a_round_is_settled_once_and_its_settlement_never_changes(scene):
    billing.set_share(terms=Terms(1_000))
    made = settle(scene)
    billing.set_share(terms=Terms(2_000))
    assert settle(scene, expected=(1, 1)) == made
    assert SettlementLine.objects.count() == 2
    with pytest.raises(DatabaseError), transaction.atomic():
        SettlementLine.objects.update(margin=0)


def test_what_changed_since_it_was_read_is_asked_about_and_leaves_nothing(scene):
    with pytest.raises(Refused, match="settlement_changed"):
        settle(scene, expected=(1, 0))
    with pytest.raises(Refused, match="no_rate"):
        settle(scene, {scene.world.farm.pk: 100})
    with pytest.raises(Refused, match="not_in_round"):
        settle(scene, {scene.world.home.pk: 100})
    assert not Settlement.objects.exists()
    assert SaleRound.objects.get().state == State.HANDED_OVER


def test_a_round_that_is_not_handed_over_is_not_settled(db):
    found = scenes.build()
    with pytest.raises(Refused, match="round_moved_on"):
        settle(found)


def test_goods_taken_back_are_not_settled(scene):
    bringing = Voucher.objects.filter(kind=Kind.RECEIVE, party=scene.world.other_farm).get()
    journals.reverse(bringing, author=scene.world.accounts, now=PICKUP)
    billing.set_share(terms=Terms(1_000))
    found = {one.supplier: one for one in reads.settlement_lines(settle(scene))}
    assert found[scene.world.other_farm].owed == 0
    assert found[scene.world.farm].margin == 105


@pytest.mark.django_db(transaction=True)
def test_two_who_settle_at_once_settle_once(scene):
    billing.set_share(terms=Terms(1_000))
    outcomes = []

    def go():
        try:
            outcomes.append(settle(scene, expected=(1350, 135)).pk)
        finally:
            connection.close()

    threads = [threading.Thread(target=go) for _ in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert len(outcomes) == 4
    assert len(set(outcomes)) == 1
    assert Voucher.objects.filter(kind=Kind.SETTLE).count() == 2


# ── Pages ────────────────────────────────────────────────────────────────────────────────────────────────────────────


@time_machine.travel(LATER, tick=False)
def test_the_desk_sets_the_rule_settles_and_reads_each_farms_statement(scene):
    world = scene.world
    clerk = Client()
    clerk.force_login(world.accounts)
    clerk.post(reverse("billing:share"), {"margin": "8", "per": "order", "rate": "0,50"})
    clerk.post(reverse("billing:farm_share", args=[world.other_farm.pk]), {"margin": "5"})
    url = reverse("settle_round", args=[scene.sale.pk])
    page = clerk.get(url).content.decode()
    assert "à la commande" in page
    said = {"expected": "1350/99", f"given_{world.farm.pk}": "-3"}
    clerk.post(url, said)
    assert not Settlement.objects.exists()
    clerk.post(url, {**said, f"given_{world.farm.pk}": "12"})
    page = clerk.get(url).content.decode()
    assert "il en manquait 1" in page
    assert "15,66" in page  # 10,50 − 0,84 + 12 × 0,50
    sales = Client()
    sales.force_login(world.sales)
    assert url in sales.get(reverse("orders:sale", args=[scene.sale.pk])).content.decode()


@time_machine.travel(LATER, tick=False)
def test_each_farm_is_told_and_reads_its_own_statement_alone(scene):
    world = scene.world
    billing.set_share(terms=Terms(1_000, Per.HOUR, 1_250))
    Letter.objects.all().delete()
    lines = {one.supplier: one for one in reads.settlement_lines(settle(scene, {world.farm.pk: 100}))}
    letters = {one.organisation: one for one in Letter.objects.all()}
    assert set(letters) == {world.farm, world.other_farm}
    assert "21,95" in letters[world.farm].body  # 10,50 − 1,05 + 12,50
    paper = text_of(bytes(letters[world.farm].attachment))
    for said in ("Ferme des Tilleuls", "Tomates, le kilo : il en manquait 1", "Part du groupe (10 %)", "21,95"):
        assert said in paper.replace("\u202f", " ").replace("\xa0", " ")
    farmer = Client()
    farmer.force_login(world.farmer)
    page = farmer.get(reverse("billing:my_account")).content.decode()
    own, others = (reverse("billing:settlement", args=[lines[one].pk]) for one in (world.farm, world.other_farm))
    assert own in page
    assert others not in page
    assert "21,95" in farmer.get(own).content.decode()
    assert farmer.get(reverse("billing:settlement_paper", args=[lines[world.farm].pk])).content.startswith(b"%PDF")
    assert farmer.get(others).status_code == 404
    assert farmer.get(reverse("billing:settlement_paper", args=[lines[world.other_farm].pk])).status_code == 404
    clerk = Client()
    clerk.force_login(world.accounts)
    assert clerk.get(others).status_code == 200


@time_machine.travel(LATER, tick=False)
def test_a_farm_without_an_address_is_settled_all_the_same(scene):
    scene.world.farm.email = ""
    scene.world.farm.save()
    Letter.objects.all().delete()
    settle(scene)
    assert [one.organisation for one in Letter.objects.all()] == [scene.world.other_farm]


@time_machine.travel(LATER, tick=False)
def test_a_farm_reads_the_invoices_made_in_its_name_and_no_others(scene):
    world = scene.world
    made = {}
    for farm, cents in ((world.farm, 1050), (world.other_farm, 300)):
        billing.agree(supplier=farm, agreed_on=TODAY, vat=FarmVat.FRANCHISE, now=LATER)
        made[farm] = billing.self_bill(
            supplier=farm, expected=cents, author=world.accounts, key=f"self {farm.pk}", now=LATER
        )
    farmer = Client()
    farmer.force_login(world.farmer)
    page = farmer.get(reverse("billing:my_account")).content.decode()
    assert made[world.farm].number in page
    assert made[world.other_farm].number not in page
    assert farmer.get(reverse("billing:supplier_paper", args=[made[world.farm].pk])).content.startswith(b"%PDF")
    assert farmer.get(reverse("billing:supplier_paper", args=[made[world.other_farm].pk])).status_code == 404


def test_a_round_too_early_leads_back_to_its_page(db):
    found = scenes.build()
    sales = Client()
    sales.force_login(found.world.sales)
    page = sales.get(reverse("settle_round", args=[found.sale.pk]), follow=True).content.decode()
    assert "n’en est plus là" in page
