"""The report of three seasons of a mobile cannery: its figures, its paper, its table."""

# The tables are wider than this file.
# ruff: noqa: E501

import time
from collections.abc import Iterator
from datetime import timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext

from bench.table import Row
from bocal.directory.models import Organisation, Person
from bocal.directory.reads import seal_keys
from bocal.directory.rules import OrganisationKind, PlaceKind
from bocal.directory.rules.sealing import seal
from bocal.funding import acts as funding
from bocal.funding.models import Expense, ExpenseShare, Project
from bocal.funding.rules import BudgetPost, FunderKind
from bocal.impact import reads
from bocal.impact.notices import project as notices
from bocal.impact.rules.funder import FigureCode, ReportForm
from bocal.kitchen.models import Recipe, RecipeVersion
from bocal.workshops import reads as workshops
from bocal.workshops.models import Attendance, Profile, Session, Spot
from bocal.workshops.rules import SessionKind, SignedBy
from bocal.workshops.rules import profile as profiles
from bocal.workshops.rules.profile import Answers, Area, Employment, Gender, HouseholdKind, Priority
from tests import world as worlds
from tests.world import KG, NOW, TODAY, World

#: How many times each person comes.
COMINGS = 3
SPOTS = 6
#: Of the team at each session, whose hours are noted.
CREW = 3
#: One expense of the project for so many sessions.
EXPENSES = 3

# What each session did to the journals, written at once, the triggers asleep and what they keep (stock, states) left out,
# since the report reads none of it: 40 kg given by the farm, put into 50 jars by an order of the kitchen, one gesture
# with two jars for each coming, of a household for each person, and the crew's hours. The n-th session has the n-th key.
GESTURES = """
CREATE TEMPORARY TABLE homes AS SELECT id AS home, substring(name FROM 7)::bigint AS person FROM directory_organisation WHERE note = 'bench';
CREATE TEMPORARY TABLE held AS SELECT id AS session, row_number() OVER (ORDER BY id) AS n, starts_at::date AS day FROM workshops_session;
CREATE TEMPORARY TABLE comings AS SELECT row_number() OVER (ORDER BY a.id) AS c, held.session, held.n, held.day, homes.home
FROM workshops_attendance a JOIN held ON held.session = a.session_id JOIN homes ON homes.person = a.person_id;
INSERT INTO journals_voucher (id, kind, day, written_at, key, note, party_id, author_id)
SELECT 1000000 + n, 'receive', day, now(), 'r' || n, '', {farm}, {author} FROM held
UNION ALL SELECT 2000000 + n, 'make', day, now(), 'm' || n, '', NULL, {author} FROM held
UNION ALL SELECT 3000000 + n, 'work', day, now(), 'h' || n, '', NULL, {author} FROM held
UNION ALL SELECT 4000000 + c, 'deliver', day, now(), 'd' || c, '', home, {author} FROM comings;
INSERT INTO journals_lot (id, code, item_id, owner_id, origin_id, way, voucher_id, date_kind, organic_bp, allergens, note)
SELECT 1000000 + n, 'C' || n, {tomato}, {us}, {farm}, 'given', 1000000 + n, '', 0, '[]'::jsonb, '' FROM held
UNION ALL SELECT 2000000 + n, 'B' || n, {coulis}, {us}, NULL, 'made', 2000000 + n, '', 0, '[]'::jsonb, '' FROM held;
INSERT INTO journals_lineage (voucher_id, parent_id, child_id, quantity, mass_mg)
SELECT 2000000 + n, 1000000 + n, 2000000 + n, 40 * {kg}, 40 * {kg} FROM held;
INSERT INTO journals_movement (voucher_id, lot_id, source_id, target_id, quantity, mass_mg)
SELECT 1000000 + n, 1000000 + n, {donor}, {store}, 40 * {kg}::bigint, 40 * {kg}::bigint FROM held
UNION ALL SELECT 2000000 + n, 1000000 + n, {store}, {transform}, 40 * {kg}::bigint, 40 * {kg}::bigint FROM held
UNION ALL SELECT 2000000 + n, 2000000 + n, {transform}, {store}, 50, 34 * {kg}::bigint FROM held
UNION ALL SELECT 4000000 + c, 2000000 + n, {store}, {customer}, 2, 1360000 FROM comings;
INSERT INTO journals_hoursline (voucher_id, person_id, kind, minutes)
SELECT 3000000 + n, {author}, 'workshop', 180 FROM held, generate_series(1, {crew});
INSERT INTO kitchen_manufacturingorder (id, number, day, version_id, product_id, owner_id, store_id, jars, mass_mg, note, made_at, key)
SELECT n, 'F-' || n, day, {version}, {coulis}, {us}, {store}, 50, 0, '', now(), 'o' || n FROM held;
INSERT INTO kitchen_making (order_id, voucher_id, lot_id) SELECT n, 2000000 + n, 2000000 + n FROM held;
INSERT INTO workshops_dish (session_id, recipe_id, order_id) SELECT session, {recipe}, n FROM held;
INSERT INTO workshops_sessionvoucher (session_id, voucher_id)
SELECT session, 1000000 + n FROM held UNION ALL SELECT session, 3000000 + n FROM held UNION ALL SELECT session, 4000000 + c FROM comings;
DROP TABLE comings, held, homes;
"""


def furnish(people: int, sessions: int) -> Project:
    """A project with so many people, each asked, who come three times over so many sessions and take jars home."""
    world = worlds.build()
    project = funding.save_project(
        None,
        name="Trois saisons",
        reference="",
        starts_on=TODAY - timedelta(days=1200),
        ends_on=TODAY,
        aims="",
    )
    funding.add_grant(project, kind=FunderKind.EUROPE, name="FEADER", cents=29_784_00)
    spots = [Spot.objects.create(name=f"Place {n}", latitude=49 + n / 50, longitude=1.0) for n in range(SPOTS)]
    held = Session.objects.bulk_create(
        Session(
            kind=SessionKind.COOKING,
            title="Atelier",
            spot=spots[number % SPOTS],
            starts_at=(began := NOW - timedelta(days=1 + 1100 * number // sessions)),
            ends_at=began + timedelta(hours=3),
            project=project,
            made_at=NOW,
            key=f"bench {number}",
        )
        for number in range(sessions)
    )
    known = Person.objects.bulk_create(Person(name=f"Personne {number}", password="!") for number in range(people))  # noqa: S106 (nobody signs in)
    keys = seal_keys()
    told = [
        profiles.write(Answers(gender, None, household, area, Priority.NO, work))
        for gender in (Gender.WOMAN, Gender.MAN)
        for household in (HouseholdKind.SINGLE, HouseholdKind.FAMILY)
        for area in (Area.RURAL, Area.TOWN)
        for work in (Employment.EMPLOYED, Employment.RETIRED)
    ]
    Profile.objects.bulk_create(
        (
            Profile(
                key=workshops.profile_keys(person.pk)[0],
                sealed=seal(told[number % len(told)], keys, purpose=profiles.SEALED_FOR),
                asked_on=TODAY,
            )
            for number, person in enumerate(known)
        ),
        batch_size=5_000,
    )
    Attendance.objects.bulk_create(
        (
            Attendance(
                session=held[(number + turn * 7) % sessions],
                person=person,
                signed_by=SignedBy.PAPER,
                said_at=NOW,
                came_at=NOW,
            )
            for number, person in enumerate(known)
            for turn in range(COMINGS)
        ),
        batch_size=5_000,
    )
    _spend(project, world, max(1, sessions // EXPENSES))
    _live(world)
    return project


def _spend(project: Project, world: World, count: int) -> None:
    """So many expenses, each wholly the project's."""
    line = funding.add_line(project, post=BudgetPost.PURCHASES, label="Bocaux et couvercles", cents=count * 200_00)
    paid = Expense.objects.bulk_create(
        Expense(
            label=f"Bocaux, lot {number}",
            supplier="Verrerie du Val",
            day=TODAY - timedelta(days=number % 1000),
            net_cents=100_00,
            gross_cents=120_00,
            eligible_cents=120_00,
            paid_on=TODAY,
            noted_by=world.accounts,
            noted_at=NOW,
            key=f"bench {number}",
        )
        for number in range(count)
    )
    ExpenseShare.objects.bulk_create(
        ExpenseShare(expense=one, project=project, line=line, share_bp=10_000) for one in paid
    )


def _live(world: World) -> None:
    """What the sessions did to the journals."""
    recipe = Recipe.objects.create(name="Coulis")
    version = RecipeVersion.objects.create(recipe=recipe, number=1, made_at=NOW)
    keys = {
        "us": world.us.pk,
        "farm": world.farm.pk,
        "author": world.facilitator.pk,
        "store": world.store.pk,
        "donor": world.outside[PlaceKind.DONOR],
        "transform": world.outside[PlaceKind.TRANSFORM],
        "customer": world.outside[PlaceKind.CUSTOMER],
        "tomato": world.items["Tomates"].pk,
        "coulis": world.items["Coulis de tomate 720 ml"].pk,
        "recipe": recipe.pk,
        "version": version.pk,
        "kg": KG,
        "crew": CREW,
    }
    people = Person.objects.filter(password="!").values_list("pk", flat=True)  # noqa: S106
    Organisation.objects.bulk_create(
        (Organisation(kind=OrganisationKind.HOUSEHOLD, name=f"Foyer {pk}", note="bench") for pk in people),
        batch_size=5_000,
    )
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        for statement in GESTURES.format(**keys).split(";\n")[:-1]:
            cursor.execute(statement)
        cursor.execute("SET session_replication_role = origin")
        cursor.execute("VACUUM ANALYZE")


def measure(people: int, sessions: int, *, aim: float) -> Iterator[Row]:
    """Seconds for the figures and the paper of a project of this size; `aim` seconds for both."""
    project = furnish(people, sessions)
    began = time.perf_counter()
    with CaptureQueriesContext(connection) as asked:
        report = reads.project_report(project, outside=True, now=NOW)
    counted = time.perf_counter()
    paper = notices.paper(report, ReportForm.LEADER, NOW)
    drawn = time.perf_counter()
    if report.figure(FigureCode.PARTICIPANTS).value != people or not all(one.reconciled for one in report.indicators):
        raise AssertionError("the table does not say who came")
    told = (report.figure(FigureCode.FAMILIES).value, report.figure(FigureCode.JARS_TAKEN).value)
    if told != (people, 2 * COMINGS * people) or report.figure(FigureCode.SAVED).value != sessions * 40 * KG:
        raise AssertionError("the goods are not those of the sessions")
    name = f"Rapport : {people} personnes, {sessions} séances, s"
    spent = drawn - began
    yield Row(name, f"{spent:.2f}", aim=f"< {aim:g}", holds=spent < aim)
    yield Row("  … ses chiffres / son papier, s", f"{counted - began:.2f} / {drawn - counted:.2f}")
    yield Row("  … questions à la base pour ses chiffres", str(len(asked)))
    yield Row("  … le papier, ko", f"{len(paper) // 1000}")
