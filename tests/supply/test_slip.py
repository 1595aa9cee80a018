"""The paper that goes with each way in."""

from decimal import Decimal

import pytest

from bocal.directory.models import Organisation
from bocal.journals import acts as journals
from bocal.journals.models import Lot
from bocal.journals.rules import Way
from tests.supply.cast import PAPERS, as_, pdf_text, receive, weighing, who_may
from tests.world import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


def paper(world, reception):
    page = as_(world.reception).get(f"/appro/receptions/{reception.pk}/bon.pdf")
    assert page["Content-Type"] == "application/pdf"
    return " ".join(pdf_text(page.content))


def test_who_prints(world):
    assert who_may(world, f"/appro/receptions/{receive(world).pk}/bon.pdf") == PAPERS


def test_a_gift_slip_names_both_and_leaves_the_value_to_the_giver(world):
    Organisation.objects.filter(pk=world.farm.pk).update(siret="12345678900011", address="3 chemin des Tilleuls")
    text = paper(world, receive(world, weighing(world, quantity=40 * 1_000_000), weighing(world, "Courgettes")))
    for said in (
        "Bon de don",
        "Donateur",
        "Ferme des Tilleuls",
        "SIRET 12345678900011",
        "3 chemin des Tilleuls",
        "Bénéficiaire",
        "La Conserverie du Gué",
        "Tomates (bio)",
        "40 kg",
        "jeudi 3 septembre 2026",
        "Valeur déclarée par le donateur",
        "pas un reçu fiscal",
    ):
        assert said in text
    assert "112,00" not in text


def test_a_purchase_slip_says_what_is_owed(world):
    line = weighing(world, quantity=100 * 1_000_000, price=Decimal("1.2345"))
    text = paper(world, receive(world, line, weighing(world), way=Way.BOUGHT))
    for said in ("Bon d’achat", "1,2345 € / kg", "123,45 €", "147,45 €", "ne remplace pas la facture"):
        assert said in text


def test_a_toll_slip_says_whose_the_goods_are(world):
    text = paper(world, receive(world, way=Way.TOLL))
    assert "Bon de réception à façon" in text
    assert "restent la propriété de la ferme" in text
    assert Lot.objects.get().code in text


def test_what_was_taken_back_is_no_longer_worth_anything(world):
    reception = receive(world)
    journals.reverse(reception.voucher, author=world.reception, now=NOW)
    assert "Réception reprise" in paper(world, reception)
