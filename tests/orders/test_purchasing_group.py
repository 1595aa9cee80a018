"""The purchasing group of three centres, from its opening to what each owes, on the page of whoever does it."""

from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db.models import Sum
from django.urls import reverse
from django.utils import timezone

from bocal.billing import reads as bills
from bocal.catalog import acts as catalog
from bocal.directory import acts as directory
from bocal.directory.models import Collective, Organisation, Place
from bocal.directory.rules import Desk, OrganisationKind, PlaceKind, Profile, VatProfile
from bocal.house import night, worker
from bocal.journals import reads as journals
from bocal.journals.models import MoneyLine, Stock
from bocal.journals.rules import Account
from bocal.measure.money import Basis
from bocal.orders import acts, reads
from bocal.orders.models import Order, SaleRound
from tests import world as worlds
from tests.orders import scene as scenes
from tests.seat import Seat, words_of

PARIS = ZoneInfo("Europe/Paris")
CENTRES = ("Centre social du Levant", "Centre social des Remparts", "Centre social du Pré")


def at(day: int, hour: int) -> datetime:
    return datetime(2026, 9, day, hour, tzinfo=PARIS)


class Group:
    """A truck, three centres where orders are fetched, one of them with a kitchen, and a household."""

    def __init__(self, clock) -> None:
        self.clock = clock
        self.world = worlds.build(Profile.TRUCK)
        Collective.objects.update(vat_profile=VatProfile.EXEMPT)
        self.points = [directory.open_place(kind=PlaceKind.POINT, name=name) for name in CENTRES]
        self.centre = Organisation.objects.create(kind=OrganisationKind.CENTRE, name=CENTRES[1])
        self.cook = directory.register_person(name="Nora Cantine", email="nora@exemple.test")
        directory.seat(self.cook, Desk.CUSTOMER, at=self.centre)
        self.jar = self.world.items["Coulis de tomate 720 ml"]
        self.free, self.held = scenes.coulis(self.world, 30), scenes.coulis(self.world, 10, release=False)
        moderate = catalog.save_list(
            None, name="Groupement d’achat", basis=Basis.GROSS, customer_kind=OrganisationKind.HOUSEHOLD
        )
        catalog.set_prices(moderate, {(self.jar.pk, 0): Decimal("3.60")})

    def now(self, *when: int) -> None:
        """Move to a moment; what the clock and the queue had to do meanwhile is done."""
        self.clock.move_to(at(*when))
        acts.keep_time(timezone.now())
        night.nightly(timezone.now())
        while worker.run_queue(timezone.now()):
            pass

    def jars(self, place: Place) -> int:
        """How many jars lie there."""
        rows = Stock.objects.filter(place=place, lot__item=self.jar)
        return rows.aggregate(sum=Sum("quantity"))["sum"] or 0

    def owes(self, customer: Organisation, account: Account) -> int:
        """Cents of one account, under a customer's name."""
        return MoneyLine.objects.filter(party=customer, account=account).aggregate(sum=Sum("cents"))["sum"] or 0


@pytest.mark.django_db(transaction=True)
def test_the_purchasing_group_of_three_centres() -> None:
    with time_machine.travel(at(7, 9), tick=False) as clock:
        group = Group(clock)
        sale = opened(group)
        ordered(group, sale)
        frozen(group, sale)
        fetched(group, sale)
        settled(group, sale)
        for found in (journals.check(), reads.check_rounds(), bills.check_invoices()):
            assert found.broken == ()


def opened(group: Group) -> SaleRound:
    """Monday: a round for the centres, a farm's goods, jars of the truck's own stock at the group's own price."""
    world = group.world
    desk = Seat(world.sales).home().follow("Groupement d’achat")
    desk.says("Groupement d’achat")
    desk.follow("Préparer la prochaine").send(
        "Continuer avec les produits",
        {
            "Titre": "Groupement d’achat de septembre",
            "Ouverture": "2026-09-07T08:00",
            "Fermeture": "2026-09-09T20:00",
            "Prix solidaire": "20",
            "Prix de soutien": "10",
        },
    )
    sale = SaleRound.objects.get()
    desk.follow("Ajouter un produit de ferme").send(
        "Proposer ce produit",
        {
            "Ferme": "Ferme des Tilleuls",
            "Produit": "Tomates",
            "Unité vendue": "le kilo",
            "Poids d’une unité": "1",
            "Prix de vente": "3,00",
            "Prix payé à la ferme": "2,40",
            "Quantité proposée": "20",
        },
    )
    # Thirty are released and free; the ten that wait for their release are not for sale.
    desk.go(reverse("orders:sale", args=[sale.pk])).follow("Ajouter des bocaux").says("30", "3,60")
    desk.tries("Mettre de côté et proposer", {"Que vendez-vous": group.jar.name, "Combien": "31"}).says("30 en stock")
    desk.send("Mettre de côté et proposer", {"Que vendez-vous": group.jar.name, "Combien": "12"})
    desk.says("12 mis de côté", "3,60")
    assert (group.jars(world.store), group.jars(sale.shelf)) == (28, 12)
    desk.follow("Points et créneaux")
    for number, name in enumerate(CENTRES):
        day = f"2026-09-{11 + number}"
        desk.send("Ouvrir ces créneaux", {"Point": name, "Jour": day, "De": "16:00", "À": "17:00", "Un créneau": "30"})
    return sale


def ordered(group: Group, sale: SaleRound) -> None:
    """Tuesday: a household at the solidarity price, a centre for its own meals; each fetches at a centre."""
    group.now(8, 12)
    world = group.world
    tomatoes, jars = (f"q{pk}" for pk in sale.offers.order_by("pk").values_list("pk", flat=True))
    [first, second] = [sale.slots.filter(point=point).first() for point in group.points[:2]]
    home = Seat(world.customer).home().follow("Commander")
    home.says("Groupement d’achat de septembre", "3,60", "Ferme des Tilleuls", "Nos bocaux", *CENTRES)
    home.send("Commander", {tomatoes: "1", jars: "2", "slot": [hour(home, first.pk)], "level": ["-2000"]})
    # 2.40 and twice 2.88, two deposits of 1.00.
    home.says("10,16", "au prix solidaire, 20 % de moins", CENTRES[0])
    centre = Seat(group.cook).home().follow("Commander")
    centre.send("Commander", {tomatoes: "3", jars: "6", "slot": [hour(centre, second.pk)]})
    # 9.00 and 21.60, six deposits.
    centre.says("36,60", "9 articles pour Centre social des Remparts", CENTRES[1])
    centre.silent("solidaire")


def hour(seat: Seat, slot: int) -> str:
    """What a slot is called on the page."""
    [label] = seat.page.xpath(f"//label[input[@name='slot'][@value='{slot}']]")
    return words_of(label)


def frozen(group: Group, sale: SaleRound) -> None:
    """Wednesday evening: the lists are true, the farm is told, four jars that nobody wanted are back in the store."""
    group.now(9, 21)
    world = group.world
    assert (group.jars(world.store), group.jars(sale.shelf)) == (32, 8)
    desk = Seat(world.sales).go(reverse("orders:lists", args=[sale.pk, "points"]))
    desk.says(CENTRES[0], CENTRES[1], "Foyer Ancelin")
    desk.silent("10,16", "8,16", "solidaire", CENTRES[2])


def fetched(group: Group, sale: SaleRound) -> None:
    """Friday and Saturday: the farm brings, each is handed over at its centre; an empty jar comes back."""
    group.now(11, 16)
    world = group.world
    crew = Seat(world.point_person).go(reverse("orders:counters")).follow("Noter ce que les fermes apportent")
    crew.follow("Ferme des Tilleuls").send("Noter l’apport")
    for name, jars_back in ((world.home.name, ""), (group.centre.name, "2")):
        point = CENTRES[0] if name == world.home.name else CENTRES[1]
        crew.go(reverse("orders:counters")).follow(point).follow(name)
        crew.says("Chaque foyer choisit son prix")
        crew.silent("prix solidaire")
        ticks = dict.fromkeys(crew.page.xpath("//main//input[starts-with(@name, 't')]/@name"), True)
        crew.send("Remettre", ticks | {"720 ml": jars_back})
    order = Order.objects.get(customer=group.centre)
    assert order.slot is not None
    assert order.slot.point == group.points[1]
    assert (group.jars(world.store), group.jars(sale.shelf)) == (32, 0)
    # Eight jars went with their glass, two came back.
    assert -group.owes(world.home, Account.DEPOSITS) == 200
    assert -group.owes(group.centre, Account.DEPOSITS) == 400
    assert group.owes(world.home, Account.UNBILLED) == 240 + 576 + 200
    assert group.owes(group.centre, Account.UNBILLED) == 900 + 2160 + 600 - 200


def settled(group: Group, sale: SaleRound) -> None:
    """The next week: everybody is billed, the centre as an organisation; the farm is paid in full."""
    group.now(21, 9)
    world = group.world
    clerk = Seat(world.accounts).go(reverse("billing:to_bill"))
    clerk.says(world.home.name, "10,16", group.centre.name, "34,60")
    clerk.send("Facturer les clients cochés")
    group.now(21, 10)
    assert group.owes(world.home, Account.CUSTOMER) == 1016
    assert group.owes(group.centre, Account.CUSTOMER) == 3460
    centre = Seat(group.cook).home().follow("Mes factures")
    centre.says("34,60")
    desk = Seat(world.accounts).go(reverse("settle_round", args=[sale.pk]))
    desk.says("Ferme des Tilleuls", "9,60", "La cagnotte", "moins de cinq foyers")
    desk.silent("Foyer")
    desk.send("Régler la vente").says("Ce que chaque ferme reçoit", "9,60", "moins de cinq foyers")
    assert group.owes(world.farm, Account.SUPPLIER_UNBILLED) == -960
