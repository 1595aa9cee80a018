"""A project with its money, its people and what yesterday's session was for."""

from datetime import timedelta
from uuid import uuid4

from bocal.directory.models import Organisation
from bocal.directory.rules import OrganisationKind
from bocal.funding import acts
from bocal.funding.acts import Bill
from bocal.funding.models import Project
from bocal.funding.rules import BudgetPost, DesignPart, FunderKind, PaidBy, VoluntaryAccount
from bocal.impact.rules.funder import ReportForm
from bocal.workshops.models import Session
from tests.story.book import NOON, Story

#: The smallest file that says it is a PDF.
PAPER = b"%PDF-1.4\n%%EOF\n"


def project(story: Story) -> Project:
    """Opened, granted, planned, spent on and proven; the sessions there are belong to it."""
    world, day = story.world, NOON.date()
    found = acts.save_project(
        None,
        name="A truck for everyone",
        reference="RHNO190419",
        starts_on=day - timedelta(days=60),
        ends_on=day + timedelta(days=60),
        aims="Cook together what would be lost.",
        activity="We met on squares.",
    )
    acts.add_grant(found, kind=FunderKind.EUROPE, name="EAFRD", cents=60_000, reference="2019-12")
    acts.add_grant(found, kind=FunderKind.OWN, name="Our own", cents=40_000)
    line = acts.add_line(found, post=BudgetPost.PURCHASES, label="Jars", cents=100_000)
    bill = Bill("Jars", "Glass works", "F-12", day, 10_000, 12_000, 10_000, day, PaidBy.TRANSFER)
    noted = acts.note_proven(
        found,
        bill,
        share_bp=7_500,
        line=line,
        file=("f12.pdf", PAPER),
        author=world.accounts,
        key=uuid4().hex,
        now=NOON,
    )
    acts.add_partner(found, world.farm)
    acts.add_person(found, DesignPart.MANAGEMENT, person=world.direction)
    acts.add_rate(found, since=found.starts_on, cents=1_165, source="Minimum wage")
    acts.add_in_kind(
        found, account=VoluntaryAccount.PREMISES, label="A hall", day=day, cents=5_000, source="Town's own price"
    )
    centre = Organisation.objects.create(kind=OrganisationKind.CENTRE, name="Maison du Levant")
    acts.add_centre(found, centre=centre, before=200, after=226, source="Yearly count")
    Session.objects.update(project=found)
    keys = [{"pk": found.pk}]
    kept = acts.keep_report(
        found,
        figures={"indicators": [{"code": "participants", "value": 3}]},
        pdf=PAPER,
        outside=True,
        author=world.accounts,
        key=uuid4().hex,
        now=NOON,
    )
    for page in ("project_report", "project_kept", "project_sheets"):
        story.named[f"impact:{page}"] = keys
    story.named["impact:project_paper"] = [{**keys[0], "form": form.value} for form in ReportForm]
    story.named["impact:project_table"] = [{**keys[0], "kind": kind} for kind in ("json", "xlsx")]
    story.named["impact:project_evidence"] = [{**keys[0], "code": code} for code in ("participants", "hours")]
    for page in ("project_compared", "project_kept_pdf"):
        story.named[f"impact:{page}"] = [{**keys[0], "report": kept.pk}]
    for page in ("project", "project_edit", "carriers", "budget", "expense_new"):
        story.named[f"funding:{page}"] = keys
    story.named["funding:expense"] = [{"pk": found.pk, "expense": noted.pk}]
    story.named["funding:expense_file"] = [{"expense": noted.pk}]
    return found
