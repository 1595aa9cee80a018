"""Three seasons of a mobile cannery, session by session: who came, what they said of themselves, what they took home.

The figures of its report are counted from these rows: none is written anywhere.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

from django.contrib.auth.hashers import make_password
from django.utils import timezone

from bocal.directory import acts as places
from bocal.directory import reads as directory
from bocal.directory.models import Organisation, Person, Role
from bocal.directory.reads import seal_keys
from bocal.directory.rules import Desk, OrganisationKind, PlaceKind
from bocal.directory.rules.sealing import seal
from bocal.funding import acts as funding
from bocal.funding.models import Project
from bocal.funding.rules import BudgetPost, DesignPart, FunderKind, PaidBy, VoluntaryAccount
from bocal.house.demo import kitchen
from bocal.house.demo.kitchen import Batch, at, key
from bocal.house.demo.people import Peopled
from bocal.journals import acts as journals
from bocal.journals.models import Lot, Stock
from bocal.journals.rules import Gesture, Hours, HoursKind, Kind, Move
from bocal.workshops import acts as workshops
from bocal.workshops import reads as workshop_reads
from bocal.workshops.models import Attendance, Dish, Profile, Session, SessionVoucher, Spot
from bocal.workshops.rules import Audience, SessionKind, SignedBy, Task, Zone
from bocal.workshops.rules import profile as profiles
from bocal.workshops.rules.holidays import public_holiday
from bocal.workshops.rules.planning import Wanted
from bocal.workshops.rules.profile import AgeBand, Answers, Area, Employment, Gender, HouseholdKind, Priority

FIRST, LAST = date(2019, 9, 1), date(2022, 12, 12)
PEOPLE, FAMILIES = 840, 357
#: The first Wednesday of each season, which has thirty weeks of two sessions.
SEASONS = (date(2019, 9, 11), date(2021, 3, 10), date(2022, 4, 13))
WEEKS = 30
#: One session in fifteen cooks for the shelves too: so many jars go home with those who came.
COOKS = 15
_SPOTS = (
    ("Place du marché", "Dieppe", Zone.TOWN, 0.000, 0.004),
    ("Cour des Falaises", "Dieppe", Zone.PRIORITY, 0.006, -0.020),
    ("Esplanade du Phare", "Dieppe", Zone.PRIORITY, 0.010, 0.022),
    ("Salle des fêtes d’Offranville", "Offranville", Zone.RURAL, -0.053, -0.031),
    ("Halle de Luneray", "Luneray", Zone.RURAL, -0.096, -0.163),
    ("Place d’Envermeu", "Envermeu", Zone.RURAL, -0.027, 0.187),
)
_AUDIENCES = (Audience.EVERYONE, Audience.FAMILIES, Audience.INSERTION, Audience.DISABILITY, Audience.SENIORS)
_DISHES = (
    ("Coulis de tomate", "Coulis de tomate 370 ml"),
    ("Ratatouille", "Ratatouille 370 ml"),
    ("Compote de pommes", "Compote de pommes 370 ml"),
    ("Velouté de courge", "Velouté de courge 370 ml"),
)


def three_seasons(found: Peopled) -> Project:
    """The project with its money, its sessions, who came, and what they took home."""
    draw = Random("dieppe")  # noqa: S311 (a scene, not a secret)
    project = _project(found)
    sessions = _sessions(found, project)
    people = _people(found, draw)
    _answers(people, draw)
    cooks = sessions[COOKS // 2 :: COOKS]
    families = people[:FAMILIES]
    _coming(sessions, people, {one.pk: families[n :: len(cooks)] for n, one in enumerate(cooks)}, draw)
    _hours(found, sessions)
    homes = _homes(families)
    kitchen.stock_up(found, FIRST + timedelta(days=2), jars=1_800)
    versions = kitchen.recipes(found, FIRST + timedelta(days=2))
    for number, session in enumerate(cooks):
        dish, product = _DISHES[number % len(_DISHES)]
        farms = [found.farms[(number + step) % len(found.farms)] for step in range(6)]
        day = timezone.localdate(session.starts_at)
        order = kitchen.batch(found, versions[dish], Batch(dish, product, 22), day, farms)
        Dish.objects.create(session=session, recipe=versions[dish].recipe, order=order)
        # Gleaned that very morning: what came in belongs to the session.
        if number % 2:
            brought = order.chosen.filter(lot__item__kind="raw").values_list("lot__voucher", flat=True).distinct()
            SessionVoucher.objects.bulk_create(SessionVoucher(session=session, voucher_id=pk) for pk in brought)
        _take_home(found, session, order.makings.get().lot, homes[number :: len(cooks)])
    return project


def _project(found: Peopled) -> Project:
    project = funding.save_project(
        None,
        name="La conserverie mobile et solidaire",
        reference="LEADER-2019-076",
        starts_on=FIRST,
        ends_on=LAST,
        aims="Lutter contre la précarité alimentaire et le gaspillage, et faire se rencontrer la ville et la campagne.",
        activity="Deux fois par semaine, un camion équipé s’installe sur une place, dans la cour d’un centre social ou "
        "au village. Les habitants y cuisinent ensemble les surplus donnés ou glanés, apprennent à les conserver, "
        "mangent sur place et rentrent avec leurs bocaux.\nLes savoir-faire de chacun sont mis en avant ; fermes, "
        "magasins, centres et associations travaillent ensemble toute l’année.",
    )
    for kind, name, euros in (
        (FunderKind.EUROPE, "FEADER (LEADER)", 29_784),
        (FunderKind.PUBLIC, "Région", 9_000),
        (FunderKind.PUBLIC, "Département et ville", 5_892),
        (FunderKind.OWN, "Fonds propres et privés", 6_640),
    ):
        funding.add_grant(project, kind=kind, name=name, cents=euros * 100)
    plan = (
        (BudgetPost.EQUIPMENT, "Équipement du camion", 18_000, "L’Atelier des remorques", 6),
        (BudgetPost.PURCHASES, "Bocaux, gaz, denrées", 9_316, "La Verrerie du Val", 9),
        (BudgetPost.OUTSIDE, "Assurance et entretien du camion", 4_000, "Le Garage du plateau", 4),
        (BudgetPost.OTHER_OUTSIDE, "Déplacements et affiches", 3_500, "L’Imprimerie du quai", 5),
        (BudgetPost.STAFF, "Animation des ateliers", 16_500, "Centre social des Falaises", 11),
    )
    accounts, days = found.at(Desk.ACCOUNTS), (LAST - FIRST).days - 30
    for post, label, euros, supplier, times in plan:
        line = funding.add_line(project, post=post, label=label, cents=euros * 100)
        for turn in range(times):
            day = FIRST + timedelta(days=20 + days * turn // times)
            cents = euros * 100 // times + (euros * 100 % times if turn == 0 else 0)
            number = f"{post}-{turn + 1:03d}"
            bill = funding.Bill(
                f"{label} ({turn + 1})", supplier, number, day, cents, cents, cents, day, PaidBy.TRANSFER
            )
            funding.note_proven(
                project,
                bill,
                share_bp=10_000,
                line=line,
                # The last invoice of each line still has to be found.
                file=(f"facture-{number}.pdf", paper(f"Facture {number}")) if turn + 1 < times else None,
                author=accounts,
                key=str(key("expense", number)),
                now=found.now,
            )
    for partner in Organisation.objects.filter(kind=OrganisationKind.PARTNER):
        funding.add_partner(project, partner)
    parts = [DesignPart.MANAGEMENT] * 6 + [DesignPart.FACILITATION] * 7 + [DesignPart.VOLUNTEER] * 5
    for person, part in zip([*found.team[:13], *found.members[:5]], parts, strict=True):
        funding.add_person(project, part, person=person)
    for since, cents in (
        (FIRST, 1_003),
        (date(2020, 1, 1), 1_015),
        (date(2021, 1, 1), 1_025),
        (date(2022, 1, 1), 1_057),
    ):
        funding.add_rate(project, since=since, cents=cents, source="SMIC horaire brut au 1er janvier")
    funding.add_in_kind(
        project,
        account=VoluntaryAccount.PREMISES,
        label="Salles prêtées par les communes",
        day=date(2021, 6, 30),
        cents=1_800_00,
        source="Tarif de location affiché par les communes, 36 demi-journées à 50 €",
    )
    centres = Organisation.objects.filter(kind=OrganisationKind.CENTRE).order_by("pk")
    for centre, before, after in zip(
        centres, (210, 180, 260, 150, 120, 80), (236, 204, 297, 168, 135, 90), strict=False
    ):
        source = "Registres du centre, adhérents accueillis en 2018 et en 2022"
        funding.add_centre(project, centre=centre, before=before, after=after, source=source)
    return project


def paper(said: str) -> bytes:
    """A page of PDF with a few words on it, which any reader opens."""
    text = f"BT /F1 18 Tf 60 760 Td ({said}) Tj ET".encode("latin-1", "replace")
    parts = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(text), text),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    made, places = b"%PDF-1.4\n", []
    for place, part in enumerate(parts, start=1):
        places.append(len(made))
        made += b"%d 0 obj%s endobj\n" % (place, part)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 6\n0000000000 65535 f \n" + table
    return made + head + b"trailer<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % len(made)


def _sessions(found: Peopled, project: Project) -> list[Session]:
    shape = found.shape
    spots = [
        Spot.objects.get_or_create(
            name=name,
            defaults={
                "town": town,
                "zone": zone,
                "latitude": shape.latitude + north,
                "longitude": shape.longitude + east,
                "power": True,
            },
        )[0]
        for name, town, zone, north, east in _SPOTS
    ]
    truck = places.open_place(kind=PlaceKind.TRUCK, name="Le camion").pk
    crew = [found.at(Desk.FACILITATION).pk, found.at(Desk.PRODUCTION).pk]
    made: list[Session] = []
    for season, first in enumerate(SEASONS):
        wanted: list[Wanted] = []
        for week in range(WEEKS):
            for planned_on in (first + timedelta(weeks=week), first + timedelta(weeks=week, days=3)):
                # Nobody comes on Christmas Day: it is the day after.
                day = planned_on + timedelta(days=1) if public_holiday(planned_on) else planned_on
                number = len(wanted)
                wanted.append(
                    Wanted(
                        SessionKind.COOKING,
                        "Atelier de conserves",
                        spots[number % len(spots)].pk,
                        at(day, 14),
                        at(day, 17),
                        audience=_AUDIENCES[number % len(_AUDIENCES)],
                        truck=truck,
                        project=project.pk,
                        crew=((crew[0], Task.ANIMATE), (crew[1], Task.COOK)),
                    )
                )
        planned = workshops.plan(wanted, key=f"dieppe-{season}", now=at(first - timedelta(days=30), 10))
        for one in planned:
            one.closed_at, one.closed_by = one.ends_at, found.at(Desk.FACILITATION)
        Session.objects.bulk_update(planned, ["closed_at", "closed_by"])
        made += planned
    return made


def _people(found: Peopled, draw: Random) -> list[int]:
    secret = make_password(None)
    rows = Person.objects.bulk_create(
        Person(name=found.cast.person(), phone=found.cast.phone(), password=secret) for _n in range(PEOPLE)
    )
    keys = [row.pk for row in rows]
    draw.shuffle(keys)
    return keys


@dataclass(frozen=True)
class _Shares:
    """How many people gave each answer; one would not say where they live."""

    gender = ((Gender.WOMAN, 656), (Gender.MAN, 184))
    household = (
        (HouseholdKind.SINGLE, 336),
        (HouseholdKind.COUPLE, 121),
        (HouseholdKind.FAMILY, 248),
        (HouseholdKind.SINGLE_PARENT, 135),
    )
    home = (
        ((Area.RURAL, Priority.NO), 327),
        ((Area.TOWN, Priority.YES), 399),
        ((Area.TOWN, Priority.NO), 113),
        ((Area.DECLINED, Priority.DECLINED), 1),
    )
    work = (
        ((Employment.UNEMPLOYED, AgeBand.TO_25), 52),
        ((Employment.UNEMPLOYED, AgeBand.TO_59), 243),
        ((Employment.EMPLOYED, AgeBand.TO_25), 31),
        ((Employment.EMPLOYED, AgeBand.TO_59), 296),
        ((Employment.RETIRED, AgeBand.OVER_60), 218),
    )


def _answers(people: list[int], draw: Random) -> None:
    """What each said, under a key that does not lead to them."""

    def dealt(shares: tuple[tuple[object, int], ...]) -> list[object]:
        cards = [answer for answer, times in shares for _n in range(times)]
        draw.shuffle(cards)
        return cards

    keys, today = seal_keys(), SEASONS[0]
    hands = zip(
        people,
        *(dealt(shares) for shares in (_Shares.gender, _Shares.household, _Shares.home, _Shares.work)),
        strict=True,
    )
    rows = []
    for person, gender, household, (area, priority), (work, age) in hands:
        said = Answers(gender, age, household, area, priority, work)
        sealed = seal(profiles.write(said), keys, purpose=profiles.SEALED_FOR)
        rows.append(Profile(key=workshop_reads.profile_keys(person)[0], sealed=sealed, asked_on=today))
    Profile.objects.bulk_create(rows)


def _coming(sessions: list[Session], people: list[int], cooks: dict[int, list[int]], draw: Random) -> None:
    """Everybody comes once at least, most of them again; those who took jars home were where they were cooked."""
    rows = []
    for number, session in enumerate(sessions):
        here = {*people[number :: len(sessions)], *draw.sample(people, 6), *cooks.get(session.pk, [])}
        session.coming = len(here)
        rows += [
            Attendance(
                session=session,
                person_id=person,
                signed_by=SignedBy.PAPER,
                said_at=session.starts_at - timedelta(days=2),
                came_at=session.starts_at,
            )
            for person in sorted(here)
        ]
    Attendance.objects.bulk_create(rows, batch_size=2_000)
    Session.objects.bulk_update(sessions, ["coming"])


def _hours(found: Peopled, sessions: list[Session]) -> None:
    """Two of the team and a neighbour gave an afternoon to each session."""
    author, helpers, links = found.at(Desk.FACILITATION), found.members, []
    for number, session in enumerate(sessions):
        people = [author.pk, found.at(Desk.PRODUCTION).pk, helpers[number % len(helpers)].pk]
        gesture = Gesture(
            kind=Kind.WORK,
            day=timezone.localdate(session.starts_at),
            author=author.pk,
            key=str(key("hours", session.pk)),
            note=session.title,
            hours=[Hours(person, HoursKind.WORKSHOP, 240) for person in people],
        )
        links.append(SessionVoucher(session=session, voucher=journals.post(gesture, now=session.ends_at).voucher))
    SessionVoucher.objects.bulk_create(links)


def _homes(families: list[int]) -> list[Organisation]:
    """A household for each of these people, as their first jar opens one."""
    people = Person.objects.in_bulk(families)
    homes = Organisation.objects.bulk_create(
        Organisation(kind=OrganisationKind.HOUSEHOLD, name=people[pk].name, phone=people[pk].phone) for pk in families
    )
    Role.objects.bulk_create(
        Role(person_id=pk, organisation=home, desk=Desk.CUSTOMER) for pk, home in zip(families, homes, strict=True)
    )
    return homes


def _take_home(found: Peopled, session: Session, lot: Lot, homes: list[Organisation]) -> None:
    """A jar a household; what is left feeds those whom the food bank serves."""
    left = Stock.objects.get(lot=lot, place=found.store).quantity
    aid = Organisation.objects.filter(kind=OrganisationKind.FOOD_AID).order_by("pk")[:1].get()
    links = []
    moment = max(session.ends_at, at(timezone.localdate(session.starts_at), 18))
    for party, jars in [*((home, 1) for home in homes), (aid, left - len(homes))]:
        gesture = _given(found, lot, party, jars, moment)
        links.append(SessionVoucher(session=session, voucher=journals.post(gesture, now=moment).voucher))
    SessionVoucher.objects.bulk_create(links)


def _given(found: Peopled, lot: Lot, party: Organisation, jars: int, moment: datetime) -> Gesture:
    target = directory.outsides()[PlaceKind.RECIPIENT]
    return Gesture(
        kind=Kind.GIVE,
        day=timezone.localdate(moment),
        author=found.at(Desk.FACILITATION).pk,
        key=str(key("jars", lot.pk, party.pk)),
        party=party.pk,
        moves=[Move(lot.pk, found.store.pk, target, jars, jars * lot.item.piece_mg)],
    )
