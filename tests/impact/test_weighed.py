"""What the légumerie makes is in the range and in the period's figures, in kilos."""

from uuid import uuid4

import pytest

from bocal.directory.rules import PlaceKind
from bocal.impact import reads as impact
from bocal.journals import acts as journals
from bocal.journals.rules import Gesture, Kind, Move
from bocal.measure.period import Period
from tests.kitchen import workshops
from tests.kitchen.screens import by, text
from tests.world import KG, NOW, TODAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def workshop():
    return workshops.build()


def sell(workshop, lot, kg: int) -> None:
    world = workshop.world
    journals.post(
        Gesture(
            Kind.DELIVER,
            TODAY,
            world.sales.pk,
            uuid4().hex,
            party=world.home.pk,
            moves=[Move(lot.pk, world.store.pk, world.outside[PlaceKind.CUSTOMER], kg * KG, kg * KG)],
        ),
        now=NOW,
    )


def test_the_range_and_the_figures_count_it_in_kilos(workshop):
    lot = workshop.bag()
    sell(workshop, lot, 2)
    workshop.order(wished=3 * KG)
    (one,) = [one for one in impact.season(TODAY) if one.item == workshop.product]
    assert one.by_weight
    assert one.outlook.on_hand == 15 * KG
    assert one.outlook.months[0].planned == 3 * KG
    assert one.outlook.months[1].left == 0, "five days later it is no longer there"
    report = impact.report(Period.month(TODAY.year, TODAY.month))
    assert [(made.name, made.figure) for made in report.prepared] == [(workshops.PEELED, 17 * KG)]
    assert report.goods.prepared_out == 2 * KG
    assert report.goods.jars_total == 0
    desk = by(workshop.world.direction)
    dates = {"periode": "libre", "du": f"{TODAY:%Y-%m-%d}", "au": f"{TODAY:%Y-%m-%d}"}
    home = text(desk.get("/impact/", dates)).replace("\xa0", " ")
    assert "17 kg préparés à la légumerie" in home
    assert "Légumerie, vendue ou donnée 2 kg" in home
    table = desk.get("/impact/tableau.csv", dates).content.decode("utf-8-sig")
    assert "Préparé à la légumerie" in table
    page = text(desk.get("/impact/gamme/")).replace("\xa0", " ")
    assert "15 kg" in page
    assert "rien n’en passe d’un mois à l’autre" in page
