"""The cannery's safety plan at work: its equipment, a month of readings, a breakage, ovens; one paper soon runs out."""

from datetime import timedelta
from decimal import Decimal

from bocal.directory.rules import Desk
from bocal.house.demo.kitchen import at, key
from bocal.house.demo.people import Peopled
from bocal.kitchen import acts as kitchen
from bocal.kitchen.reads import findings
from bocal.kitchen.rules.deviations import Cause, Decision, GlassStep
from bocal.safety.acts import start_plan, train, upkeep, write_equipment
from bocal.safety.models import ControlPoint
from bocal.safety.rules import EquipmentKind, Every, Topic, TrainingTopic, UpkeepKind

#: Name, kind, what its paper is, and how many days it still holds.
MACHINES = (
    ("Autoclave 1", EquipmentKind.AUTOCLAVE, UpkeepKind.INSPECTION, 210),
    ("Enregistreur A", EquipmentKind.LOGGER, UpkeepKind.CALIBRATION, 120),
    ("pH-mètre 2", EquipmentKind.PH_METER, UpkeepKind.CALIBRATION, 12),
    ("Chambre froide", EquipmentKind.COLD_ROOM, UpkeepKind.CALIBRATION, 300),
    ("Balance de réception", EquipmentKind.SCALE, UpkeepKind.CALIBRATION, -3),
)


def safety(found: Peopled) -> None:
    """Equipment with its papers, who runs the autoclave, the plan, a month of cold rooms, what went wrong."""
    quality, direction = found.at(Desk.QUALITY), found.at(Desk.DIRECTION)
    slug, today = found.shape.slug, found.today
    machines = {}
    for name, kind, paper, left in MACHINES:
        machines[name] = write_equipment(None, kind=kind, name=name, place=found.store)
        upkeep(
            machines[name],
            kind=paper,
            done_on=today + timedelta(days=left - 365),
            until=today + timedelta(days=left),
            by="Mesures de démonstration",
            error=Decimal("0.2") if kind is EquipmentKind.LOGGER else None,
            reference=f"DEMO-{len(machines):03d}",
            author=quality,
            key=str(key(slug, name, "paper")),
            now=found.now,
        )
    train(
        found.at(Desk.PRODUCTION),
        topic=TrainingTopic.OPERATE,
        equipment=machines["Autoclave 1"],
        done_on=today - timedelta(days=200),
        until=today + timedelta(days=900),
        by="Centre de formation de démonstration",
        author=direction,
        key=str(key(slug, "training")),
        now=found.now,
    )
    points = start_plan(since=today - timedelta(days=30))
    for ago in range(30, 0, -1):
        for point in points:
            if point.topic == Topic.COLD and point.every == Every.DAY and point.high is not None:
                _cold(found, point, ago)
    _broken(found)
    for oven in findings.ovens_to_fill(today)[:2]:
        if oven.point is not None:
            kitchen.incubate(
                oven.making.order,
                point=oven.point,
                jars=2,
                started_on=today - timedelta(days=8),
                author=quality,
                key=str(key(slug, oven.making.pk, oven.point.pk)),
                now=found.now,
            )


def _cold(found: Peopled, point: ControlPoint, ago: int) -> None:
    """One day's temperature: a door was left open eleven days ago."""
    day = found.today - timedelta(days=ago)
    wobble = Decimal((ago * 7 + point.pk) % 9 - 4) / 10
    value = (
        (point.high or Decimal(0)) - Decimal("1.2") + wobble + (Decimal("4.5") if ago == 11 and point.rank == 10 else 0)
    )
    written = kitchen.read_point(
        point,
        day=day,
        value=value,
        author=found.at(Desk.QUALITY),
        key=str(key(found.shape.slug, point.pk, day)),
        now=at(day, 8),
    )
    if not written.conform:
        kitchen.rule(
            written.deviations.get(),
            decision=Decision.MENDED,
            reason="Porte mal fermée, 3 °C une heure plus tard, denrées triées : rien à jeter.",
            author=found.at(Desk.DIRECTION),
            key=str(key(found.shape.slug, point.pk, day, "ruling")),
            now=at(day, 10),
        )


def _broken(found: Peopled) -> None:
    """A jar broke last week; everything was found again."""
    day = found.today - timedelta(days=6)
    told = kitchen.report(
        cause=Cause.GLASS,
        found="Un bocal de 370 ml cassé à la table de remplissage, 5 morceaux retrouvés.",
        place="Table de remplissage",
        steps=list(GlassStep),
        day=day,
        author=found.at(Desk.PRODUCTION),
        key=str(key(found.shape.slug, day, "glass")),
        now=at(day, 11),
    )
    kitchen.rule(
        told,
        decision=Decision.MENDED,
        reason="Bocal reconstitué, trois bocaux ouverts autour jetés, poste nettoyé.",
        author=found.at(Desk.QUALITY),
        key=str(key(found.shape.slug, day, "glass", "ruling")),
        now=at(day, 12),
    )
