"""A farm on mandate, as the clerk, the farmer and the customers read it; and as the accountant does."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from bocal.billing import acts as billing
from bocal.billing import notices, reads
from bocal.billing.models import Invoice
from bocal.journals.models import MoneyLine
from bocal.journals.rules import Account
from bocal.orders.acts import Came, Given
from tests.billing.test_paper import text_of
from tests.house.mandated import LATER, bill, handed, holds, mandated
from tests.world import NOW, TODAY

pytestmark = pytest.mark.django_db


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
    assert "Compensation" in farmer.get(reverse("billing:invoice", args=["F2026-0001"])).content.decode().title()
    assert text_of(notices.settlement_paper(line)).count("R2026-0001")
    assert browser(world.customer).get(reverse("billing:invoice", args=[made.number])).status_code == 200
    stranger = browser(world.other_customer)
    assert stranger.get(reverse("billing:invoice", args=[made.number])).status_code == 404
    assert stranger.get(reverse("billing:mandate", args=[world.farm.pk])).status_code in (302, 403, 404)


@time_machine.travel(NOW, tick=False)
def test_the_shop_and_the_order_name_the_farm_that_sells():
    scene = mandated()
    buyer = browser(scene.world.customer)
    shop = buyer.get(reverse("orders:shop", args=[scene.sale.pk])).content.decode()
    assert shop.count("Vendu par Ferme des Tilleuls, en son nom") == 1
    order = scene.place(tomatoes=6, eggs=2)
    page = buyer.get(reverse("orders:order", args=[order.pk])).content.decode()
    assert page.count("vendu par Ferme des Tilleuls") == 1
    assert "vendu par Le Verger" not in page


@time_machine.travel(LATER, tick=False)
def test_what_was_handed_over_still_names_its_seller():
    scene = mandated()
    first, _second = handed(scene)
    page = browser(scene.world.customer).get(reverse("orders:order", args=[first.pk])).content.decode()
    assert page.count("vendu par Ferme des Tilleuls") == 1


@time_machine.travel(LATER, tick=False)
def test_everything_is_billed_together_seller_by_seller():
    scene = mandated()
    handed(scene)
    clerk = browser(scene.world.accounts)
    page = clerk.get(reverse("billing:to_bill"))
    form = page.context["form"]
    docs = [value for *_row, value in page.context["waiting"]]
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
