"""A kitchen at work, on top of the common cast: a recipe, its schedule, lots, a logger's file."""

from dataclasses import dataclass
from decimal import Decimal
from uuid import uuid4

from bocal.journals.models import Lot, LotState, Stock
from bocal.journals.rules import Way
from bocal.kitchen import acts
from bocal.kitchen.models import ManufacturingOrder, RecipeVersion, Schedule
from bocal.kitchen.reads import findings
from bocal.kitchen.rules.deviations import Decision
from bocal.kitchen.rules.recipes import LineRole, Part
from bocal.kitchen.rules.safety import CheckKind, ProbeAt, Treatment
from tests import world as worlds
from tests.world import KG, NOW, TODAY, World

HEADER = "Date;Heure;Sonde (°C)"


def logger(hold: int = 5, *, day: str = "03/09/2026", top: float = 121.1, unit: str = "C") -> bytes:
    """A file as a logger writes it, in French, a reading each thirty seconds: 40 minutes up, `hold`, 30 down."""
    rows = [HEADER.replace("C", unit)] if unit != "C" else [HEADER]
    celsius: list[float] = []
    celsius += [30 + (top - 30) * i / 80 for i in range(80)]
    celsius += [top] * (2 * hold + 1)
    celsius += [top - (top - 40) * i / 60 for i in range(1, 61)]
    for i, value in enumerate(celsius):
        shown = value if unit == "C" else value * 9 / 5 + 32
        seconds = 10 * 3600 + 30 * i
        clock = f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"
        rows.append(f"{day};{clock};{shown:.2f}".replace(".", ","))
    return "\r\n".join(rows).encode("cp1252")


def broken(first: int, second: int, *, down: float = 90, day: str = "03/09/2026") -> bytes:
    """A file whose plateau at 121.1 °C is in two pieces (minutes), with a fall to `down` °C between them."""
    fall = [121.1 - (121.1 - down) * i / 20 for i in range(1, 21)]
    celsius = [30 + 91.1 * i / 80 for i in range(80)] + [121.1] * (2 * first + 1) + fall
    celsius += [*reversed(fall[:-1])] + [121.1] * (2 * second + 1) + [121.1 - 81.1 * i / 60 for i in range(1, 61)]
    rows = [f"{day};{10 + i // 120:02d}:{i // 2 % 60:02d}:{30 * (i % 2):02d};{v:.2f}" for i, v in enumerate(celsius)]
    return "\r\n".join([HEADER, *rows]).replace(".", ",").encode("cp1252")


@dataclass
class Kitchen:
    """The cast, and what the kitchen cooks."""

    world: World
    version: RecipeVersion
    schedule: Schedule | None
    tomatoes: Lot
    salt: Lot
    jars: Lot
    lids: Lot

    @property
    def product(self):
        return self.world.items["Coulis de tomate 720 ml"]

    def order(self, *lots: Lot, wished: int | None = 30, author=None, key: str = "") -> ManufacturingOrder:
        chosen = lots or (self.tomatoes, self.salt)
        return acts.order(
            version=self.version,
            product=self.product,
            lots=[(lot.pk, self.world.store.pk) for lot in chosen],
            store=self.world.store,
            day=TODAY,
            author=author or self.world.cook,
            key=key or uuid4().hex,
            now=NOW,
            wished=wished,
        )

    def taken(self, kg: float = 30, peel: float = 3, lot: Lot | None = None) -> list[acts.Taken]:
        return [
            acts.Taken((lot or self.tomatoes).pk, self.world.store.pk, round(kg * KG), round(peel * KG)),
            acts.Taken(self.salt.pk, self.world.store.pk, 200_000),
        ]

    def make(self, order: ManufacturingOrder, *, jars: int = 30, author=None, key: str = "", note: str = "", **more):
        """30 kg of tomatoes, 3 of peel, 200 g of salt: 27.2 kg in the pot, 30 jars are 20.4 kg, steam the rest."""
        return acts.make(
            order,
            taken=more.pop("taken", self.taken()),
            outcome=acts.Outcome(jars_filled=jars, **more),
            day=TODAY,
            author=author or self.world.cook,
            key=key or uuid4().hex,
            now=NOW,
            note=note,
        )

    def cook(self, order: ManufacturingOrder, data: bytes | None = None, *, author=None, **more):
        return acts.cook(
            order,
            file_name=more.pop("file_name", "autoclave.csv"),
            data=logger() if data is None else data,
            equipment="Autoclave 1",
            probe=more.pop("probe", ProbeAt.CORE),
            author=author or self.world.cook,
            key=more.pop("key", uuid4().hex),
            now=NOW,
            **more,
        )

    def ph(self, order: ManufacturingOrder, value: str = "4.2", author=None):
        return acts.check(
            order,
            kind=CheckKind.PH,
            value=Decimal(value),
            meter="pH-mètre 2",
            author=author or self.world.cook,
            key=uuid4().hex,
            now=NOW,
        )

    def closure(self, order: ManufacturingOrder, failing: int = 0, author=None):
        return acts.check(
            order,
            kind=CheckKind.CLOSURE,
            looked_at=30,
            failing=failing,
            author=author or self.world.cook,
            key=uuid4().hex,
            now=NOW,
        )

    def ready(self, order: ManufacturingOrder | None = None) -> ManufacturingOrder:
        """An order made, cooked and checked: only its release is missing."""
        order = order or self.order()
        self.make(order)
        self.cook(order)
        self.ph(order)
        self.closure(order)
        return order

    def rule(self, order: ManufacturingOrder, decision: Decision, *, author=None, document: str = "", reason: str = ""):
        """Decide upon every deviation of an order that waits for it."""
        waiting = findings.undecided().filter(making__order=order)
        return [
            acts.rule(
                one,
                decision=decision,
                reason=reason or "vu et revu",
                document=document,
                author=author or self.world.quality,
                key=uuid4().hex,
                now=NOW,
            )
            for one in waiting
        ]

    def release(self, order: ManufacturingOrder, *, author=None, reason: str = ""):
        return acts.release(order, author=author or self.world.quality, key=uuid4().hex, now=NOW, reason=reason)


def draft(world: World, **more) -> acts.Draft:
    """Tomatoes, boiled down by a quarter, with a little salt."""
    parts = (
        Part(world.items["Tomates"].pk, LineRole.RAW, 1_325_000, 1_000),
        Part(world.items["Sel"].pk, LineRole.ADDITIVE, 8_000),
    )
    return acts.Draft(parts=parts, ph_highest=more.pop("ph_highest", Decimal("4.30")), **more)


def schedule(world: World, version: RecipeVersion, **more) -> Schedule:
    """F0 of 3 minutes, pH 4.4 at most, validated by somebody."""
    said = {
        "treatment": Treatment.STERILISE,
        "tref": Decimal("121.1"),
        "z": Decimal(10),
        "required": Decimal(3),
        "ph_max": Decimal("4.40"),
        "validated_by": "Laboratoire du Gué",
        "validated_on": TODAY,
        "reference": "BAR-2026-014",
        "author": world.direction,
        "now": NOW,
    }
    return acts.set_schedule(version, world.formats["720"], **{**said, **more})


def build(*, with_schedule: bool = True) -> Kitchen:
    """A cannery with 60 kg of tomatoes, a kilo of salt, 100 jars and 100 lids."""
    world = worlds.build()
    version = acts.write_recipe(
        name="Coulis de tomate",
        products=[world.items["Coulis de tomate 720 ml"]],
        draft=draft(world),
        author=world.products,
        now=NOW,
    )
    return Kitchen(
        world=world,
        version=version,
        schedule=schedule(world, version) if with_schedule else None,
        tomatoes=world.receive("Tomates", kg=60),
        salt=world.receive("Sel", kg=1, way=Way.BOUGHT),
        jars=world.receive("Pot 720 ml", pieces=100, way=Way.BOUGHT),
        lids=world.receive("Couvercle 82 mm", pieces=100, way=Way.BOUGHT),
    )


def on_hand(lot) -> int:
    return sum(Stock.objects.filter(lot=lot).values_list("quantity", flat=True))


def status(lot) -> str:
    return LotState.objects.get(lot=lot).status
