"""The collective's own page: its name, how it is paid, how it works."""

import pytest
from django.test import Client
from django.urls import reverse

from bocal.directory.models import Collective
from bocal.directory.rules.contact import Fault, Mistaken, iban_holds, read_iban, read_packer_code
from tests import world as worlds

pytestmark = pytest.mark.django_db

GIVEN = {
    "name": "La Conserverie du Gué",
    "address": "3 rue du Lavoir",
    "postcode": "27300",
    "town": "Saint-Aubin",
    "phone": "0233445566",
    "email": "bonjour@gue.test",
    "siret": "732 829 320 00074",
    "iban": "FR1420041010050500013M02606",
    "vat_profile": "franchise",
    "packer_code": "emb 27056b",
    "organic": "on",
    "organic_until": "31/12/2027",
    "tolerance": "1,5",
    "raw_days": "21",
    "open_to_customers": "on",
}


@pytest.fixture
def world():
    return worlds.build()


def send(world, **changes: str):
    client = Client()
    client.force_login(world.direction)
    return client.post(reverse("directory:settings"), {**GIVEN, **changes}, follow=True)


def test_the_direction_changes_everything_at_once(world):
    assert "enregistrés" in send(world).content.decode()
    found = Collective.objects.select_related("organisation").get()
    assert found.iban == "FR14 2004 1010 0505 0001 3M02 606"
    assert (found.vat_profile, found.packer_code, found.tolerance_bp) == ("franchise", "EMB 27056B", 150)
    assert (found.four_eyes, found.open_to_customers, found.raw_days) == (False, True, 21)
    us = found.organisation
    assert (us.address, us.postcode, us.siret, us.phone) == (
        "3 rue du Lavoir",
        "27300",
        "73282932000074",
        "02 33 44 55 66",
    )


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("iban", "FR14 2004 1010 0505 0001 3M02 607", "n’est pas un IBAN juste"),
        ("packer_code", "27", "n’est pas un code emballeur"),
        ("siret", "12", "14 chiffres"),
        ("tolerance", "50", ""),
    ],
)
def test_a_slip_is_told_beside_its_field_and_changes_nothing(world, field, typed, said):
    page = send(world, **{field: typed}).content.decode()
    assert said in page
    assert typed in page
    assert Collective.objects.get().packer_code == ""


def test_only_the_direction_enters(world):
    client = Client()
    client.force_login(world.accounts)
    assert client.get(reverse("directory:settings")).status_code == 403


def test_published_examples_are_read():
    # Examples of the registry of IBANs (ISO 13616) and of the French sheet on packers' codes.
    assert read_iban("gb82 west 1234 5698 7654 32") == "GB82 WEST 1234 5698 7654 32"
    assert not iban_holds("GB82 WEST 1234 5698 7654 33")
    assert read_packer_code("EMB 2A004") == "EMB 2A004"
    with pytest.raises(Mistaken) as told:
        read_packer_code("EMB ABCDE")
    assert told.value.fault is Fault.PACKER_CODE


@pytest.mark.parametrize("iban", ["FR76 3000 6000 0112 3456 7890 189", "GB82WEST12345698765432"])
def test_a_true_iban_holds(iban):
    assert iban_holds(iban)


@pytest.mark.parametrize("iban", ["", "FR76 3000 6000 0112 3456 7890 188", "FR76", "76FR3000600001", "é" * 20])
def test_a_false_iban_does_not(iban):
    assert not iban_holds(iban)
