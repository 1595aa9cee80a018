"""What the tests of this room add to the world: a link, announcements, receptions, pages as somebody."""

import io
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import uuid4

from django.test import Client
from pypdf import PdfReader

from bocal.directory import acts as directory
from bocal.directory.models import Organisation, Person
from bocal.directory.rules import LinkPurpose
from bocal.journals.rules import Way
from bocal.supply import acts, reads
from bocal.supply.acts import gifts as giving
from bocal.supply.models import Reception, ReceptionLine, SurplusOffer
from bocal.supply.rules import Checks, Weighing
from bocal.supply.rules.gifts import ValueSaid
from tests.world import KG, NOW, TODAY, World

FINE = Checks(clean=True, aspect=True, transport=True)
LIST = "http://testserver/appro/"


def link(world: World, farm: Organisation | None = None, *, until: date = date(2030, 1, 1)) -> str:
    """A fresh personal link's token."""
    return directory.open_link(farm or world.farm, LinkPurpose.SURPLUS, until=until, now=NOW)


def announce(world: World, **more: Any) -> SurplusOffer:
    """Two hundred kilos of tomatoes to give, from today for a week, unless said otherwise."""
    said = {
        "farm": world.farm,
        "what": "Tomates",
        "item": world.items["Tomates"],
        "mass_mg": 200 * KG,
        "ready_on": TODAY,
        "until": date(2026, 9, 9),
        "way": Way.GIVEN,
        "key": uuid4(),
        "page": LIST,
        "now": NOW,
    }
    return acts.announce(**(said | more))


def weighing(world: World, item: str = "Tomates", **more: Any) -> Weighing:
    """Twelve kilos of it in one crate, at two euros, unless said otherwise."""
    said = {"quantity": 12 * KG, "price": Decimal("2.0000")}
    return Weighing(reads.thing(world.items[item]), **(said | more))


def receive(world: World, *lines: Weighing, **more: Any) -> Reception:
    """Given by the farm today, everything in order, unless said otherwise."""
    said = {
        "giver": world.farm,
        "way": Way.GIVEN,
        "day": TODAY,
        "place": world.store,
        "lines": lines or [weighing(world)],
        "checks": FINE,
        "author": world.reception,
        "key": uuid4(),
        "now": NOW,
    }
    return acts.receive(**(said | more))


def as_(person: Person | None) -> Client:
    """A browser where this person has signed in; None is a stranger."""
    client = Client()
    if person is not None:
        client.force_login(person, backend="bocal.house.sign_in.Backend")
    return client


def plain(text: str) -> str:
    """With ordinary spaces, to compare with what is typed here."""
    return " ".join(text.replace("\u00a0", " ").replace("\u202f", " ").split())


TEAM = {"reception", "production", "products", "direction"}
PAPERS = TEAM | {"quality", "accounts"}


def who_may(world: World, url: str) -> set[str]:
    """The desks whose person is let in; a stranger must be sent to the sign-in, and anyone else told who may enter."""
    stranger = as_(None).get(url)
    assert stranger.status_code == 302
    assert "/compte/" in stranger["Location"]
    answers = {desk: as_(person).get(url).status_code for desk, person in world.team.items()}
    assert set(answers.values()) <= {200, 403}
    return {desk for desk, status in answers.items() if status == 200}


def pdf_text(data: bytes) -> list[str]:
    """The text of each page of a PDF."""
    return [plain(page.extract_text()) for page in PdfReader(io.BytesIO(data)).pages]


def gift(world, cents=2400, *, half=False, **more):
    """A line of a gift, valued by its donor."""
    came = receive(world, **more)
    line = ReceptionLine.objects.get(reception=came)
    donor = more.get("giver", world.farm)
    if cents:
        giving.value(donor=donor, values={line.pk: (cents, half)}, said=ValueSaid.PAPER, by=world.accounts, now=NOW)
    return line
