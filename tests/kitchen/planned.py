"""The plan as the kitchen's tests use it: machines with papers, a line, an answer, a probe that fell out."""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

from bocal.directory.models import Place
from bocal.directory.rules import Desk, PlaceKind
from bocal.kitchen import acts
from bocal.safety import reads as plan
from bocal.safety.acts import start_plan, upkeep, write_equipment
from bocal.safety.models import Equipment
from bocal.safety.rules import EquipmentKind, Topic, UpkeepKind
from tests.kitchen.kitchens import logger
from tests.world import NOW, TODAY

LATER = NOW + timedelta(days=8)


def key() -> str:
    return uuid4().hex


def autoclave(name: str = "Autoclave 1") -> Equipment:
    return write_equipment(None, kind=EquipmentKind.AUTOCLAVE, name=name)


def paper(kitchen, one: Equipment, kind: UpkeepKind, until) -> None:
    upkeep(
        one,
        kind=kind,
        done_on=TODAY - timedelta(days=400),
        until=until,
        by="Mesures du Gué",
        author=kitchen.world.quality,
        key=key(),
        now=NOW,
    )


def line(topic: Topic, **more):
    start_plan(since=TODAY) if not plan.points() else None
    # Who may answer is a subject of its own too: here the cook may all of it.
    plan.points().update(desk=Desk.PRODUCTION)
    # The pH meter's buffers hold every lot that nobody read them for: a subject of its own.
    plan.points().filter(topic=Topic.METER).exclude(topic=topic).update(active=False)
    point = plan.points().filter(topic=topic)[0]
    if more:
        type(point).objects.filter(pk=point.pk).update(**more)
        point.refresh_from_db()
    return point


def read(kitchen, point, value: str | None = None, *, sound=None, order=None, author=None):
    number = None if value is None else Decimal(value)
    return acts.read_point(
        point,
        day=TODAY,
        value=number,
        sound=sound,
        order=order,
        author=author or kitchen.world.cook,
        key=key(),
        now=NOW,
    )


def fallen(hold: int = 12) -> bytes:
    """Two probes; the second falls out of its jar in the middle of the plateau."""
    rows = logger(hold).decode("cp1252").splitlines()
    found = ["Date;Heure;Sonde 1 (°C);Sonde 2 (°C)"]
    for at, row in enumerate(rows[1:]):
        value = row.rsplit(";", 1)[1]
        found.append(f"{row};{value if at < 83 else '23,40'}")
    return "\r\n".join(found).encode("cp1252")


def fridge() -> Place:
    return Place.objects.create(kind=PlaceKind.FRIDGE, name="Frigo du fond", real=True)
