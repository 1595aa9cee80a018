"""Questions to the kitchen: what can be made of what, where each order stands, what a cook was worth, what lacks."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, Max, OuterRef, Prefetch, Q, QuerySet, Sum
from django.utils.translation import gettext as _

from bocal.catalog.models import Item, JarFormat
from bocal.catalog.rules import FOOD, Dimension, ItemKind
from bocal.directory import reads as directory
from bocal.directory.models import Collective, Organisation, Person, Place
from bocal.directory.rules import Desk, PlaceKind
from bocal.journals import reads as journals
from bocal.journals.models import HoursLine, Lot, Movement, Stock, Voucher
from bocal.journals.rules import Status
from bocal.kitchen import words
from bocal.kitchen.models import (
    Check,
    Cook,
    Making,
    ManufacturingOrder,
    Recipe,
    RecipeLine,
    RecipeVersion,
    Schedule,
)
from bocal.kitchen.rules.making import Pack
from bocal.kitchen.rules.recipes import AtHand, Composition, LineRole, Part, Scaled, first_expired_first, scale
from bocal.kitchen.rules.safety import (
    Checked,
    CheckKind,
    Gap,
    Heat,
    Limits,
    ProbeAt,
    Treatment,
    Verdict,
    Warn,
    check_fails,
    gaps,
    verdict,
    warnings,
)
from bocal.kitchen.rules.stages import Stage, stage
from bocal.look.charts import Panel, Series
from bocal.look.templatetags.look import number
from bocal.measure import lethality
from bocal.measure.readings import Series as Readings

#: How many orders a list shows at a time, and how many lots wait for release at most on a page.
PAGE = 50

# ── Recipes and schedules ────────────────────────────────────────────────────────────────────────────────────────────


def recipes() -> QuerySet[Recipe]:
    """Active recipes by name, with their products, the number of their latest version, how many orders they had."""
    return (
        Recipe.objects.filter(active=True)
        .annotate(latest=Max("versions__number"), orders=Count("versions__orders", distinct=True))
        .prefetch_related("products__jar_format")
    )


def recipe(pk: int) -> Recipe | None:
    """A recipe with its products."""
    return Recipe.objects.prefetch_related("products__jar_format").filter(pk=pk).first()


def ingredients() -> QuerySet[Item]:
    """What may enter a recipe: active raw, prepared and seasoning items that are weighed or counted."""
    return Item.objects.filter(
        kind__in=(ItemKind.RAW, ItemKind.PREPARED, ItemKind.ADDITIVE),
        dimension__in=(Dimension.MASS, Dimension.COUNT),
        active=True,
    )


def products() -> QuerySet[Item]:
    """What a recipe may give: active filled jars."""
    return Item.objects.filter(kind=ItemKind.FINISHED, active=True, jar_format__isnull=False).select_related(
        "jar_format"
    )


_WITH_ITEM = RecipeLine.objects.select_related("item")
_LINES = Prefetch("lines", queryset=_WITH_ITEM)
_PRODUCTS = Prefetch("recipe__products", queryset=Item.objects.select_related("jar_format"))
_FROZEN = Exists(ManufacturingOrder.objects.filter(version=OuterRef("pk"))) | Exists(
    Schedule.objects.filter(version=OuterRef("pk"))
)


def versions(of: int) -> QuerySet[RecipeVersion]:
    """A recipe's versions, newest first, each with `frozen` (an order used it, or a schedule was validated for it)."""
    return RecipeVersion.objects.filter(recipe=of).annotate(frozen=_FROZEN).select_related("recipe", "author")


def version(pk: int) -> RecipeVersion | None:
    """A version with its recipe, lines and products, and whether it is `frozen`."""
    return (
        RecipeVersion.objects.annotate(frozen=_FROZEN)
        .select_related("recipe", "author")
        .prefetch_related(_LINES, _PRODUCTS)
        .filter(pk=pk)
        .first()
    )


def recipe_lines(version_key: int) -> QuerySet[RecipeLine]:
    """The lines of a version with their goods: all that a record prints of its recipe."""
    return _WITH_ITEM.filter(version=version_key)


def latest_versions() -> QuerySet[RecipeVersion]:
    """The version of each active recipe that orders are made with, by name."""
    newest = RecipeVersion.objects.filter(recipe=OuterRef("recipe"), number__gt=OuterRef("number"))
    return (
        RecipeVersion.objects.filter(~Exists(newest), recipe__active=True)
        .select_related("recipe")
        .prefetch_related(_PRODUCTS, _LINES)
        .order_by("recipe__name")
    )


def parts_of(lines: Iterable[RecipeLine]) -> tuple[Part, ...]:
    """Lines as the rules want them."""
    return tuple(Part(line.item_id, LineRole(line.role), line.mg_per_kg, line.peel_bp) for line in lines)


def composition(of: RecipeVersion) -> Composition:
    """A version as the rules want it."""
    return Composition(parts_of(of.lines.all()), of.water_mg_per_kg, of.evaporation_mg_per_kg)


def schedules(of: RecipeVersion) -> QuerySet[Schedule]:
    """Every schedule a version ever had, newest first, withdrawn ones too."""
    return Schedule.objects.filter(version=of).select_related("jar_format", "author", "withdrawn_by")


def schedules_in_force(of: Iterable[int]) -> dict[tuple[int, int], Schedule]:
    """The schedule that counts for each (version, jar format): the latest, unless it is withdrawn."""
    return in_force(Schedule.objects.filter(version__in=set(of)).select_related("jar_format"))


def in_force(written: Iterable[Schedule]) -> dict[tuple[int, int], Schedule]:
    """Among all that was ever written, the schedule that counts for each (version, jar format)."""
    latest = {(row.version_id, row.jar_format_id): row for row in sorted(written, key=lambda row: row.pk)}
    return {pair: row for pair, row in latest.items() if row.withdrawn_at is None}


def limits_of(schedule: Schedule) -> Limits:
    """A schedule as the rules want it."""

    def number(value: object) -> float | None:
        return None if value is None else float(str(value))

    return Limits(
        treatment=Treatment(schedule.treatment),
        tref=float(schedule.tref),
        z=float(schedule.z),
        required=float(schedule.required),
        plateau_temperature=number(schedule.plateau_temperature),
        plateau_minutes=number(schedule.plateau_minutes),
        ph_max=number(schedule.ph_max),
    )


def jar_format(pk: int) -> JarFormat | None:
    """A jar format."""
    return JarFormat.objects.filter(pk=pk).first()


# ── Lots at hand ─────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class HandLot:
    """A lot in a place, with what the page shows of it and what the rules want."""

    stock: Stock
    at_hand: AtHand

    @property
    def ref(self) -> str:
        """How a form names it."""
        return f"{self.stock.lot_id}-{self.stock.place_id}"


def at_hand(row: Stock) -> AtHand:
    """A stock row as the rules want it."""
    item = row.lot.item
    return AtHand(
        lot=row.lot_id,
        place=row.place_id,
        item=item.pk,
        kind=ItemKind(item.kind),
        owner=row.lot.owner_id,
        dimension=Dimension(item.dimension),
        piece_mg=item.piece_mg,
        quantity=row.quantity,
        mass_mg=row.mass_mg,
        good_until=row.lot.good_until,
    )


def _usable() -> QuerySet[Stock]:
    return journals.stock().filter(lot__state__status=Status.RELEASED).exclude(place__kind=PlaceKind.SHELF)


def lots_at_hand(items: Iterable[int], *, today: date) -> list[HandLot]:
    """What may go into the pot: released lots of these items in the stores, nearest date first, none past its date."""
    rows = _usable().filter(lot__item__in=set(items)).exclude(lot__date_kind="use_by", lot__good_until__lt=today)
    found = {(row.lot_id, row.place_id): row for row in rows}
    ordered = first_expired_first(at_hand(row) for row in found.values())
    return [HandLot(found[hand.lot, hand.place], hand) for hand in ordered]


def held_back(items: Iterable[int]) -> int:
    """How many lots of these items are in the stores and may not be used, being on hold or blocked."""
    rows = Stock.objects.filter(quantity__gt=0, lot__item__in=set(items), place__real=True)
    return rows.exclude(lot__state__status=Status.RELEASED).values("lot").distinct().count()


def pieces_there(items: Iterable[int], owner: int) -> dict[int, int]:
    """How many jars or lids of each item may be filled, ours."""
    rows = _usable().order_by().filter(lot__item__in=set(items), lot__owner=owner)
    return dict(rows.values_list("lot__item").annotate(Sum("quantity")))


def packs(item: int, owner: int) -> list[Pack]:
    """Jars or lids of this item that may be filled, ours, oldest first."""
    rows = _usable().filter(lot__item=item, lot__owner=owner).order_by("lot_id", "place_id")
    return [Pack(row.lot_id, row.place_id, row.quantity) for row in rows]


@dataclass(frozen=True)
class Plan:
    """An order scaled to chosen lots, with what the page says of it."""

    scaled: Scaled
    items: dict[int, Item]
    jars_there: int
    lids_there: int
    # Food of several owners: the order would be refused.
    mixed: bool

    @property
    def rows(self) -> list[dict[str, object]]:
        """Each need with its item, to show."""
        return [{"item": self.items[need.item], "need": need} for need in self.scaled.needs]

    @property
    def limiting(self) -> list[Item]:
        """What keeps the order from being larger."""
        return [self.items[key] for key in self.scaled.limiting]

    @property
    def jars_short(self) -> int:
        """Jars that are missing."""
        return max(self.scaled.jars - self.jars_there, 0)

    @property
    def lids_short(self) -> int:
        """Lids that are missing."""
        return max(self.scaled.jars - self.lids_there, 0)


def plan(
    of: RecipeVersion, product: Item, chosen: Sequence[AtHand], *, ours: Organisation, wished: int | None = None
) -> Plan:
    """What the chosen lots give of `product`. `ValueError` when it is no filled jar."""
    format_ = product.jar_format
    if format_ is None:
        raise ValueError("a plan wants a filled jar")
    there = pieces_there((format_.jar_id, format_.lid_id), ours.pk)
    return Plan(
        scaled=scale(composition(of), chosen, piece_mg=product.piece_mg, wished=wished),
        items={line.item_id: line.item for line in of.lines.all()},
        jars_there=there.get(format_.jar_id, 0),
        lids_there=there.get(format_.lid_id, 0),
        mixed=len({lot.owner for lot in chosen if lot.kind in FOOD}) > 1,
    )


def cooks_people() -> QuerySet[Person]:
    """Those whose minutes the kitchen writes down."""
    return directory.people_at(Desk.PRODUCTION)


def stores() -> QuerySet[Place]:
    """Where filled jars may go."""
    return directory.stores()


# ── Orders ───────────────────────────────────────────────────────────────────────────────────────────────────────────

_COOKED = Exists(Cook.objects.filter(making=OuterRef("pk")))


def _live() -> QuerySet[Making]:
    """Makings that hold: their voucher was not taken back."""
    return (
        Making.objects.filter(voucher__reversal=None)
        .select_related("voucher__author", "lot__state", "lot__item", "lot__owner")
        .annotate(cooked=_COOKED)
    )


@dataclass(frozen=True)
class OrderLine:
    """An order in a list, with the making that holds and its stage."""

    order: ManufacturingOrder
    making: Making | None
    stage: Stage


def _line(order: ManufacturingOrder) -> OrderLine:
    live: list[Making] = getattr(order, "live", [])
    making = live[0] if live else None
    return OrderLine(
        order,
        making,
        stage(
            cancelled=order.cancelled_at is not None,
            made=making is not None,
            cooked=bool(making and getattr(making, "cooked", False)),
            status=Status(making.lot.state.status) if making else None,
        ),
    )


def _orders() -> QuerySet[ManufacturingOrder]:
    return ManufacturingOrder.objects.select_related(
        "version__recipe", "product__jar_format", "owner", "store", "author"
    ).prefetch_related(Prefetch("makings", queryset=_live(), to_attr="live"))


def _at(wanted: Stage | None) -> QuerySet[ManufacturingOrder]:
    rows = _orders()
    live = Making.objects.filter(order=OuterRef("pk"), voucher__reversal=None)
    if wanted in (Stage.TO_DO, Stage.CANCELLED):
        return rows.filter(~Exists(live), cancelled_at__isnull=wanted is Stage.TO_DO)
    if wanted in (Stage.RELEASED, Stage.BLOCKED):
        return rows.filter(Exists(live.filter(lot__state__status=wanted.value)))
    if wanted is not None:
        cooked = live.filter(lot__state__status=Status.HOLD).annotate(cooked=_COOKED)
        return rows.filter(Exists(cooked.filter(cooked=wanted is Stage.CHECKS)))
    return rows


def orders(wanted: Stage | None = None, *, before: int | None = None) -> list[OrderLine]:
    """The latest orders, newest day first, `PAGE` of them; only those at a stage when one is wanted."""
    rows = _at(wanted)
    if before is not None:
        rows = rows.filter(pk__lt=before)
    return [_line(order) for order in rows[:PAGE]]


def how_many(wanted: Stage) -> int:
    """How many orders are at a stage."""
    return _at(wanted).count()


def unfinished() -> list[OrderLine]:
    """Orders that still want something: to make, to cook, to check; the latest `PAGE`, newest day first."""
    live = Making.objects.filter(order=OuterRef("pk"), voucher__reversal=None)
    done = live.filter(lot__state__status__in=(Status.RELEASED, Status.BLOCKED))
    return [_line(order) for order in _orders().filter(~Exists(done), cancelled_at=None)[:PAGE]]


def by_day(lines: Iterable[OrderLine]) -> list[tuple[date, list[OrderLine]]]:
    """The same lines, grouped by day in the order they came."""
    days: dict[date, list[OrderLine]] = defaultdict(list)
    for line in lines:
        days[line.order.day].append(line)
    return list(days.items())


def order(pk: int) -> OrderLine | None:
    """One order, with the making that holds and its stage."""
    found = _orders().filter(pk=pk).first()
    return _line(found) if found else None


def chosen_lots(of: ManufacturingOrder) -> list[tuple[AtHand, Stock | None, Lot, int]]:
    """The lots chosen for an order with their stock now (None: all gone) and the quantity meant to go in."""
    rows = list(
        of.chosen.select_related("lot__item", "lot__owner", "lot__origin", "lot__state", "place").order_by("pk")
    )
    there = {(row.lot_id, row.place_id): row for row in journals.stock().filter(lot__in=[row.lot_id for row in rows])}
    found = []
    for row in rows:
        stock = there.get((row.lot_id, row.place_id))
        hand = at_hand(stock) if stock else at_hand(Stock(lot=row.lot, place=row.place, quantity=0, mass_mg=0))
        found.append((hand, stock, row.lot, row.quantity))
    return found


# ── Cooks, checks and release ────────────────────────────────────────────────────────────────────────────────────────


def series_of(cook: Cook) -> Readings:
    """The readings of a cook."""
    unit: lethality.Unit = "F" if cook.unit == "F" else "C"
    return Readings(
        times=tuple(cook.times),
        probes=tuple(tuple(probe) for probe in cook.probes),
        unit=unit,
        names=tuple(cook.names),
    )


def heat_of(cook: Cook) -> Heat:
    """A cook as the rules want it."""
    return Heat(
        exact=cook.exact,
        trapezoid=cook.trapezoid,
        plateau=cook.plateau,
        largest_gap=cook.largest_gap,
        probe=ProbeAt(cook.probe_at),
        other_day=cook.other_day,
    )


def checked(check: Check) -> Checked:
    """A check as the rules want it."""
    return Checked(
        kind=CheckKind(check.kind),
        value=None if check.value is None else float(check.value),
        looked_at=check.looked_at,
        failing=check.failing,
        sound=check.sound,
    )


@dataclass(frozen=True)
class File:
    """All that is known of a finished lot's safety."""

    making: Making
    lot: Lot
    schedule: Schedule | None
    limits: Limits | None
    cook: Cook | None
    verdict: Verdict
    checks: tuple[Check, ...]
    latest: dict[CheckKind, Check]
    gaps: tuple[Gap, ...]
    warnings: tuple[Warn, ...]
    shared_with: tuple[ManufacturingOrder, ...]

    @property
    def outcome(self) -> str:
        """The verdict's sentence."""
        return str(words.OUTCOMES[self.verdict.outcome])

    @property
    def lacks(self) -> list[str]:
        """What is missing, in words."""
        return [str(words.GAPS[gap]) for gap in self.gaps]

    @property
    def said(self) -> list[str]:
        """The warnings, in words."""
        return [str(words.WARNS[warning]) for warning in self.warnings]

    @property
    def verdict_due(self) -> float | None:
        """Minutes at tref that the schedule in force asks, when the curve was judged by it."""
        same = self.cook is not None and self.schedule is not None and self.cook.schedule_id == self.schedule.pk
        return self.limits.required if same and self.limits else None

    @property
    def ready(self) -> bool:
        """Whether nothing is missing."""
        return not self.gaps

    @property
    def status(self) -> Status:
        """What may be done with the lot."""
        return Status(self.lot.state.status)

    @property
    def check_lines(self) -> list[tuple[Check, bool]]:
        """Each check, newest first, and whether it says no."""
        return [(check, check_fails(checked(check), self.limits)) for check in self.checks]

    @property
    def cooks(self) -> frozenset[int | None]:
        """Who made or cooked this lot."""
        return frozenset({self.making.voucher.author_id, self.cook.author_id if self.cook else None}) - {None}


_SENT_TWICE = Exists(
    Cook.objects.filter(sha256=OuterRef("sha256"), making__voucher__reversal=None).exclude(
        making__order=OuterRef("making__order")
    )
)


def files(of: Sequence[Making], *, readings: bool = False) -> list[File]:
    """The safety files of these makings, in a fixed number of queries; their cooks' readings only when asked."""
    keys = [making.pk for making in of]
    schedules = schedules_in_force(making.order.version_id for making in of)
    whole = {making.pk: making for making in of}
    sent = Cook.objects.filter(making__in=keys).select_related("author", "schedule").order_by("pk")
    # Files sent twice are rare: their orders are asked for only when there are some.
    sent = sent.annotate(twice=_SENT_TWICE)
    cooks: dict[int, Cook] = {}
    for cook in sent if readings else sent.defer("times", "probes"):
        cook.making = whole[cook.making_id]
        cooks[cook.making_id] = cook
    checks: dict[int, list[Check]] = defaultdict(list)
    for check in Check.objects.filter(making__in=keys).select_related("author").order_by("-pk"):
        checks[check.making_id].append(check)
    shared = _shared(cook for cook in cooks.values() if cook.twice)  # type: ignore[attr-defined]
    return [_file(making, schedules, cooks.get(making.pk), checks[making.pk], shared) for making in of]


def _shared(cooks: Iterable[Cook]) -> dict[str, dict[int, ManufacturingOrder]]:
    """The orders, by file, that the same bytes were sent for and that still hold."""
    found: dict[str, dict[int, ManufacturingOrder]] = defaultdict(dict)
    rows = (
        Cook.objects.filter(sha256__in={cook.sha256 for cook in cooks}, making__voucher__reversal=None)
        .only("sha256", "making__order")
        .select_related("making__order")
    )
    for row in rows:
        found[row.sha256][row.making.order_id] = row.making.order
    return found


def _file(
    making: Making,
    in_force: dict[tuple[int, int], Schedule],
    cook: Cook | None,
    checks: list[Check],
    shared: dict[str, dict[int, ManufacturingOrder]],
) -> File:
    order = making.order
    schedule = in_force.get((order.version_id, order.product.jar_format_id or 0))
    limits = limits_of(schedule) if schedule else None
    heat = heat_of(cook) if cook else None
    same = bool(cook and schedule and cook.schedule_id == schedule.pk)
    judged = verdict(limits, heat, same_schedule=same)
    latest: dict[CheckKind, Check] = {}
    for check in checks:
        latest.setdefault(CheckKind(check.kind), check)
    others = tuple(o for key, o in shared.get(cook.sha256, {}).items() if key != order.pk) if cook else ()
    ph = latest.get(CheckKind.PH)
    return File(
        making=making,
        lot=making.lot,
        schedule=schedule,
        limits=limits,
        cook=cook,
        verdict=judged,
        checks=tuple(checks),
        latest=latest,
        gaps=gaps(judged, [checked(check) for check in latest.values()], limits),
        warnings=warnings(heat, shared=bool(others), ph=float(ph.value) if ph and ph.value is not None else None),
        shared_with=others,
    )


def _makings() -> QuerySet[Making]:
    return _live().select_related(
        "voucher__author",
        "lot__state",
        "lot__item",
        "lot__owner",
        "order__version__recipe",
        "order__product__jar_format",
        "order__owner",
    )


def file_of(order_key: int) -> File | None:
    """The safety file of an order's making, with its readings; None while nothing holds."""
    making = _makings().filter(order=order_key).first()
    return files([making], readings=True)[0] if making else None


def file_on(line: OrderLine) -> File | None:
    """The same, of an order that was just read."""
    return files([line.making], readings=True)[0] if line.making else None


def waiting() -> list[File]:
    """Lots made here that nobody may sell yet, with jars on hand, oldest first, each with what is missing."""
    rows = _makings().exclude(lot__state__status=Status.RELEASED)
    rows = rows.filter(Exists(Stock.objects.filter(lot=OuterRef("lot"), quantity__gt=0)))
    return files(list(rows.order_by("voucher__day", "pk")[:PAGE]))


def released_lately() -> list[Making]:
    """The last lots released, newest first, for who looks back."""
    return list(_makings().filter(lot__state__status=Status.RELEASED).order_by("-voucher__day", "-pk")[:10])


def curve_of(cook: Cook) -> list[lethality.CurvePoint]:
    """The lower envelope of a cook with its rate and accumulated minutes, under its own tref and z."""
    return lethality.curve(series_of(cook), cook.tref, cook.z)


@dataclass(frozen=True)
class Drawing:
    """A cook's curve, ready for look.charts: temperatures above, accumulated minutes and their target below."""

    panels: tuple[Panel, ...]
    title: str
    summary: str


def drawing(of: Cook, due: float | None) -> Drawing:
    """Draw a cook. `due` is what the schedule in force asks, in minutes at its tref; None when there is none."""
    points = curve_of(of)
    sign = f"°{of.unit}"
    coldest = Series(_("la plus froide des sondes"), [(p.minutes, p.temperature) for p in points])
    probes = _probes(of)
    told = len(probes) > 1
    # The coldest is drawn last, over the others: it is the one that counts.
    temperatures = (probes if len(probes) <= 3 else []) + ([coldest] if told else [])
    last = points[-1]
    summary = _("%(value)s min à %(tref)s %(sign)s, au plus chaud %(peak)s %(sign)s après %(at)s min.") % {
        "value": number(round(last.accumulated, 2)),
        "tref": number(round(of.tref, 2)),
        "sign": sign,
        "peak": number(round(of.peak, 1)),
        "at": number(round(of.peak_at, 1)),
    }
    return Drawing(
        panels=(
            Panel(
                label=_("Température (%(sign)s)") % {"sign": sign},
                series=temperatures,
                target=of.tref,
                target_label=_("référence %(tref)s %(sign)s") % {"tref": number(round(of.tref, 2)), "sign": sign},
            ),
            Panel(
                label=_("Valeur accumulée (min)"),
                right_label=_("taux létal (min/min)"),
                series=(
                    Series(_("valeur accumulée"), [(p.minutes, p.accumulated) for p in points]),
                    Series(_("taux létal"), [(p.minutes, p.rate) for p in points], right=True),
                ),
                target=due,
                target_label="" if due is None else _("barème : %(due)s min") % {"due": number(due)},
            ),
        ),
        title=_("Cuisson de %(order)s") % {"order": of.making.order.number},
        summary=summary,
    )


def _probes(of: Cook) -> list[Series]:
    names = list(of.names) + [""] * len(of.probes)
    return [
        Series(names[i] or _("sonde %(n)s") % {"n": i + 1}, list(zip(of.times, values, strict=True)))
        for i, values in enumerate(of.probes)
    ]


def cooks_of(making: Making) -> QuerySet[Cook]:
    """Every file sent for a making, newest first, without the readings."""
    return Cook.objects.filter(making=making).defer("times", "probes").select_related("author")


def mates(of: Making) -> QuerySet[Lot]:
    """The lots cooked with this one and this one: born in the same gesture, or read from the same logger file."""
    files_sent = Cook.objects.filter(making=of).values("sha256")
    beside = Making.objects.filter(cooks__sha256__in=files_sent, voucher__reversal=None).values("lot")
    born = journals.cook_mates([of.lot])
    return (
        Lot.objects.filter(Q(pk__in=born.values("pk")) | Q(pk__in=beside))
        .select_related("item", "state")
        .order_by("pk")
    )


def others_who_release(cooks: Iterable[int | None]) -> list[Person]:
    """Who may release a lot that these people cooked, by name."""
    people = Person.objects.filter(roles__desk__in=(Desk.QUALITY, Desk.DIRECTION), is_active=True)
    return list(people.exclude(pk__in=[key for key in cooks if key is not None]).distinct())


# ── The batch record ─────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Kettle:
    """What a making's voucher says: its moves, parents, hours, and the decisions on its lot since."""

    inputs: tuple[Movement, ...]
    outputs: tuple[Movement, ...]
    losses: tuple[Movement, ...]
    hours: tuple[HoursLine, ...]

    @property
    def groups(self) -> tuple[tuple[Movement, ...], ...]:
        """What went in, what came out filled, what was lost."""
        return (self.inputs, self.outputs, self.losses)

    @property
    def mass_in(self) -> int:
        """Milligrams that went into the pot, water and what came from nowhere included."""
        return sum(m.mass_mg for m in self.inputs if m.target.kind == PlaceKind.TRANSFORM)

    @property
    def mass_out(self) -> int:
        """Milligrams that came out of it."""
        return sum(m.mass_mg for m in (*self.outputs, *self.losses) if m.source.kind == PlaceKind.TRANSFORM)

    @property
    def minutes(self) -> int:
        """Minutes worked by all."""
        return sum(line.minutes for line in self.hours)


def kettle(voucher: Voucher) -> Kettle:
    """A making as it was written."""
    moves = tuple(
        voucher.movements.select_related("lot__item", "lot__owner", "lot__origin", "source", "target").order_by("pk")
    )
    inputs = tuple(m for m in moves if m.target.kind == PlaceKind.TRANSFORM)
    outputs = tuple(m for m in moves if m.source.kind == PlaceKind.TRANSFORM and m.target.real)
    losses = tuple(m for m in moves if m not in inputs and m not in outputs)
    return Kettle(inputs, outputs, losses, tuple(voucher.hours.select_related("person").order_by("pk")))


def decisions(lot: Lot) -> list[dict[str, object]]:
    """Each decision on a lot, oldest first: status, reason, who, when."""
    rows = lot.decisions.select_related("voucher__author").order_by("pk")
    return [
        {
            "status": Status(row.status),
            "label": row.get_status_display(),
            "reason": row.reason,
            "author": row.voucher.author,
            "at": row.voucher.written_at,
        }
        for row in rows
    ]


def collective() -> Collective:
    """This database's collective. Raises Collective.DoesNotExist before the wizard."""
    return Collective.objects.select_related("organisation").get()


def us() -> Organisation:
    """The collective itself."""
    return collective().organisation
