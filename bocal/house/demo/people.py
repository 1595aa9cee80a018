"""Who and where: the team, the farms, the households and shops, the pickup points."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.utils import timezone

from bocal.directory import acts, reads
from bocal.directory.models import Collective, Organisation, Person, Place
from bocal.directory.rules import Desk, OrganisationKind, PlaceKind, Profile
from bocal.house.demo.cast import IBAN, Cast
from bocal.house.demo.goods import CROPS
from bocal.house.demo.places import Shape

#: The first people of each team, by desk; the direction sits at every table of a small place.
DESKS = (
    (Desk.DIRECTION,),
    (Desk.PRODUCTION,),
    (Desk.QUALITY, Desk.RECEPTION),
    (Desk.SALES, Desk.POINT),
    (Desk.ACCOUNTS, Desk.PRODUCTS),
    (Desk.POINT,),
    (Desk.RECEPTION,),
    (Desk.PRODUCTION,),
    (Desk.PRODUCTS,),
)
#: Of a truck: half of its team lives with the inhabitants.
TRUCK_DESKS = (
    (Desk.DIRECTION,),
    (Desk.PRODUCTION,),
    (Desk.QUALITY, Desk.RECEPTION),
    (Desk.FACILITATION,),
    (Desk.ACCOUNTS, Desk.PRODUCTS),
    (Desk.SALES, Desk.POINT, Desk.FACILITATION),
    (Desk.FACILITATION, Desk.PRODUCTION),
    (Desk.FACILITATION, Desk.PRODUCTION),
    (Desk.FACILITATION,),
)


@dataclass
class Peopled:
    """A collective with its people, before anything has happened."""

    shape: Shape
    cast: Cast
    collective: Collective
    now: datetime
    team: list[Person] = field(default_factory=list)
    farms: list[Organisation] = field(default_factory=list)
    farmers: list[Person] = field(default_factory=list)
    homes: list[Organisation] = field(default_factory=list)
    members: list[Person] = field(default_factory=list)
    shops: list[Organisation] = field(default_factory=list)
    points: list[Place] = field(default_factory=list)
    store: Place = field(init=False)
    fridge: Place = field(init=False)

    @property
    def desks(self) -> tuple[tuple[Desk, ...], ...]:
        """What the first people of its team do."""
        return TRUCK_DESKS if self.shape.profile is Profile.TRUCK else DESKS

    @property
    def today(self) -> date:
        """The day the demonstration is built for."""
        return timezone.localdate(self.now)

    def at(self, *desks: Desk) -> Person:
        """The first person of the team who holds one of these desks."""
        for person, held in zip(self.team, self.desks, strict=False):
            if set(held) & set(desks):
                return person
        return self.team[0]


def people(shape: Shape, now: datetime) -> Peopled:
    """Found the collective and fill its directory."""
    cast = Cast(shape.slug)
    collective = acts.found(name=shape.name, profile=shape.profile, town=shape.town, vat_profile=shape.vat_profile)
    us = collective.organisation
    us.address, us.phone, us.email = cast.street(), cast.phone(), f"bonjour@{shape.slug}.exemple.test"
    us.latitude, us.longitude, us.siret = shape.latitude, shape.longitude, cast.siret()
    us.postcode = shape.postcode
    us.save()
    collective.iban, collective.packer_code = IBAN, f"EMB {shape.postcode}A"
    collective.save()
    found = Peopled(shape, cast, collective, now)
    found.store = reads.stores().get(kind=PlaceKind.STORE)
    found.fridge = acts.open_place(kind=PlaceKind.FRIDGE, name="Chambre froide")
    found.points = [acts.open_place(kind=PlaceKind.POINT, name=name, town=town) for name, town in shape.points]
    _team(found, us)
    _farms(found)
    _homes(found)
    _others(found)
    return found


def _person(found: Peopled, desk: Desk | tuple[Desk, ...], at: Organisation) -> Person:
    name = found.cast.person()
    person = acts.register_person(name=name, email=found.cast.email(name), phone=found.cast.phone())
    acts.seat(person, *((desk,) if isinstance(desk, Desk) else desk), at=at)
    return person


def _team(found: Peopled, us: Organisation) -> None:
    desks = found.desks
    seats = [desks[i] if i < len(desks) else (Desk.POINT,) for i in range(found.shape.team)]
    if found.shape.team < len(desks):
        # Few people, many hats: the last ones take what is left.
        left = {desk for held in desks[found.shape.team :] for desk in held}
        seats[-1] = tuple(dict.fromkeys((*seats[-1], *sorted(left))))
    found.team = [_person(found, held, us) for held in seats]


def _farms(found: Peopled) -> None:
    shape, cast = found.shape, found.cast
    crops = [crop.name for crop in CROPS]
    for number in range(shape.farms):
        latitude, longitude = cast.near(shape.latitude, shape.longitude, shape.within_km)
        organic = number < round(shape.farms * shape.organic_share)
        siret = cast.siret()
        farm = Organisation.objects.create(
            kind=OrganisationKind.PRODUCER,
            name=cast.farm(),
            reference=siret,
            siret=siret,
            contact=cast.person(),
            phone=cast.phone(),
            email=f"ferme{number + 1}@{shape.slug}.exemple.test",
            address=cast.street(),
            postcode=shape.postcode,
            town=shape.town,
            latitude=latitude,
            longitude=longitude,
            organic=organic,
            # One certificate is about to end, so that the warning has something to say.
            organic_until=found.today + timedelta(days=20 if number == 0 else 200 + number) if organic else None,
            grows=", ".join(sorted(cast.draw.sample(crops, 4))),
        )
        grown = farm.grows.split(", ")
        # A season is of what grows: neither bread nor cheese.
        fields = [crop for crop in CROPS if crop.name in grown and not (crop.piece_g or crop.most_g)]
        acts.save_crops(farm, [(crop.name, _months(crop.months)) for crop in fields])
        found.farms.append(farm)
        if number < 15:
            person = acts.register_person(name=farm.contact, email=farm.email, phone=farm.phone)
            acts.seat(person, Desk.PRODUCER, at=farm)
            found.farmers.append(person)


def _months(running: range) -> list[int]:
    return [(month - 1) % 12 + 1 for month in running]


def _homes(found: Peopled) -> None:
    for _number in range(found.shape.households):
        name = found.cast.person()
        person = acts.register_person(name=name, email=found.cast.email(name), phone=found.cast.phone())
        home = acts.welcome(person)
        home.name = f"Foyer {name.split()[-1]}"
        home.save(update_fields=["name"])
        found.homes.append(home)
        found.members.append(person)


def _others(found: Peopled) -> None:
    shape, cast = found.shape, found.cast
    for kind, name in [(OrganisationKind(kind), name) for kind, name in shape.shops] + [
        (OrganisationKind.CENTRE, name) for name in shape.centres
    ]:
        shop = Organisation.objects.create(
            kind=kind,
            name=name,
            contact=cast.person(),
            phone=cast.phone(),
            email=f"{len(found.shops) + 1}@{shape.slug}.exemple.test",
            address=cast.street(),
            postcode=shape.postcode,
            town=shape.town,
            siret=cast.siret(),
        )
        found.shops.append(shop)
        if kind is not OrganisationKind.FOOD_AID:
            _person(found, Desk.CUSTOMER, shop)
    for number in range(shape.partners):
        Organisation.objects.create(kind=OrganisationKind.PARTNER, name=cast.partner(number), contact=cast.person())
    Organisation.objects.create(
        kind=OrganisationKind.SUPPLIER, name="La Verrerie du Val", contact=cast.person(), phone=cast.phone()
    )
