"""The truck's season: where it stands, who leads, sixty sessions of which some do not fit yet."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, time, timedelta
from decimal import Decimal

from django.utils import timezone

from bocal.directory import acts as directory
from bocal.directory.models import Organisation, Person, Place
from bocal.directory.rules import Desk, OrganisationKind, PlaceKind
from bocal.house.demo.kitchen import key
from bocal.house.demo.people import Peopled
from bocal.safety.acts import PointDraft, train, write_equipment, write_point
from bocal.safety.rules import EquipmentKind, Every, Topic, TrainingTopic
from bocal.workshops import acts
from bocal.workshops.acts import leading
from bocal.workshops.acts.spots import Told, begin_kit, save_spot, set_season
from bocal.workshops.models import Session, Spot
from bocal.workshops.rules import Audience, Permission, SessionKind, Task, Zone
from bocal.workshops.rules.holidays import public_holiday, zone_of
from bocal.workshops.rules.planning import Wanted
from bocal.workshops.rules.season import Slot, draft

#: Half of the season is over when a visitor comes in.
WEEKS = 30
_PLACES = (
    ("Place du Marché", Zone.TOWN, 0.0, 0.0, True, True, False),
    ("Place des Platanes", Zone.PRIORITY, 0.006, 0.012, True, False, False),
    ("Parvis de la gare", Zone.PRIORITY, -0.004, -0.009, False, True, False),
    ("Halle du bourg", Zone.RURAL, 0.06, 0.09, True, True, True),
    ("Place de l’Église", Zone.RURAL, -0.07, 0.05, True, False, False),
)


def spots(found: Peopled) -> list[Spot]:
    """Squares and markets, and the centres' yards where one goes when it rains."""
    shape = found.shape
    centres = list(Organisation.objects.filter(kind=OrganisationKind.CENTRE).order_by("pk"))
    yards = [
        save_spot(
            None,
            Told(
                name=f"Cour : {centre.name}",
                host=centre,
                address=centre.address,
                town=shape.town,
                latitude=centre.latitude,
                longitude=centre.longitude,
                zone=Zone.PRIORITY if number % 2 else Zone.TOWN,
                water=True,
                power=True,
                shelter=True,
                permission=Permission.GRANTED,
                permission_from=f"{centre.name}, {centre.phone}",
            ),
        )
        for number, centre in enumerate(centres)
    ]
    squares = [
        save_spot(
            None,
            Told(
                name=name,
                town=shape.town if zone is not Zone.RURAL else f"{shape.town}, campagne",
                latitude=shape.latitude + north,
                longitude=shape.longitude + east,
                zone=zone,
                water=water,
                power=power,
                shelter=shelter,
                permission=Permission.TO_ASK,
                permission_from=f"Mairie, service des marchés, {found.cast.phone()}",
                fallback=yards[number % len(yards)] if yards else None,
            ),
        )
        for number, (name, zone, north, east, water, power, shelter) in enumerate(_PLACES)
    ]
    return [*squares, *yards]


def _plan(found: Peopled) -> None:
    """What the crew looks at on each square."""
    asked = (
        (Topic.COLD, "Glacière du camion : température", Decimal(4), "°C", "Remettre des blocs de glace, trier."),
        (
            Topic.WATER,
            "Eau du camion : claire, sans odeur",
            None,
            "",
            "Rincer la cuve ; prendre l’eau du lieu.",
        ),
    )
    for rank, (topic, what, high, unit, corrective) in enumerate(asked, 1):
        write_point(
            None,
            PointDraft(
                topic=topic,
                what=what,
                every=Every.DAY,
                desk=Desk.FACILITATION,
                corrective=corrective,
                since=found.today,
                high=high,
                unit=unit,
                rank=rank,
            ),
        )


def truck(found: Peopled) -> Place:
    """The truck, with the autoclave that some of the team are trained to."""
    made = directory.open_place(kind=PlaceKind.TRUCK, name="Le camion")
    _plan(found)
    autoclave = write_equipment(None, kind=EquipmentKind.AUTOCLAVE, name="Autoclave du camion", place=made)
    for number, person in enumerate(_cooks(found)):
        train(
            person,
            topic=TrainingTopic.OPERATE,
            equipment=autoclave,
            done_on=found.today - timedelta(days=400),
            until=found.today + timedelta(days=900),
            by="Centre de formation de démonstration",
            author=found.at(Desk.DIRECTION),
            key=str(key(found.shape.slug, "autoclave", number)),
            now=found.now,
        )
    return made


def _cooks(found: Peopled) -> list[Person]:
    return [person for person, held in zip(found.team, found.desks, strict=False) if Desk.PRODUCTION in held][:2]


def plan(
    found: Peopled,
    first: date,
    last: date,
    *,
    where: Sequence[Spot],
    truck: Place | None,
    name: str,
    project: int | None = None,
) -> list[Session]:
    """A season of two sessions a week from a day to another, public holidays left out, planned in one go: Wednesdays
    on the squares, Saturdays at the markets, each spot in its turn. `name` makes its key."""
    keys = tuple(spot.pk for spot in where)
    cook = _cooks(found)[0] if _cooks(found) else found.team[0]
    crew = ((found.at(Desk.FACILITATION).pk, Task.ANIMATE), (cook.pk, Task.COOK), (cook.pk, Task.DRIVE))
    towed = truck.pk if truck else None
    wednesday = Slot(
        weekday=2,
        start=time(14),
        end=time(17, 30),
        spots=keys,
        kind=SessionKind.COOKING,
        title="Bocaux en famille",
        audience=Audience.FAMILIES,
        capacity=12,
        truck=towed,
        project=project,
        crew=crew,
    )
    saturday = replace(
        wednesday,
        weekday=5,
        start=time(9),
        end=time(12, 30),
        spots=keys[1:] + keys[:1],
        title="La conserverie au marché",
        audience=Audience.EVERYONE,
        capacity=16,
    )
    wanted = draft(
        first,
        last,
        (wednesday, saturday),
        skipped=lambda day: public_holiday(day) is not None,
        zone=timezone.get_default_timezone(),
    )
    return acts.plan(wanted, key=str(key(found.shape.slug, "season", name)), now=found.now)


def season(found: Peopled) -> None:
    """Thirty weeks around today; the next weeks show each kind of trouble once."""
    set_season(school_zone=zone_of(found.shape.postcode), speed_kmh=40, ask_days=21)
    begin_kit()
    where = spots(found)
    van = truck(found)
    middle = found.today - timedelta(days=found.today.weekday())
    first = middle - timedelta(days=7 * WEEKS // 2)
    made = plan(found, first, first + timedelta(days=7 * WEEKS - 1), where=where[:5], truck=van, name="romans")
    coming = [one for one in made if one.starts_at > found.now]
    for one in made:
        if one.starts_at <= found.now + timedelta(days=30) and one not in coming[2:3]:
            leading.set_permission(session=one, permission=Permission.GRANTED)
    if len(coming) < 8:
        return
    # It rained last week; the market of a Saturday is given up; somebody promised the truck twice.
    before = [one for one in made if one.ends_at < found.now]
    if before:
        leading.fall_back(session=before[-1], now=found.now)
        leading.tell_story(
            session=before[-1], story="La pluie nous a menés dans la cour : on s’est serrés, et il y a eu du thé."
        )
    acts.cancel(session=coming[6], why="La place est prise par la foire.", now=found.now)
    twice = coming[4]
    wanted = Wanted(
        SessionKind.TASTING,
        "Dégustation à la médiathèque",
        where[0].pk,
        twice.starts_at + timedelta(hours=1),
        twice.ends_at + timedelta(hours=1),
        truck=van.pk,
        crew=((found.at(Desk.FACILITATION).pk, Task.ANIMATE),),
    )
    acts.plan([wanted], key=str(key(found.shape.slug, "season", "twice")), now=found.now)
