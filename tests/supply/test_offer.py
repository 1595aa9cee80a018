"""A farm announces by its personal link, without signing in."""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest

from bocal.directory import acts as directory
from bocal.directory.models import Letter, Organisation
from bocal.directory.rules import LinkPurpose
from bocal.journals.rules import Way
from bocal.supply.models import SurplusOffer
from tests.supply.cast import announce, as_, link, plain
from tests.world import NOW, TODAY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


def typed(**more):
    return {"what": "Tomates", "mass": "192+167", "when": "week", "way": "given", "key": str(uuid4())} | more


def send(world, farm=None, **more):
    farm = farm or world.farm
    return as_(None).post(f"/appro/offre/{link(world, farm)}", typed(farm=farm.pk, **more))


def test_a_farm_announces_in_one_page(world):
    token = link(world)
    page = as_(None).get(f"/appro/offre/{token}")
    assert page.status_code == 200
    assert '<option value="Courgettes">' in page.content.decode()
    assert "Pot 720" not in page.content.decode()
    assert "no-store" in page["Cache-Control"]
    sent = as_(None).post(f"/appro/offre/{token}", typed(farm=world.farm.pk, phone="06 11 22 33 44"), follow=True)
    text = plain(sent.content.decode())
    assert "C’est envoyé, merci" in text
    assert "environ 359 kg" in text
    offer = SurplusOffer.objects.get()
    assert (offer.farm, offer.item, offer.way) == (world.farm, world.items["Tomates"], Way.GIVEN)
    assert (offer.ready_on, offer.until) == (TODAY, TODAY + timedelta(6))
    assert Letter.objects.get().email == world.reception.email


def test_something_that_is_not_in_the_catalogue(world):
    send(world, what="Coings du vieux verger", way="bought", price="1,20", ready_on="2026-09-05", until="2026-09-12")
    offer = SurplusOffer.objects.get()
    assert (offer.what, offer.item, offer.price) == ("Coings du vieux verger", None, Decimal("1.2000"))
    assert (offer.ready_on.day, offer.until.day) == (5, 12)


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("what", "", "Il manque une valeur ici."),
        ("mass", "-5", "négatif"),
        ("mass", "25000", "trop grand"),
        ("mass", "beaucoup", "n’est pas un nombre"),
        ("ready_on", "01/01/1900", "trop ancienne"),
        ("ready_on", "2026-09-01", "déjà passé"),
        ("until", "2027-09-01", "trop loin"),
        ("phone", "chez Paul", "n’est pas un numéro de téléphone"),
    ],
)
def test_what_cannot_be_is_refused_and_stays_typed(world, field, value, said):
    page = send(world, **{"note": "Très mûres", field: value})
    assert page.status_code == 200
    text = plain(page.content.decode())
    assert said in text
    assert "Très mûres" in text
    assert not value or value in text
    assert not SurplusOffer.objects.exists()


def test_a_double_click_announces_once(world):
    token, form = link(world), typed(farm=world.farm.pk)
    for _ in range(2):
        assert as_(None).post(f"/appro/offre/{token}", form).status_code == 302
    assert SurplusOffer.objects.count() == 1


def test_a_link_speaks_for_its_own_farm_only(world):
    page = as_(None).post(f"/appro/offre/{link(world)}", typed(farm=world.other_farm.pk))
    assert page.status_code == 200
    assert not SurplusOffer.objects.exists()


def test_twenty_open_announcements_are_enough(world):
    for _ in range(20):
        announce(world)
    assert "déjà 20 annonces ouvertes" in send(world).content.decode()


@pytest.mark.parametrize("purpose", ["unknown", "revoked", "expired"])
def test_a_link_that_opens_nothing_says_whom_to_call(world, purpose):
    Organisation.objects.filter(pk=world.us.pk).update(phone="02 99 00 00 00", email="bonjour@exemple.test")
    token = "n-existe-pas" if purpose == "unknown" else link(world, until=TODAY)
    if purpose == "revoked":
        directory.revoke_links(world.farm, LinkPurpose.SURPLUS, now=NOW)
    if purpose == "expired":
        token = link(world, until=TODAY - timedelta(1))
    for page in (as_(None).get(f"/appro/offre/{token}"), as_(None).post(f"/appro/offre/{token}", typed())):
        assert page.status_code == (404 if purpose == "unknown" else 410)
        assert "tel:0299000000" in page.content.decode()
        assert "bonjour@exemple.test" in page.content.decode()
    assert not SurplusOffer.objects.exists()


def test_the_page_asks_no_more_with_many_announcements(world, django_assert_max_num_queries):
    for _ in range(15):
        announce(world)
    token = link(world)
    with django_assert_max_num_queries(12):
        page = as_(None).get(f"/appro/offre/{token}")
    assert len(page.content) < 100_000
