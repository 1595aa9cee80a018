"""What comes in and what is cooked: receptions, recipes with their schedules, orders, cooks, checks, releases."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from uuid import UUID, uuid5

from django.utils import timezone

from bocal.catalog.models import Item, JarFormat
from bocal.directory.models import Organisation
from bocal.directory.rules import Desk, OrganisationKind
from bocal.house.demo.goods import DISHES, Dish
from bocal.house.demo.people import Peopled
from bocal.journals.rules import Way
from bocal.kitchen import acts as kitchen
from bocal.kitchen import reads as kitchen_reads
from bocal.kitchen.models import ManufacturingOrder, RecipeVersion
from bocal.kitchen.rules.recipes import LineRole, Part
from bocal.kitchen.rules.safety import CheckKind, ProbeAt, Treatment
from bocal.kitchen.rules.stands import Stand
from bocal.supply import acts as supply
from bocal.supply import reads as supply_reads
from bocal.supply.models import Reception
from bocal.supply.rules import Checks, Weighing

G, KG = 1_000, 1_000_000
#: Share of the raw produce that peeling takes, in basis points.
PEEL_BP = {"Courges": 1800, "Pommes": 1200, "Oignons": 800, "Carottes": 1000, "Betteraves": 1200, "Céleri-rave": 1500}
SPACE = UUID("6f0c7a52-6d0e-4d0b-9a3e-5f5d8a1c2b10")


def key(*words: object) -> UUID:
    """The same key for the same words: a step of the demonstration done twice is done once."""
    return uuid5(SPACE, " ".join(map(str, words)))


def at(day: date, hour: int, minute: int = 0) -> datetime:
    """A moment of a day, in local time."""
    return timezone.make_aware(datetime.combine(day, time(hour, minute)))


def receive(
    found: Peopled,
    giver: Organisation,
    lines: Sequence[tuple[str, int, int]],
    day: date,
    *,
    way: Way,
    note: str = "",
) -> Reception:
    """Goods come in on a day; each line is an item's name, a quantity (mg or pieces) and a number of crates."""
    weighings = []
    for name, quantity, crates in lines:
        item = Item.objects.get(name=name)
        price = item.price * Decimal("0.6") if way is Way.BOUGHT and item.price else None
        weighings.append(
            Weighing(
                supply_reads.thing(item),
                quantity,
                crates=crates,
                price=price and price.quantize(Decimal("0.01")),
            )
        )
    return supply.receive(
        giver=giver,
        way=way,
        day=day,
        place=found.store,
        lines=weighings,
        checks=Checks(clean=True, aspect=True, transport=True, temperature=Decimal("6.5")),
        author=found.at(Desk.RECEPTION),
        key=key(found.shape.slug, giver.pk, day, lines),
        now=at(day, 9),
        note=note,
    )


def stock_up(found: Peopled, day: date, *, jars: int = 1200, kg_salt: int = 25) -> None:
    """Jars, lids and salt are bought like anything else."""
    glass = Organisation.objects.get(kind=OrganisationKind.SUPPLIER)
    receive(
        found,
        glass,
        [
            ("Pot 720 ml", jars, 4),
            ("Couvercle pour 720 ml", jars, 2),
            ("Pot 370 ml", jars // 2, 2),
            ("Couvercle pour 370 ml", jars // 2, 1),
            ("Sel", kg_salt * KG, 1),
        ],
        day,
        way=Way.BOUGHT,
    )


def recipes(found: Peopled, day: date) -> dict[str, RecipeVersion]:
    """Every dish as a first version, with a schedule for each jar format; those that are there stay as they are."""
    if written := {version.recipe.name: version for version in kitchen_reads.latest_versions()}:
        return written
    cook, quality = found.at(Desk.PRODUCTION), found.at(Desk.QUALITY)
    versions = {}
    for dish in DISHES:
        parts = []
        for name, grams in dish.lines:
            item = Item.objects.get(name=name)
            role = LineRole.RAW if item.kind == "raw" else LineRole.ADDITIVE
            low, high = next(((low, high) for line, low, high in dish.ranges if line == name), (None, None))
            stands = tuple(
                Stand(Item.objects.get(name=other).pk, most, PEEL_BP.get(other, 0))
                for line, other, most in dish.stands
                if line == name
            )
            parts.append(Part(item.pk, role, grams * G, PEEL_BP.get(name, 0), low, high, stands))
        version = kitchen.write_recipe(
            name=dish.name,
            products=list(Item.objects.filter(name__startswith=dish.name)),
            draft=kitchen.Draft(
                tuple(parts), water_mg_per_kg=dish.water_g * G, ph_highest=Decimal(dish.ph), method=dish.text
            ),
            author=cook,
            now=at(day, 10),
        )
        for made in JarFormat.objects.all():
            _schedule(version, made, dish, quality, day)
        versions[dish.name] = version
    return versions


def _schedule(version: RecipeVersion, made: JarFormat, dish: Dish, author: object, day: date) -> None:
    kitchen.set_schedule(
        version,
        made,
        treatment=Treatment.STERILISE if dish.sterilised else Treatment.PASTEURISE,
        tref=Decimal("121.1") if dish.sterilised else Decimal("93.3"),
        z=Decimal("10") if dish.sterilised else Decimal("8.9"),
        required=Decimal("5") if dish.sterilised else Decimal("10"),
        ph_max=None if dish.sterilised else Decimal("4.4"),
        validated_by="Centre technique de démonstration",
        validated_on=day - timedelta(days=30),
        reference=f"DEMO-{version.pk:02d}-{made.capacity_ml}",
        author=author,  # type: ignore[arg-type]
        now=at(day, 10, 30),
    )


@dataclass(frozen=True)
class Batch:
    """What one cook of the demonstration makes, and how far it has come."""

    dish: str
    product: str
    kg: int
    way: Way = Way.GIVEN
    cooked: bool = True
    checked: bool = True
    released: bool = True
    #: Share of its line, in basis points, that the dish's substitute takes.
    instead_bp: int = 0
    #: °C that the plateau lacks: a cook that fails its schedule.
    short: float = 0


def batch(
    found: Peopled, version: RecipeVersion, wanted: Batch, day: date, farms: Sequence[Organisation]
) -> ManufacturingOrder:
    """Receive what the dish needs, order, and go as far as `wanted` says."""
    dish = next(dish for dish in DISHES if dish.name == wanted.dish)
    lots = []
    raw = _raw(dish, wanted.instead_bp)
    for farm, (name, grams) in zip(farms, raw, strict=False):
        gross = grams * G * wanted.kg * 10_000 // (10_000 - PEEL_BP.get(name, 0))
        gross = -(-gross // (500 * G)) * 500 * G
        got = receive(found, farm, [(name, gross, max(1, gross // (12 * KG)))], day, way=wanted.way)
        lots += [(line.lot_id, found.store.pk) for line in got.lines.all()]
    hands = kitchen_reads.lots_at_hand({Item.objects.get(name="Sel").pk}, today=day)
    if any(name == "Sel" for name, _ in dish.lines):
        lots.append((hands[0].at_hand.lot, hands[0].at_hand.place))
    cook, quality = found.at(Desk.PRODUCTION), found.at(Desk.QUALITY)
    word = key(found.shape.slug, day, wanted.product)
    ordered = kitchen.order(
        version=version,
        product=Item.objects.get(name=wanted.product),
        lots=lots,
        store=found.store,
        day=day,
        author=cook,
        key=f"{word}-order",
        now=at(day, 10),
    )
    if not wanted.cooked:
        return ordered
    make(found, ordered, day, f"{word}-make")
    kitchen.cook(
        ordered,
        file_name=f"enregistreur-{day:%Y-%m-%d}.csv",
        data=logger_file(day, plateau=(116.5 if dish.sterilised else 97.0) - wanted.short, seed=ordered.pk),
        equipment="Autoclave 1",
        probe=ProbeAt.CORE,
        author=cook,
        key=f"{word}-cook",
        now=at(day, 16),
    )
    if not wanted.checked:
        return ordered
    kitchen.check(
        ordered,
        kind=CheckKind.PH,
        value=Decimal(dish.ph),
        meter="pH-mètre 2",
        author=quality,
        key=f"{word}-ph",
        now=at(day, 17),
    )
    kitchen.check(
        ordered, kind=CheckKind.CLOSURE, looked_at=12, author=quality, key=f"{word}-closure", now=at(day, 17, 10)
    )
    kitchen.check(ordered, kind=CheckKind.VISUAL, author=quality, key=f"{word}-visual", now=at(day, 17, 15))
    if wanted.released:
        kitchen.release(ordered, author=quality, key=f"{word}-release", now=at(day, 17, 30))
    return ordered


def _raw(dish: Dish, instead_bp: int) -> list[tuple[str, int]]:
    """Trimmed grams of each crop for a kilo; of a line that is replaced in part, its substitute takes its share."""
    raw = {name: grams for name, grams in dish.lines if name != "Sel"}
    if instead_bp:
        line, other, _most = dish.stands[0]
        raw[other] = raw[line] * instead_bp // 10_000
        raw[line] -= raw[other]
    return list(raw.items())


def make(found: Peopled, ordered: ManufacturingOrder, day: date, word: str) -> None:
    """A kettle that went nearly as planned: two jars short, one broken, a jar kept for tasting."""
    composition = kitchen_reads.composition(ordered.version)
    taken, pot = [], 0
    for chosen in ordered.chosen.select_related("lot__item"):
        peel = chosen.quantity * PEEL_BP.get(chosen.lot.item.name, 0) // 10_000
        taken.append(kitchen.Taken(chosen.lot_id, chosen.place_id, chosen.quantity, peel))
        pot += chosen.quantity - peel
    water = composition.water_mg_per_kg * ordered.jars * ordered.product.piece_mg // KG
    steam = composition.evaporation_of(pot + water)
    jars = min(ordered.jars, (pot + water - steam) // ordered.product.piece_mg) - 1
    left = pot + water - steam - jars * ordered.product.piece_mg
    hands = [person.pk for person in found.team[:3]]
    kitchen.make(
        ordered,
        taken=taken,
        outcome=kitchen.Outcome(
            jars_filled=jars,
            water_mg=water,
            jars_broken=1,
            tasting_jars=1,
            spilled_mg=left,
            evaporation_mg=steam,
            minutes=tuple((person, 150 + 10 * number) for number, person in enumerate(hands)),
        ),
        day=day,
        author=found.at(Desk.PRODUCTION),
        key=word,
        now=at(day, 15),
    )


def logger_file(day: date, *, plateau: float, seed: int) -> bytes:
    """What an autoclave's logger writes: a header of free text, semicolons, decimal commas, a reading every 30 s."""
    lines = [
        "Enregistreur de température;modèle de démonstration",
        f"Série;{1000 + seed}",
        "",
        "Date;Heure;Sonde 1 (°C);Sonde 2 (°C)",
    ]
    rise, hold, cool = 30, 22, 18
    for step in range((rise + hold + cool) * 2 + 1):
        minute = step / 2
        if minute <= rise:
            core = 62 + (plateau - 62) * (minute / rise) ** 0.8
        elif minute <= rise + hold:
            core = plateau + 0.2 * ((step * 7 + seed) % 5 - 2) / 2
        else:
            core = plateau - (plateau - 45) * (minute - rise - hold) / cool
        other = core + 0.3 + 0.1 * ((step + seed) % 3)
        moment = at(day, 13) + timedelta(minutes=minute)
        clock = timezone.localtime(moment)
        lines.append(f"{clock:%d/%m/%Y};{clock:%H:%M:%S};{core:.1f};{other:.1f}".replace(".", ","))
    return "\n".join(lines).encode("cp1252")
