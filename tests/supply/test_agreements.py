"""Agreements of gifts through a processor: who signed, before which gift, and what a receipt says of it."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from bocal.directory.models import Organisation
from bocal.directory.rules import OrganisationKind
from bocal.journals.rules import Refused
from bocal.supply.acts import gifts as acts
from bocal.supply.models import DonationAgreement, TaxReceipt
from bocal.supply.rules.gifts import Agreement, check_agreement
from tests.supply.cast import as_, gift, pdf_text, who_may
from tests.world import NOW, TODAY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


def cannery(world):
    return Organisation.objects.create(kind=OrganisationKind.PARTNER, name="L’Atelier du Bocage")


def agree(world, processor, *, grower=None, beneficiary=None, signed_on=TODAY):
    return acts.agree(
        grower=grower or world.farm,
        processor=processor,
        beneficiary=beneficiary or world.us,
        signed_on=signed_on,
        by=world.accounts,
        now=NOW,
    )


def test_an_agreement_is_of_three_and_signed():
    told = Agreement(1, 2, 3, TODAY)
    check_agreement(told, today=TODAY)
    for odd, code in (
        (replace(told, processor=1), "agreement_of_two"),
        (replace(told, beneficiary=2), "agreement_of_two"),
        (replace(told, signed_on=TODAY + timedelta(days=1)), "agreement_future"),
    ):
        with pytest.raises(Refused) as found:
            check_agreement(odd, today=TODAY)
        assert found.value.code == code


def test_a_receipt_says_through_whom_the_gifts_went(entitled):
    world = entitled
    processor = cannery(world)
    agreement = agree(world, processor)
    assert agree(world, processor).pk == agreement.pk
    line = gift(world)
    page = as_(world.accounts).get(f"/appro/dons/{world.farm.pk}").content.decode()
    assert "oui, par L’Atelier du Bocage" in page
    told = {"do": "issue", "line": [line.pk], "key": uuid4(), "agreement": agreement.pk}
    as_(world.accounts).post(f"/appro/dons/{world.farm.pk}", told)
    made = TaxReceipt.objects.get()
    assert made.agreement == agreement
    text = " ".join(pdf_text(bytes(made.pdf)))
    assert "L’Atelier du Bocage" in text
    assert "03/09/2026" in text
    assert "L’Atelier du Bocage" in as_(world.accounts).get(f"/appro/recus/{made.pk}").content.decode()
    # What a receipt rests on stays; what was noted by mistake goes.
    with pytest.raises(Refused) as found:
        acts.drop_agreement(agreement.pk)
    assert found.value.code == "agreement_used"
    other = agree(world, processor, signed_on=TODAY - timedelta(days=9))
    acts.drop_agreement(other.pk)
    assert list(DonationAgreement.objects.all()) == [agreement]


def test_the_beneficiary_was_named_before_the_gift_and_is_us(entitled):
    world = entitled
    processor = cannery(world)
    line = gift(world, day=TODAY - timedelta(days=3))
    late = agree(world, processor, signed_on=TODAY - timedelta(days=2))
    others = agree(world, processor, beneficiary=world.food_aid)
    of_another = agree(world, processor, grower=world.other_farm)
    codes = []
    for agreement in (late, others, of_another):
        with pytest.raises(Refused) as found:
            acts.issue(
                donor=world.farm, lines=[line.pk], by=world.accounts, key=uuid4().hex, now=NOW, agreement=agreement
            )
        codes.append(found.value.code)
    assert codes == ["agreement_late", "agreement_of_others", "agreement_of_others"]
    assert not TaxReceipt.objects.exists()


def test_the_database_holds_an_agreement_to_three(world):
    processor = cannery(world)
    found = agree(world, processor)
    with pytest.raises(IntegrityError), transaction.atomic():
        DonationAgreement.objects.filter(pk=found.pk).update(beneficiary=processor)


def test_agreements_are_noted_and_taken_away_on_their_page(world):
    page = "/appro/dons/accords"
    assert who_may(world, page) == {"accounts", "direction"}
    here, processor = as_(world.accounts), cannery(world)
    assert "Aucun accord n’est noté" in here.get(page).content.decode()
    told = {
        "grower": world.farm.pk,
        "processor": processor.pk,
        "beneficiary": world.farm.pk,
        "signed_on": "03/09/2026",
    }
    assert "trois parties différentes" in here.post(page, told).content.decode()
    here.post(page, told | {"beneficiary": world.us.pk})
    made = DonationAgreement.objects.get()
    assert "L’Atelier du Bocage transforme" in here.get(page).content.decode()
    here.post(page, {"drop": made.pk})
    assert not DonationAgreement.objects.exists()
    here.post(page, {"drop": "9" * 40})
