"""A sale's title holds its date: the next one's holds the next."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from bocal.orders.models import SaleRound
from bocal.orders.rules.titles import moved
from tests.orders import scene as scenes


@pytest.mark.parametrize(
    ("title", "next_one"),
    [
        ("Vente de bocaux du 25/11", "Vente de bocaux du 02/12"),
        ("Drive du 25/11/2026", "Drive du 02/12/2026"),
        ("Drive du 25/11/26, 5 farines", "Drive du 02/12/26, 5 farines"),
        ("Vente du 24 novembre", "Vente du 1er décembre"),
        ("Vente du 25 novembre 2026", "Vente du 2 décembre 2026"),
        ("Commandes jusqu’au 25/11, retrait le 27/11", "Commandes jusqu’au 02/12, retrait le 04/12"),
        ("Vente de la semaine", "Vente de la semaine"),
        ("Tarif du 01/01, 1/2 pain, 45/11", "Tarif du 01/01, 1/2 pain, 45/11"),
        ("Promesse du 31/02", "Promesse du 31/02"),
    ],
)
def test_a_date_of_the_sale_moves_by_a_week(title: str, next_one: str) -> None:
    opens, closes = date(2026, 11, 19), date(2026, 11, 25)
    assert moved(title, opens=opens, closes=closes, by=timedelta(days=7)) == next_one


def test_the_year_may_turn() -> None:
    opens, closes = date(2026, 12, 24), date(2026, 12, 30)
    assert moved("Vente du 30/12", opens=opens, closes=closes, by=timedelta(days=7)) == "Vente du 06/01"
    assert moved("Retrait le 2/1/2027", opens=opens, closes=closes, by=timedelta(days=7)) == "Retrait le 9/1/2027"


@pytest.mark.django_db
def test_the_page_proposes_the_next_date(client: Client) -> None:
    scene = scenes.build()
    SaleRound.objects.filter(pk=scene.sale.pk).update(title=f"Vente du {scene.sale.closes_at:%d/%m}")
    client.force_login(scene.world.sales)
    following = scene.sale.closes_at + timedelta(days=7)
    assert f'value="Vente du {following:%d/%m}"' in client.get(reverse("orders:open_round")).content.decode()
