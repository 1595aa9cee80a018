"""Builds the demonstration's collectives, step by step, so that whoever waits sees it advance."""

import json
from collections.abc import Callable, Iterator
from datetime import datetime

from bocal.house import collectives, served
from bocal.house.demo import (
    bench,
    books,
    deliveries,
    dieppe,
    field,
    life,
    members,
    partners,
    paying,
    places,
    recalls,
    safety,
    workshop,
)
from bocal.house.demo.album import album
from bocal.house.demo.badges import badges
from bocal.house.demo.desk import moderate_prices, set_up_prices
from bocal.house.demo.flower import petals
from bocal.house.demo.goods import furnish_catalogue
from bocal.house.demo.labels import labels
from bocal.house.demo.last_year import last_year
from bocal.house.demo.people import Peopled, people
from bocal.house.demo.photos import photos
from bocal.house.demo.places import Shape
from bocal.house.demo.season import season
from bocal.house.demo.sessions import lived

Step = Callable[[Peopled], object]

#: What happens in each collective, in order, after its people and its catalogue are there.
LIFE: dict[str, tuple[Step, ...]] = {
    places.CANNERY.slug: (
        last_year,
        life.cooking,
        labels,
        safety.safety,
        workshop.workshop,
        life.selling,
        deliveries.delivering,
        life.surplus,
        books.suppliers,
        recalls.drill,
        bench.production,
    ),
    places.GROCERY.slug: (photos, life.selling, members.members),
    places.GROUP.slug: (photos, life.selling, paying.prepaid_accounts, paying.online, members.members),
    places.TRUCK.slug: (
        field.land,
        life.cooking,
        labels,
        moderate_prices,
        life.selling,
        life.surplus,
        season,
        lived,
        field.tax_receipts,
        partners.inland,
        badges,
        petals,
        album,
    ),
    places.COAST.slug: (
        dieppe.three_seasons,
        field.land,
        life.cooking,
        labels,
        life.selling,
        life.surplus,
        field.tax_receipts,
        partners.coast,
        badges,
        petals,
        album,
    ),
}


def steps() -> int:
    """How many times `build` yields."""
    return sum(2 + len(LIFE.get(shape.slug, ())) for shape in places.ALL)


def build(now: datetime) -> Iterator[str]:
    """Build what is missing, one collective after the other; yields the name of each collective at each step.

    A collective that was left half-built (the machine was stopped) is thrown away and begun again.
    """
    for shape in places.ALL:
        if shape.slug in served.demo():
            for _step in range(2 + len(LIFE.get(shape.slug, ()))):
                yield shape.name
            continue
        yield from _one(shape, now)
        # Only a whole collective is marked: its mark also opens the one-click sign-in.
        marker = served.folder() / "demo.json"
        marker.write_text(json.dumps(sorted({*served.demo(), shape.slug})))


def _one(shape: Shape, now: datetime) -> Iterator[str]:
    if any(entry.slug == shape.slug for entry in served.every()):
        collectives.forget(shape.slug)
    collectives.open_new(shape.slug, shape.name, place=shape.town)
    yield shape.name
    with collectives.inside(shape.slug):
        for _done in fill(shape, now):
            yield shape.name


def fill(shape: Shape, now: datetime) -> Iterator[None]:
    """Put people, goods and what has happened until `now` into an equipped, empty collective; yields at each step."""
    found = people(shape, now)
    furnish_catalogue()
    set_up_prices()
    yield
    for step in LIFE.get(shape.slug, ()):
        step(found)
        yield
