"""The safety plan at work."""

from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

from bocal.kitchen import acts, notices, reads
from bocal.kitchen.models import Deviation, ManufacturingOrder
from bocal.kitchen.rules.deviations import Cause, Decision, GlassStep, Sealed
from bocal.kitchen.rules.safety import CheckKind
from bocal.safety.acts import start_plan, train, upkeep, write_equipment
from bocal.safety.models import Equipment
from bocal.safety.rules import EquipmentKind, Topic, TrainingTopic, UpkeepKind
from tests.kitchen import kitchens
from tests.story.book import Story
from tests.world import NOW, TODAY, World


def safety(story: Story, kitchen: kitchens.Kitchen, waiting: ManufacturingOrder) -> ManufacturingOrder:
    """The safety plan at work: read, out of limits, broken glass, an oven, a seal; and a cook that failed."""
    world = story.world
    autoclave, meter = equip(world)
    points = start_plan(since=TODAY)
    cold, freezer, *_ = [point for point in points if point.topic == Topic.COLD]
    [vacuum] = [point for point in points if point.topic == Topic.VACUUM]

    def read(point: Any, value: str | None = None, *, sound: bool | None = None, order: Any = None) -> None:
        number = None if value is None else Decimal(value)
        acts.read_point(
            point, day=TODAY, value=number, sound=sound, order=order, author=world.quality, key=uuid4().hex, now=NOW
        )

    for buffer, value in zip([point for point in points if point.topic == Topic.METER], ("4.01", "7"), strict=True):
        read(buffer, value)
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
    autoclave = write_equipment(None, kind=EquipmentKind.AUTOCLAVE, name="Autoclave 1", place=world.store)
    meter = write_equipment(None, kind=EquipmentKind.PH_METER, name="pH-mètre 2")
    for one, kind, until in (
        (autoclave, UpkeepKind.INSPECTION, TODAY + timedelta(days=20)),
        (meter, UpkeepKind.CALIBRATION, TODAY - timedelta(days=1)),
    ):
        done = TODAY - timedelta(days=300)
        upkeep(
            one,
            kind=kind,
            done_on=done,
            until=until,
            by="Mesures du Gué",
            author=world.quality,
            key=uuid4().hex,
            now=NOW,
        )
    train(
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
