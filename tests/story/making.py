"""At the kettle, and work done for a farm."""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

from bocal.journals.rules import Way
from bocal.kitchen.acts import bench, tolling
from bocal.kitchen.acts.wanting import set_rates, set_targets
from bocal.kitchen.models import ManufacturingOrder
from bocal.kitchen.rules.bench import StepKind
from bocal.kitchen.rules.toll import TollWork
from tests.kitchen import kitchens
from tests.story.book import NOON, Story
from tests.world import KG


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
