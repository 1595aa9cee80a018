"""The land around: where farms lie, and the outline of the territory."""

import json
from datetime import date
from uuid import uuid4

from bocal.directory import acts as directory
from bocal.directory.acts import Agreed
from bocal.directory.models import Organisation
from bocal.look.forms import Paper
from bocal.supply.acts import gifts as giving
from bocal.supply.models import ReceptionLine
from bocal.supply.rules.gifts import DoneeKind, ValueSaid
from bocal.workshops.rules import SessionKind
from tests.story.book import NOON, Story
from tests.supply import cast
from tests.workshops import meeting


def field(story: Story) -> None:
    """Two farms on the map, one of them far; the territory drawn under them."""
    world = story.world
    for one, latitude, longitude in ((world.us, 45.0, 5.0), (world.farm, 45.1, 5.05), (world.other_farm, 45.4, 5.0)):
        Organisation.objects.filter(pk=one.pk).update(latitude=latitude, longitude=longitude)
    drawn = {"type": "LineString", "coordinates": [[4.9, 44.9], [5.1, 44.95], [5.0, 45.2]]}
    gifts(story)
    partners(story)
    outing(story)
    directory.draw_outline(name="Valley", data=json.dumps(drawn).encode(), by=world.direction, now=NOON)


def gifts(story: Story) -> None:
    """Gifts of a farm: one on a receipt that was cancelled and then replaced, one that waits for its value."""
    world = story.world
    Organisation.objects.filter(pk=world.us.pk).update(
        address="1 rue Haute", town="Saint-Aubin", siret="00000000000018"
    )
    Organisation.objects.filter(pk=world.farm.pk).update(address="2 rue Basse", siret="00000000000026")
    world.us.refresh_from_db()
    world.farm.refresh_from_db()
    told = [cast.receive(world, day=NOON.date(), now=NOON) for _ in range(2)]
    line = ReceptionLine.objects.get(reception=told[0])
    giving.declare(
        standing=DoneeKind.GENERAL_INTEREST, purpose="Nothing is wasted", rna="", by=world.direction, now=NOON
    )
    giving.value(donor=world.farm, values={line.pk: (2400, False)}, said=ValueSaid.PAPER, by=world.accounts, now=NOON)
    giving.agree(
        grower=world.farm,
        processor=world.other_farm,
        beneficiary=world.us,
        signed_on=NOON.date(),
        by=world.accounts,
        now=NOON,
    )
    made = []
    for again in range(2):
        made.append(giving.issue(donor=world.farm, lines=[line.pk], by=world.accounts, key=uuid4().hex, now=NOON))
        if not again:
            giving.cancel(made[0], why="Wrong address", by=world.accounts, now=NOON)
    for page in ("tax_receipt", "tax_receipt_pdf"):
        story.named[f"supply:{page}"] = [{"pk": one.pk} for one in made]
    story.named["supply:donor"] = [{"pk": world.farm.pk}, {"pk": world.other_farm.pk}]


def partners(story: Story) -> None:
    """Food aid with a convention and its paper, but no habilitation; a farm with one that ended."""
    world = story.world
    paper = Paper("scan.pdf", b"%PDF-1.4\n%%EOF\n")
    made = []
    for one, until in ((world.food_aid, None), (world.farm, date(2025, 6, 30))):
        agreed = Agreed("Hands on Fridays", "One jar in five", date(2025, 1, 6), until)
        told = {"paper": paper, "by": world.direction, "key": uuid4().hex, "now": NOON}
        found = directory.note_convention(one, agreed, **told)
        made.append({"pk": one.pk, "convention": found.pk})
    for page in ("convention_edit", "convention_file"):
        story.named[f"supply:{page}"] = made
    for page in ("partner", "convention_new"):
        story.named[f"supply:{page}"] = [{"pk": one["pk"]} for one in made]
    story.named["supply:partners_out"] = [{"kind": kind} for kind in ("csv", "xlsx")]


def outing(story: Story) -> None:
    """A gleaning outing to bring back from."""
    made = meeting.session(kind=SessionKind.GLEANING, title="Gleaning", starts_at=NOON)
    story.named["bring_back"] = [{"pk": made.pk}]
