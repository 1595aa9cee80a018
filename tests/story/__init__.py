"""A world in which everything has happened once, told through the acts: what the tests that walk every page look at.

When a page is added that needs something that has not happened yet, tell it here.
"""

from collections.abc import Iterator
from decimal import Decimal

import time_machine
from django.conf import settings
from django.db import transaction
from django.test import Client
from django.utils import translation
from pytest_django.plugin import DjangoDbBlocker

from bocal.catalog import acts as catalog
from bocal.catalog.models import Food
from bocal.directory import acts as directory
from bocal.directory.rules import ImportKind
from bocal.journals import acts as journals
from bocal.journals.models import Lot
from bocal.journals.notices import token as recall_token
from bocal.journals.rules import Doubt, Kind, Way
from bocal.kitchen.rules.labels import own_gtin
from bocal.look.pictures import shrink
from bocal.measure.money import Basis
from tests.directory import sheets
from tests.kitchen import kitchens
from tests.look.photos import a_photo
from tests.story.album import album
from tests.story.badges import badges
from tests.story.book import NOON, Story
from tests.story.field import field
from tests.story.flower import petals
from tests.story.hands import hands, members
from tests.story.making import at_the_kettle, toll_work
from tests.story.plan import safety
from tests.story.projects import project
from tests.story.selling import arrivals, professionals, sale
from tests.story.workshops import workshops
from tests.world import KG

__all__ = ["NOON", "Story", "told"]


def tell() -> Story:
    """Live through it all; the clock stands at NOON."""
    kitchen = kitchens.build()
    world = kitchen.world
    nobody = directory.register_person(name="Nina Nulle-Part", email="nina@exemple.test")
    story = Story(world, {**world.team, "nobody": nobody, "neighbour": world.other_customer})

    arrivals(story)
    released = kitchen.ready()
    kitchen.release(released)
    waiting = kitchen.ready(kitchen.order(wished=20))
    planned = kitchen.order(world.receive("Tomates", kg=40), kitchen.salt)
    # What people write is kept in their own language: these speak English, for the walk that looks for French words.
    with translation.override("en"):
        failed = safety(story, kitchen, waiting)
    states = [{"pk": order.pk} for order in (planned, waiting, released, failed)]
    at_the_kettle(kitchen, planned, released)
    for page in ("order", "kettle", "cost", "make", "cook", "check", "release"):
        story.named[f"kitchen:{page}"] = states
    jars = released.makings.get().lot
    story.named["kitchen:story"] = [{"gtin": own_gtin(jars.item_id), "code": jars.code}]
    story.named["kitchen:target"] = [{"pk": kitchen.product.pk}]
    story.named["kitchen:vary"] = [{"pk": kitchen.version.pk}]
    story.named["kitchen:schedule"] = [{"pk": kitchen.version.pk, "jar": world.formats["720"].pk}]

    with translation.override("en"):
        toll_work(story, kitchen)
    sale(story)
    field(story)
    hands(story)
    with translation.override("en"):
        members(story)
        workshops(story)
        project(story)
        badges(story)
        petals(story)
        album(story)
    with translation.override("en"):
        professionals(story)
    directory.save_crops(world.farm, [("Zucchini", [6, 7, 8]), ("Leeks", [11, 12, 1])])
    sheet, customers = (
        directory.bring_sheet(kind, name="x.csv", data=sheets.csv(rows), by=world.products, now=NOON)
        for kind, rows in ((ImportKind.PRODUCERS, sheets.FARMS), (ImportKind.CUSTOMERS, sheets.CUSTOMERS))
    )
    agreed = catalog.save_list(None, name="Restaurants", basis=Basis.NET, customer_kind="restaurant")
    catalog.set_prices(
        agreed, {(world.items["Tomates"].pk, 0): Decimal("2.4"), (world.items["Tomates"].pk, 10 * KG): Decimal("2.1")}
    )
    for page in ("prices", "prices_in"):
        story.named[f"catalog:{page}"] = [{"pk": agreed.pk}]
    story.named["catalog:prices_out"] = [{"pk": agreed.pk, "kind": "xlsx"}]
    brought = catalog.keep_item_sheet(
        name="x.csv", data=b"Produit;Prix\nNavet;1\nPanais;2\n", by=world.products, now=NOON
    )
    story.named["catalog:import_items_sheet"] = [{"pk": brought.pk}]
    catalog.link_food(world.items["Tomates"], Food.objects.get(code="20276"))
    story.named["directory:place_edit"] = [{"pk": world.store.pk}]
    story.named["catalog:food"] = [{"code": "20276"}]
    shown = catalog.show_photo(
        world.items["Tomates"], producer=None, picture=shrink(a_photo()), person=world.team["products"], now=NOON
    )
    story.named["catalog:photo"] = [{"digest": shown.digest}]
    story.named["catalog:item_photo"] = [{"pk": world.items[name].pk} for name in ("Tomates", "Sel")]
    story.named["catalog:item_food"] = [{"pk": world.items[name].pk} for name in ("Tomates", "Sel")]
    story.named["directory:import_sheet"] = [{"pk": sheet.pk}]
    for page in ("farms_out", "customers_out"):
        story.named[f"directory:{page}"] = [{"kind": "xlsx"}, {"kind": "csv"}]
    story.named["directory:import_customers_sheet"] = [{"pk": customers.pk}]
    codes = Lot.objects.values_list("code", flat=True)
    # Both ends of the chain: a crate that went into jars, jars that went to a table.
    story.values["code"] = [kitchen.tomatoes.code, *codes.filter(way=Way.MADE)[:1], *codes[:2]]
    story.values["kind"] = ["farms", "customers", "points", "producers", "raw", "finished"]
    recalls(story)
    for role, person in story.people.items():
        client = Client()
        client.force_login(person, backend="bocal.house.sign_in.Backend")
        story.sessions[role] = client.cookies[settings.SESSION_COOKIE_NAME].value
    return story


def recalls(story: Story) -> None:
    """A recall that has told a household and heard from it, and a drill."""
    world = story.world
    sold = Lot.objects.filter(movements__voucher__party=world.home, movements__voucher__kind=Kind.DELIVER)
    jars = sold.distinct().order_by("pk")[:1]
    told = {"doubt": Doubt.LOT, "what": "Coulis de tomate", "reason": "Couvercles mal serrés", "author": world.quality}
    drill = journals.open_recall(jars, drill=True, key="drill", now=NOON, **told)
    journals.list_whole(drill, author=world.quality, now=NOON)
    recall = journals.open_recall(jars, drill=False, key="recall", now=NOON, **told)
    journals.call(recall, world.home, author=world.sales, key="called", now=NOON)
    keys = [{"pk": recall.pk}, {"pk": drill.pk}]
    for page in ("case", "widen", "letters", "letters_pdf", "sheet", "paper"):
        story.named[f"journals:recall_{page}"] = keys
    story.named["journals:recall_party"] = [{**key, "party": world.home.pk} for key in keys]
    story.named["journals:recall_answer"] = [{"token": recall_token(recall, world.home)}, {"token": "nonsense"}]


def told(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Story]:
    """A fixture's body: told once for a whole file; each test then takes back what it did, the last one everything."""
    # A request leaves its language behind it: the tests that follow must find the one they had.
    french = translation.override("fr")
    with french, time_machine.travel(NOON, tick=False), django_db_blocker.unblock(), transaction.atomic():
        yield tell()
        transaction.set_rollback(True)
