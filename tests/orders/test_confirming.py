"""What customers are told of their deliveries: once, in their language, with the signed note."""

import re

import pytest

from bocal.directory.models import Letter, Organisation, Person
from bocal.journals import acts as journals
from bocal.orders import acts
from bocal.orders.models import Delivery
from bocal.orders.notices.confirming import send_note
from bocal.orders.rules.delivering import WhenShort
from tests.orders import desk as desks
from tests.orders.desk import TUESDAY
from tests.orders.scene import key
from tests.orders.test_delivering import refusal, stand
from tests.orders.test_rush import together
from tests.world import KG, NOW


@pytest.fixture
def desk():
    return desks.build(jars=20)


def told() -> list[str]:
    """The subjects of the letters written, in their order."""
    return [letter.subject.replace("\xa0", " ") for letter in Letter.objects.order_by("pk")]


def last() -> str:
    return Letter.objects.latest("pk").body.replace("\xa0", " ")


@pytest.mark.django_db
def test_an_order_is_confirmed_once_to_who_orders_there(desk):
    form = key()
    for _ in range(2):
        order = desk.order(60, 6, when_short=WhenShort.WAIT, form=form)
    letter = Letter.objects.get()
    assert letter.email == desk.cook.email
    assert letter.organisation == desk.bistro
    assert told() == [f"Commande {order.number} notée, livraison du mardi 8 septembre 2026"]
    body = last()
    assert "Bonjour Basile Bistrot," in body
    assert "- 50 kg Tomates (10 kg attendent)" in body
    assert "- 6 Coulis de tomate 720 ml" in body
    # 50 kg at 2,80 € and 6 jars at 4,50 €.
    assert "167,00 € hors taxes, 176,19 € TVA comprise" in body
    assert "jusqu’au lundi 7 septembre 2026 à 12 h 00" in body
    assert "La Conserverie du Gué" in body


@pytest.mark.django_db
def test_a_letter_leads_to_the_delivery_and_only_who_orders_there_may_open_it(desk, client):
    order = desk.order(5)
    [address] = re.findall(r"http://\S+", last())
    assert address.endswith(f"/commandes/pro/livraisons/{order.pk}/")
    page = address[address.index("/commandes") :]
    assert client.get(page).status_code == 302
    client.force_login(desk.cook)
    assert order.number in client.get(page).content.decode()
    client.force_login(desk.bursar)
    assert client.get(page).status_code == 404
    # Nobody orders there online: the house's own address gets no link that it could not open.
    desk.cook.roles.all().delete()
    Organisation.objects.filter(pk=desk.bistro.pk).update(email="table@bistrot.example")
    desk.order(6)
    assert "http" not in last()


@pytest.mark.django_db
def test_each_change_is_told_and_what_changes_nothing_is_not(desk):
    order = desk.order(60, when_short=WhenShort.WAIT)
    desk.order(60, when_short=WhenShort.WAIT, change=order, seen=1)
    assert len(told()) == 1
    desk.order(55, when_short=WhenShort.WAIT, change=order, seen=2)
    assert refusal(desk.order, 99, change=order, seen=3) == "not_promised"
    acts.serve_waiting(delivery=order, now=NOW)
    desk.world.receive("Tomates", kg=3)
    acts.serve_waiting(delivery=order, now=NOW)
    desk.world.receive("Tomates", kg=3)
    acts.serve_all(now=NOW)
    for _ in range(2):
        acts.cancel_delivery(delivery=order, now=NOW)
    acts.restore_delivery(delivery=order, now=NOW)
    said = [subject.removeprefix(f"Commande {order.number}").split(",")[0].strip() for subject in told()]
    arrived = ": ce qui attendait arrive"
    assert said == ["notée", "changée", arrived, arrived, "annulée", "rétablie"]
    cancelled = Letter.objects.order_by("pk")[4].body
    assert "rien ne sera livré" in cancelled
    assert "changer" not in cancelled


@pytest.mark.django_db
def test_it_is_in_the_language_of_who_reads_it(desk):
    Person.objects.filter(pk=desk.cook.pk).update(language="en")
    order = desk.order(5)
    subject = Letter.objects.get().subject
    assert order.number in subject
    assert "September" in subject


@pytest.mark.django_db
def test_without_a_person_the_organisation_is_told_and_without_address_nobody(desk):
    Person.objects.filter(pk=desk.cook.pk).update(is_active=False)
    desk.order(5)
    assert not Letter.objects.exists()
    Organisation.objects.filter(pk=desk.bistro.pk).update(email="assiette@exemple.test", contact="Mme Roux")
    desk.order(5)
    assert Letter.objects.get().email == "assiette@exemple.test"
    assert "Bonjour Mme Roux," in last()


@pytest.mark.django_db
def test_what_comes_every_week_needs_no_letter_but_what_lacks_does(desk):
    stand(desk, quantities={desk.kilo.pk: 30 * KG})
    acts.deliver_standing(NOW)
    [letter] = Letter.objects.all()
    assert "- 20 kg Tomates (10 kg attendent)" in letter.body.replace("\xa0", " ")
    acts.deliver_standing(NOW)
    assert Letter.objects.count() == 1


@pytest.mark.django_db
def test_the_signed_note_is_sent_once_each_time_it_is_brought(desk):
    order = desk.order(20, 2)
    desk.pick(order)
    Letter.objects.all().delete()
    handed = desk.deliver(order, signature="10,10 20,20").voucher
    for _ in range(2):
        send_note.func(order.pk, handed.pk)
    letter = Letter.objects.get()
    assert letter.subject == f"Bon de livraison {order.number}"
    assert "reçue par Mme Roux" in letter.body
    assert letter.attachment_name == f"{order.number}.pdf"
    assert bytes(letter.attachment).startswith(b"%PDF")
    # Taken back before the queue got to it, nothing is sent; brought again, it is.
    journals.reverse(handed, author=desk.world.direction, now=NOW)
    send_note.func(order.pk, handed.pk)
    again = desk.deliver(order).voucher
    send_note.func(order.pk, again.pk)
    assert Letter.objects.count() == 2


@pytest.mark.django_db
def test_what_is_refused_whole_sends_no_note(desk):
    order = desk.order(5)
    desk.pick(order)
    handed = desk.deliver(order, taken={}).voucher
    assert Delivery.objects.get(pk=order.pk).refused
    assert not Letter.objects.filter(subject__startswith="Bon").exists()
    assert handed.money.count() == 0


@pytest.mark.django_db(transaction=True)
def test_a_double_click_is_confirmed_once():
    desk = desks.build()
    form = key()
    together(4, lambda n: desk.order(10, form=form, day=TUESDAY))
    assert Letter.objects.count() == 1
