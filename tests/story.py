"""A world in which everything has happened once, told through the acts: what the tests that walk every page look at.

When a page is added that needs something that has not happened yet, tell it here.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import time_machine
from django.conf import settings
from django.core import signing
from django.db import transaction
from django.test import Client
from django.utils import translation
from pytest_django.plugin import DjangoDbBlocker

from bocal.billing import acts as billing
from bocal.billing import reads as bills
from bocal.billing.acts.batching import Choice
from bocal.billing.models import BankLine, Invoice
from bocal.billing.rules import Means
from bocal.catalog import acts as catalog
from bocal.catalog.models import Food
from bocal.directory import acts as directory
from bocal.directory.models import Organisation, Person
from bocal.directory.rules import Desk, ImportKind, VatProfile
from bocal.journals import acts as journals
from bocal.journals.models import Lot
from bocal.journals.notices import token as recall_token
from bocal.journals.rules import Doubt, Kind, Way
from bocal.kitchen import acts, notices, reads
from bocal.kitchen.acts import bench, tolling
from bocal.kitchen.acts.wanting import set_rates, set_targets
from bocal.kitchen.models import Deviation, Equipment, ManufacturingOrder
from bocal.kitchen.rules.bench import StepKind
from bocal.kitchen.rules.labels import own_gtin
from bocal.kitchen.rules.plan import (
    Cause,
    Decision,
    EquipmentKind,
    GlassStep,
    Sealed,
    Topic,
    TrainingTopic,
    UpkeepKind,
)
from bocal.kitchen.rules.safety import CheckKind
from bocal.kitchen.rules.toll import TollWork
from bocal.measure.money import Basis
from bocal.orders import acts as orders
from bocal.orders.acts import Came, Given
from bocal.orders.rules.delivering import WhenShort
from tests.billing import owed
from tests.directory import sheets
from tests.kitchen import kitchens
from tests.orders import desk as desks
from tests.orders import scene as scenes
from tests.supply import cast
from tests.world import KG, NOW, TODAY, World

#: When the walk takes place: one sale is being handed over, the next one is open.
NOON = scenes.PICKUP + timedelta(hours=1)


@dataclass
class Story:
    """The world, who is in it by their desk, and arguments for addresses that rows alone do not give."""

    world: World
    people: dict[str, Person]
    #: Values for an argument that is not a row's key, by its name.
    values: dict[str, list[Any]] = field(default_factory=dict)
    #: Whole sets of arguments, by the name of the route.
    named: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    #: The session of each person, signed in once for all.
    sessions: dict[str, str] = field(default_factory=dict)
    browsers: dict[tuple[str, ...], Client] = field(default_factory=dict)
    #: Arguments that have shown a page, by route; see walk.show.
    good: dict[str, list[dict[str, Any]]] = field(default_factory=dict)


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


def safety(story: Story, kitchen: kitchens.Kitchen, waiting: ManufacturingOrder) -> ManufacturingOrder:
    """The safety plan at work: read, out of limits, broken glass, an oven, a seal; and a cook that failed."""
    world = story.world
    autoclave, meter = equip(world)
    points = acts.start_plan(since=TODAY)
    cold, freezer, *_ = [point for point in points if point.topic == Topic.COLD]
    [vacuum] = [point for point in points if point.topic == Topic.VACUUM]

    def read(point: Any, value: str | None = None, *, sound: bool | None = None, order: Any = None) -> None:
        number = None if value is None else Decimal(value)
        acts.read_point(
            point, day=TODAY, value=number, sound=sound, order=order, author=world.quality, key=uuid4().hex, now=NOW
        )

    read(cold, "3.5")
    read(freezer, "-12")
    read(vacuum, sound=True, order=waiting)
    broken = acts.report(
        cause=Cause.GLASS,
        found="A jar broken while filling.",
        place="Filler",
        steps=[GlassStep.STOPPED, GlassStep.SEARCHED],
        day=TODAY,
        author=world.cook,
        key=uuid4().hex,
        now=NOW,
    )
    acts.rule(
        broken,
        decision=Decision.MENDED,
        reason="all pieces found again",
        author=world.quality,
        key=uuid4().hex,
        now=NOW,
    )
    warm = [
        acts.incubate(waiting, point=point, jars=2, started_on=TODAY, author=world.quality, key=uuid4().hex, now=NOW)
        for point in points
        if point.topic == Topic.INCUBATION
    ]
    acts.read_incubation(warm[1], sound=False, note="bulging", author=world.quality, key=uuid4().hex, now=NOW)
    failed = kitchen.order(world.receive("Tomates", kg=40), kitchen.salt, wished=20)
    kitchen.make(failed, jars=20, taken=kitchen.taken(20, 3, lot=failed.chosen.first().lot))
    kitchen.cook(failed, kitchens.logger(5, top=115), load=acts.Load(autoclave=autoclave, jars=20))
    acts.check(
        failed,
        kind=CheckKind.PH,
        value=Decimal("4.2"),
        device=meter,
        author=world.quality,
        key=uuid4().hex,
        now=NOW,
    )
    made = reads.file_of(failed.pk)
    assert made is not None
    for kind, data, making in (
        (Sealed.BATCH, notices.record(made), made.making),
        (Sealed.DAY, notices.day_record(TODAY), None),
    ):
        acts.seal(kind, data, day=TODAY, making=making, author=world.quality, key=uuid4().hex, now=NOW)
    story.named["kitchen:deviation"] = [{"pk": pk} for pk in Deviation.objects.values_list("pk", flat=True)]
    story.named["kitchen:cold"] = [{"pk": freezer.pk}]
    story.named["kitchen:oven"] = [{"pk": test.pk} for test in warm]
    return failed


def equip(world: World) -> tuple[Equipment, Equipment]:
    """An autoclave in order, whose operator is known, and a pH meter whose calibration is over."""
    autoclave = acts.write_equipment(None, kind=EquipmentKind.AUTOCLAVE, name="Autoclave 1", place=world.store)
    meter = acts.write_equipment(None, kind=EquipmentKind.PH_METER, name="pH-mètre 2")
    for one, kind, until in (
        (autoclave, UpkeepKind.INSPECTION, TODAY + timedelta(days=20)),
        (meter, UpkeepKind.CALIBRATION, TODAY - timedelta(days=1)),
    ):
        done = TODAY - timedelta(days=300)
        acts.upkeep(
            one,
            kind=kind,
            done_on=done,
            until=until,
            by="Mesures du Gué",
            author=world.quality,
            key=uuid4().hex,
            now=NOW,
        )
    acts.train(
        world.cook,
        topic=TrainingTopic.OPERATE,
        equipment=autoclave,
        done_on=TODAY - timedelta(days=90),
        by="Centre du Gué",
        author=world.direction,
        key=uuid4().hex,
        now=NOW,
    )
    return autoclave, meter


def at_the_kettle(kitchen: kitchens.Kitchen, planned: ManufacturingOrder, made: ManufacturingOrder) -> None:
    """A step under way, another one over, a crate weighed in, jars filled; the stock that one wants."""
    cook = kitchen.world.cook
    for order, kind, stopped in (
        (planned, StepKind.WEIGH, True),
        (planned, StepKind.MIX, False),
        (made, "label", True),
    ):
        step = bench.start_step(order, kind=StepKind(kind), workers=[cook], author=cook, key=uuid4().hex, now=NOON)
        if stopped:
            bench.stop_step(step, now=NOON + timedelta(minutes=20))
    bench.weigh_in(planned, crate=bench.Crate(kitchen.salt.code, 100_000), author=cook, key=uuid4().hex, now=NOON)
    bench.note_filled(planned, author=cook, now=NOON, jars_filled=12)
    set_targets(kitchen.product, jars=[60] * 12)
    set_rates(
        since=NOON.date(),
        hour_cents=1_830,
        load_wh=42_000,
        kwh_cents=Decimal("21.37"),
        label_cents=Decimal("4.5"),
        author=kitchen.world.direction,
        now=NOON,
    )


def toll_work(story: Story, kitchen: kitchens.Kitchen) -> None:
    """A farm's own crate, half of which went back to it."""
    world = story.world
    crate = world.receive("Tomates", kg=20, farm=world.other_farm, way=Way.TOLL)
    posted = tolling.give_back(
        world.other_farm,
        leaving=[tolling.Leaving(crate.pk, world.store.pk, 10 * KG)],
        per=TollWork.JAR,
        unit_price=Decimal(1),
        sorting_price=Decimal("0.5"),
        author=kitchen.world.cook,
        key=uuid4().hex,
        now=NOON,
    )
    story.named["kitchen:toll_back"] = [{"pk": world.other_farm.pk}]
    story.named["kitchen:toll_note"] = [{"pk": posted.voucher.pk}]


def arrivals(story: Story) -> None:
    """Announcements in each state, and goods that came in each of the three ways."""
    world = story.world
    cast.announce(world, what="Courgettes", item=world.items["Courgettes"], mass_mg=80 * KG)
    taken = cast.announce(world)
    cast.receive(world, offer=taken)
    cast.receive(world, way=Way.BOUGHT, giver=world.other_farm)
    cast.receive(world, cast.weighing(world, price=None), way=Way.TOLL)
    token = cast.link(world)
    story.values["token"] = [token, signing.dumps(["nowhere", 0, 0.0])]
    story.named["supply:offered"] = [{"token": token, "pk": pk} for pk in offers_of(world.farm)]


def offers_of(farm: Organisation) -> list[int]:
    """Keys of what a farm has announced."""
    return list(farm.offers.values_list("pk", flat=True))


def sale(story: Story) -> None:
    """A sale from its opening to the invoice, jars and deposits included; and the next one, which is open."""
    world = story.world
    scene = scenes.build(world=world, jars=12)
    taken = scene.place(tomatoes=2, hens=1, jars=3)
    unbilled = scene.place(world.other_home, world.other_customer, eggs=2, jars=1)
    [(home, person)] = scenes.households(1)
    waiting = scene.place(home, person, eggs=1, hens=1)
    scene.close()
    scene.bring(tomatoes=Came(2))
    scene.bring(hens=Came(2, 3_650_000), eggs=Came(3))
    scene.hand(taken, tomatoes=Given(2), hens=Given(1, 1_850_000), jars=Given(3))
    scene.hand(unbilled, eggs=Given(2), jars=Given(1))
    story.named["orders:hand_over"] = [{"pk": waiting.pk}, {"pk": taken.pk}]
    orders.give(
        party=world.food_aid,
        quantities={world.items["Coulis de tomate 720 ml"].pk: 2},
        person=world.sales,
        key=uuid4().hex,
        now=scenes.PICKUP,
    )
    orders.take_jars_back(
        customer=world.home,
        jars_back={world.formats["720"].pk: 1},
        person=world.point_person,
        key=uuid4().hex,
        now=scenes.PICKUP,
    )
    invoice = bill(world, world.home)
    billing.pay(
        invoice=invoice, cents=500, means=Means.CASH, day=NOON.date(), author=world.accounts, key=uuid4().hex, now=NOON
    )
    batch = billing.start_batch(
        choices=[Choice(world.other_home.pk, Basis.GROSS, 1)],
        until=NOON.date(),
        due_on=NOON.date(),
        mail=False,
        author=world.accounts,
        key=uuid4().hex,
        now=NOON,
    )
    story.named["billing:batch"] = [{"pk": batch.pk}]
    movements = b"Date;Libelle;Montant\n01/09/2026;VIR ANCELIN;12,50\n01/09/2026;LOYER;-96,00\n"
    billing.bring_bank(data=movements, author=world.accounts, now=NOON)
    noted, self_billed, received = owed.suppliers(world, NOON)
    story.named["billing:supplier_pay"] = [{"pk": one.pk} for one in noted]
    for page in ("supplier", "supplier_statement"):
        story.named[f"billing:{page}"] = [{"supplier": one.supplier_id} for one in noted]
    story.named["billing:supplier_paper"] = [{"pk": self_billed.pk}]
    story.named["billing:received"] = [{"pk": received.pk}]
    story.named["billing:bank_line"] = [{"pk": line.pk} for line in BankLine.objects.all()]
    story.values["number"] = [invoice.number]
    story.values["customer"] = [world.home.pk]

    following = orders.open_round(
        title="Vente suivante",
        opens_at=NOON - timedelta(hours=2),
        closes_at=NOON + timedelta(days=2),
        person=world.sales,
        key=uuid4().hex,
        now=NOON,
        copy_of=scene.sale,
    )
    goods, slot = following.offers.first(), following.slots.first()
    if goods and slot:
        orders.place(
            sale=following.pk,
            customer=world.home.pk,
            person=world.customer.pk,
            slot=slot.pk,
            wanted={goods.pk: 1},
            key=uuid4().hex,
            now=NOON,
        )
    story.named["orders:shop"] = [{"pk": following.pk}]
    story.named["orders:offer"] = [
        {"pk": following.pk, "offer_pk": pk} for pk in following.offers.values_list("pk", flat=True)
    ]
    story.named["orders:bring"] = [{"pk": scene.sale.pk, "producer_pk": world.farm.pk}]
    story.named["orders:handing"] = [{"pk": scene.sale.pk, "point_pk": scene.point.pk}]
    lists = [
        {"pk": scene.sale.pk, "kind": kind} for kind in ("farms", "points", "customers", "fermes", "points", "clients")
    ]
    story.named |= {"orders:lists": lists, "orders:lists_pdf": lists}
    story.named["billing:bill"] = [
        {"customer": home.pk, "basis": basis} for home in (world.other_home, world.home) for basis in ("gross", "net")
    ]


def professionals(story: Story) -> None:
    """Deliveries of the day in each state, a standing order, goods sent back, a line that waits."""
    world = story.world
    desk = desks.build(world=world, kg=80, jars=30)
    directory.seat(world.customer, Desk.CUSTOMER, at=desk.bistro)
    today = NOON.date()
    # Letters are kept in the language of whom they went to: these speak English, as what people write above.
    Person.objects.update(language="en")
    ordered = desk.order(200, 4, day=today, sure=True, when_short=WhenShort.WAIT, now=NOON)
    changeable = desk.order(jars=2, day=today + timedelta(days=8), sure=True, now=NOON)
    gone = desk.order(jars=1, day=today, sure=True, now=NOON)
    orders.cancel_delivery(delivery=gone, now=NOON)
    picked, delivered = (desk.order(jars=3, day=today, sure=True, now=NOON) for _ in range(2))
    desk.pick(picked, now=NOON)
    desk.pick(delivered, now=NOON)
    desk.deliver(delivered, signature="10,10 40,60 90,20;200,50", now=NOON)
    orders.take_goods_back(
        delivery=delivered,
        back={desk.line(delivered, desk.jar): 1},
        broken=False,
        person=world.sales,
        key=uuid4().hex,
        now=NOON,
    )
    standing = orders.stand(
        customer=desk.bistro,
        weekday=1,
        quantities={desk.jar.pk: 2},
        first_on=today,
        person=world.sales,
        key=uuid4().hex,
        now=NOON,
    )
    Person.objects.update(language="fr")
    states = [{"pk": one.pk} for one in (ordered, picked, delivered, gone)]
    story.named |= {
        "orders:delivery": states,
        "orders:my_delivery": [{"pk": changeable.pk}, *states],
        "orders:change_online": [{"pk": changeable.pk}],
        "orders:change_delivery": [{"pk": ordered.pk}],
        "orders:hand_delivery": [{"pk": picked.pk}],
        "orders:goods_back": [{"pk": delivered.pk}],
        "orders:order_for": [{"pk": desk.bistro.pk}],
        "orders:order_online": [{"pk": desk.bistro.pk}],
        "orders:terms": [{"pk": desk.bistro.pk}, {"pk": desk.canteen.pk}],
        "orders:new_standing": [{"customer_pk": desk.bistro.pk}],
        "orders:standing": [{"customer_pk": desk.bistro.pk, "pk": standing.pk}],
        "orders:my_standing": [{"pk": standing.pk}],
    }


def bill(world: World, customer: Organisation) -> Invoice:
    """What was handed over to this customer, billed."""
    draft = bills.draft(customer, Basis.GROSS, VatProfile.LIABLE, until=NOON.date())
    return billing.issue(
        customer=customer,
        basis=Basis.GROSS,
        until=NOON.date(),
        expected=draft.totals.payable,
        author=world.accounts,
        key=uuid4().hex,
        now=NOON,
        mail=True,
    )


def told(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Story]:
    """A fixture's body: told once for a whole file; each test then takes back what it did, the last one everything."""
    # A request leaves its language behind it: the tests that follow must find the one they had.
    french = translation.override("fr")
    with french, time_machine.travel(NOON, tick=False), django_db_blocker.unblock(), transaction.atomic():
        yield tell()
        transaction.set_rollback(True)
