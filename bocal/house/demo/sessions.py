"""The truck's season as it was lived: who came, what they said of themselves, what they took home, what it cost.

Every figure of its report is counted from these rows: none is written anywhere.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random

from django.contrib.auth.hashers import make_password
from django.utils import timezone

from bocal.catalog.models import Item
from bocal.directory.models import Organisation, Person
from bocal.directory.rules import Desk, OrganisationKind
from bocal.funding import acts as funding
from bocal.funding.models import Project
from bocal.funding.rules import BudgetPost, DesignPart, FunderKind, PaidBy, VoluntaryAccount
from bocal.house import gleaning
from bocal.house.demo import kitchen
from bocal.house.demo.cast import FIRST
from bocal.house.demo.kitchen import KG, Batch, at, key
from bocal.house.demo.people import Peopled
from bocal.kitchen import reads as kitchen_reads
from bocal.supply import reads as supply
from bocal.supply.rules import Checks, Weighing
from bocal.workshops import acts, reads
from bocal.workshops.acts.spots import Told, save_spot
from bocal.workshops.models import Attendance, Dish, Session
from bocal.workshops.rules import Audience, Face, Permission, SessionKind, SignedBy, Task, Zone
from bocal.workshops.rules.planning import Wanted
from bocal.workshops.rules.profile import AgeBand, Answers, Area, Employment, Gender, HouseholdKind, Priority

ADULTS, CHILDREN = 110, 40
#: Those whom one sees again and again.
REGULARS = 18
#: So many sessions wait to be closed; so many were written down head by head, on a tablet.
OPEN, TABLET = 2, 6
#: For so many sessions to come people have signed up already.
SOON = 4
#: What was cooked for the shelves, counted from the last session.
_COOKED = (
    (2, "Velouté de courge", "Velouté de courge 720 ml"),
    (4, "Compote de pommes", "Compote de pommes 720 ml"),
    (7, "Ratatouille", "Ratatouille 370 ml"),
    (10, "Coulis de tomate", "Coulis de tomate 370 ml"),
)
#: How many Sundays ago one gleaned, what, and how many kilos.
_GLEANED = ((1, "Carottes", 42), (3, "Oignons", 28))
_WORDS = ("", "", "Moins de sel", "", "Comme chez ma grand-mère", "", "", "Encore !")
_STORIES = (
    "Deux voisines qui ne se parlaient pas ont épluché la même cagette.",
    "Les enfants ont collé les étiquettes. Presque droites.",
    "Un monsieur nous a appris à lier la soupe sans crème.",
    "Beaucoup de passage, peu de chaises : en prévoir six de plus.",
    "Le vent a couché la banderole ; le marché nous a prêté deux poids.",
    "Trois personnes sont venues par le centre social et reviendront.",
    "On a goûté trois versions, et gardé celle aux épices.",
    "Une classe est passée voir l’autoclave : vingt questions.",
)


def lived(found: Peopled) -> None:
    """All past sessions have their people; all but the last two are closed; the season's project counts them."""
    draw = Random(f"{found.shape.slug} lived")  # noqa: S311 (a scene, not a secret)
    planned = list(Session.objects.filter(cancelled_at=None))
    if not planned:
        return
    project = _project(found, planned)
    past = [one for one in planned if one.ends_at < found.now]
    outings = _outings(found)
    Session.objects.filter(pk__in=[one.pk for one in [*planned, *outings]]).update(project=project)
    parties = _parties(found, draw)
    parts = _dealt(past, parties, draw)
    seen: set[int] = set()
    for number, (session, people) in enumerate(parts):
        _asked(people, seen, session.starts_at, draw)
        if number < len(past) - TABLET:
            _on_paper(session, people)
        else:
            _on_tablet(session, people)
        if number % 3 == 0:
            acts.count_heads(session=session, more=1 + number % 4, key=str(key(found.shape.slug, "heads", session.pk)))
    for number, outing in enumerate(outings):
        _on_tablet(outing, [one for party in parties[number * 7 : number * 7 + 7] for one in party])
    _coming([one for one in planned if one.starts_at > found.now][:SOON], parties, found.now)
    _cooked(found, past, draw)
    _jars(found, parts[-TABLET + 1 :])
    for number, session in enumerate([*past[:-OPEN], *outings]):
        _closed(found, session, _STORIES[number % len(_STORIES)])


#: An adult, and the children whom they bring.
Party = list[Person]


def _parties(found: Peopled, draw: Random) -> list[Party]:
    secret = make_password(None)
    adults = Person.objects.bulk_create(
        Person(name=found.cast.person(), phone=found.cast.phone(), password=secret) for _n in range(ADULTS)
    )
    parties: list[Party] = [[adult] for adult in adults]
    # A third of the adults come with children, one or two.
    families = draw.sample(parties, CHILDREN * 3 // 4)
    names = draw.sample(FIRST, CHILDREN)
    children = Person.objects.bulk_create(
        Person(
            name=f"{names[n]} {families[n % len(families)][0].name.split()[-1]}",
            phone=families[n % len(families)][0].phone,
            password=secret,
        )
        for n in range(CHILDREN)
    )
    for number, child in enumerate(children):
        families[number % len(families)].append(child)
    return parties


def _dealt(sessions: list[Session], parties: list[Party], draw: Random) -> list[tuple[Session, list[Person]]]:
    """Everybody comes once at least, some of them again: from eight people to fourteen, as far as there is room."""
    regulars, parts = parties[:REGULARS], []
    for number, session in enumerate(sessions):
        wanted = min(draw.randint(8, 14), session.capacity or 14)
        chosen = parties[number :: len(sessions)]
        chosen += [party for party in draw.sample(regulars, REGULARS) if party not in chosen]
        here: list[Person] = []
        for party in chosen:
            if len(here) + len(party) <= wanted:
                here += party
        parts.append((session, here))
    return parts


def _rows(people: list[Person]) -> Iterator[tuple[Person, Person | None]]:
    """Each with the adult who brings them: the one before who has the same telephone."""
    adult: Person | None = None
    for one in people:
        if adult is not None and one.phone == adult.phone:
            yield one, adult
        else:
            adult = one
            yield one, None


def _on_paper(session: Session, people: list[Person]) -> None:
    """Keyed back from the sheet that was signed."""
    Attendance.objects.bulk_create(
        Attendance(
            session=session,
            person=one,
            signed_by=SignedBy.PAPER,
            said_at=session.starts_at,
            came_at=session.starts_at,
            minor=adult is not None,
            guardian=adult,
        )
        for one, adult in _rows(people)
    )
    session.coming = len(people)
    session.save(update_fields=["coming"])


def _on_tablet(session: Session, people: list[Person]) -> None:
    """Said days before, ticked at the door; the last adult alone did not come after all."""
    before, rows = session.starts_at - timedelta(days=3), list(_rows(people))
    for number, (one, adult) in enumerate(rows):
        by = (SignedBy.PHONE, SignedBy.LINK, SignedBy.DESK)[number % 3]
        acts.add(session=session, person=one, guardian=adult, signed_by=by, now=before)
    absent = rows[-1][0] if rows and rows[-1][1] is None else None
    for one, _adult in rows:
        if one != absent:
            acts.tick(session=session, person=one.pk, there=True, now=session.starts_at)


def _coming(sessions: list[Session], parties: list[Party], now: datetime) -> None:
    """The sooner it is, the more have said that they come."""
    for number, session in enumerate(sessions):
        here = [one for party in parties[3 * number : 5 + 2 * number] for one in party]
        for place, (one, adult) in enumerate(_rows(here)):
            by, said = (SignedBy.LINK, SignedBy.PHONE)[place % 2], now - timedelta(hours=5 + 9 * place)
            acts.add(session=session, person=one, guardian=adult, signed_by=by, now=said)


def _asked(people: list[Person], seen: set[int], now: datetime, draw: Random) -> None:
    """Who comes for the first time is handed the tablet; one in ten would rather not say."""
    for one, adult in _rows(people):
        if one.pk in seen:
            continue
        seen.add(one.pk)
        lot = draw.random()
        if lot < 0.08:
            continue
        nothing = lot < 0.18
        acts.answer(person=one, answers=_said(draw, nothing, minor=adult is not None), agrees=not nothing, now=now)


def _said(draw: Random, nothing: bool, *, minor: bool) -> Answers:
    if nothing:
        return Answers(
            Gender.DECLINED,
            AgeBand.DECLINED,
            HouseholdKind.DECLINED,
            Area.DECLINED,
            Priority.DECLINED,
            Employment.DECLINED,
        )
    gender = draw.choices((Gender.WOMAN, Gender.MAN), (67, 33))[0]
    area = draw.choices((Area.TOWN, Area.RURAL), (70, 30))[0]
    priority = Priority.NO
    if area is Area.TOWN:
        priority = draw.choices((Priority.YES, Priority.NO, Priority.UNKNOWN), (50, 35, 15))[0]
    if minor:
        return Answers(gender, AgeBand.UNDER_18, HouseholdKind.FAMILY, area, priority, Employment.STUDENT)
    age, work = draw.choices(
        (
            (AgeBand.TO_25, Employment.STUDENT),
            (AgeBand.TO_59, Employment.EMPLOYED),
            (AgeBand.TO_59, Employment.UNEMPLOYED),
            (AgeBand.TO_59, Employment.HOME),
            (AgeBand.OVER_60, Employment.RETIRED),
        ),
        (8, 27, 33, 8, 24),
    )[0]
    homes = (HouseholdKind.SINGLE, HouseholdKind.COUPLE, HouseholdKind.FAMILY, HouseholdKind.SINGLE_PARENT)
    home = draw.choices((*homes, HouseholdKind.DECLINED), (34, 18, 26, 18, 4))[0]
    return Answers(gender, age, home, area, priority, work)


def _outings(found: Peopled) -> list[Session]:
    """Two Sundays in a field; what was gleaned came back as a gift of the farm."""
    made: list[Session] = []
    for number, (ago, crop, kilos) in enumerate(_GLEANED):
        farm = found.farms[number]
        field = save_spot(
            None,
            Told(
                name=f"Le champ : {farm.name}",
                host=farm,
                address=farm.address,
                town=farm.town,
                latitude=farm.latitude,
                longitude=farm.longitude,
                zone=Zone.RURAL,
                permission=Permission.GRANTED,
                permission_from=f"{farm.contact}, {farm.phone}",
            ),
        )
        day = found.today - timedelta(days=found.today.weekday() + 1 + 7 * (ago - 1))
        wanted = Wanted(
            SessionKind.GLEANING,
            f"Rando-cueillette : {crop.lower()}",
            field.pk,
            at(day, 9, 30),
            at(day, 12),
            audience=Audience.FAMILIES,
            crew=((found.at(Desk.FACILITATION).pk, Task.ANIMATE),),
        )
        word = key(found.shape.slug, "outing", number)
        (outing,) = acts.plan([wanted], key=str(word), now=at(day - timedelta(days=21), 10))
        thing = supply.thing(Item.objects.get(name=crop))
        gleaning.bring_back(
            session=outing,
            giver=farm,
            lines=[Weighing(thing, kilos * KG, crates=-(-kilos // 12))],
            checks=Checks(clean=True, aspect=True, transport=True),
            place=found.store,
            author=found.at(Desk.FACILITATION),
            key=key(word, "back"),
            now=at(day, 13),
        )
        made.append(outing)
    return made


def _cooked(found: Peopled, past: list[Session], draw: Random) -> None:
    """Some sessions cooked for the shelves too; people said what they thought of it."""
    versions = {version.recipe.name: version for version in kitchen_reads.latest_versions()}
    for back, name, product in _COOKED:
        if back > len(past):
            continue
        session = past[-back]
        day = timezone.localdate(session.starts_at)
        farms = [found.farms[(back + step) % len(found.farms)] for step in range(6)]
        order = kitchen.batch(found, versions[name], Batch(name, product, 16), day, farms)
        dish = Dish.objects.create(session=session, recipe=versions[name].recipe, order=order)
        for turn in range(draw.randint(6, 10)):
            face = draw.choices(list(Face), (7, 2, 1))[0]
            word = str(key(found.shape.slug, "taste", dish.pk, turn))
            acts.taste(dish=dish, face=face, word=draw.choice(_WORDS), key=word, now=session.ends_at)


def _jars(found: Peopled, parts: list[tuple[Session, list[Person]]]) -> None:
    """A jar or two for who wishes, against the deposit; glass comes back; some to a centre, some to a point."""
    author = found.at(Desk.FACILITATION)
    centre = Organisation.objects.filter(kind=OrganisationKind.CENTRE).order_by("pk").first()
    before: list[tuple[Person, int]] = []
    for session, people in parts:
        now = min(max(session.ends_at, at(timezone.localdate(session.starts_at), 18)), found.now)
        # What was cooked that day, else what there is most of.
        cooked = set(session.menu.values_list("order__product", flat=True))
        shelves = reads.shelves(session)
        shelf = max(shelves, key=lambda one: (one.item.pk in cooked, one.quantity), default=None)
        form = shelf.item.jar_format if shelf else None
        if shelf is None or form is None or shelf.quantity < 16:
            continue

        def word(*what: object, of: Session = session) -> str:
            return str(key(found.shape.slug, "jars", of.pk, *what))

        takers = [one for one, adult in _rows(people[:-1]) if adult is None][:4]
        for number, one in enumerate(takers):
            jars = {shelf.item.pk: 1 + number % 2}
            acts.take_home(session=session, person=one, jars=jars, glass={}, author=author, key=word(one.pk), now=now)
        for one, size in before[:2]:
            acts.take_home(
                session=session, person=one, jars={}, glass={size: 1}, author=author, key=word(one.pk, 0), now=now
            )
        before = [(one, form.pk) for one in takers]
        rest: dict[str, object] = {"session": session, "jars": {shelf.item.pk: 3}, "author": author, "now": now}
        if centre is not None:
            acts.give_on(to=centre, key=word("centre"), **rest)  # type: ignore[arg-type]
        acts.put_in_stock(place=found.points[0], key=word("stock"), **rest)  # type: ignore[arg-type]


def _closed(found: Peopled, session: Session, story: str) -> None:
    minutes = int((session.ends_at - session.starts_at).total_seconds()) // 60
    crew = dict.fromkeys(session.crew.values_list("person", flat=True), minutes)
    acts.close(
        session=session,
        minutes=crew,
        author=found.at(Desk.FACILITATION),
        key=str(key(found.shape.slug, "closed", session.pk)),
        now=at(timezone.localdate(session.starts_at), 18, 30),
        story=story,
    )


def _project(found: Peopled, planned: list[Session]) -> Project:
    """The season's money: who gives it, what it is for, what was spent so far."""
    first = timezone.localdate(planned[0].starts_at) - timedelta(days=14)
    last = timezone.localdate(planned[-1].starts_at) + timedelta(days=30)
    project = funding.save_project(
        None,
        name="Bien manger sur les places",
        reference="CONV-2641",
        starts_on=first,
        ends_on=last,
        aims="Cuisiner ensemble les surplus des fermes, là où l’on habite, et mêler quartiers et villages.",
        activity="Le mercredi et le samedi, la roulotte s’installe sur une place ou au marché. Chacun épluche, goûte, "
        "apprend à conserver, et rentre avec un bocal contre la consigne.",
    )
    for kind, name, euros in (
        (FunderKind.PUBLIC, "Agglomération, projet alimentaire territorial", 12_000),
        (FunderKind.PUBLIC, "Caisse d’allocations familiales", 6_500),
        (FunderKind.OWN, "Fonds propres et dons", 3_500),
    ):
        funding.add_grant(project, kind=kind, name=name, cents=euros * 100)
    accounts = found.at(Desk.ACCOUNTS)
    for post, label, euros, supplier, spent in (
        (BudgetPost.PURCHASES, "Bocaux, gaz, denrées", 4_800, "La Verrerie du Val", (1_240, 860)),
        (BudgetPost.OUTSIDE, "Assurance et entretien de la roulotte", 2_700, "Le Garage des Platanes", (930,)),
        (BudgetPost.OTHER_OUTSIDE, "Affiches et déplacements", 1_500, "L’Imprimerie du Pont", (410, 185)),
        (BudgetPost.STAFF, "Animation des ateliers", 13_000, "Groupement d’employeurs", (3_150, 3_150)),
    ):
        line = funding.add_line(project, post=post, label=label, cents=euros * 100)
        for turn, paid in enumerate(spent):
            day = first + timedelta(days=20 + 45 * turn)
            number = f"{post}-{turn + 1:03d}"
            bill = funding.Bill(label, supplier, number, day, paid * 100, paid * 100, paid * 100, day, PaidBy.TRANSFER)
            funding.note_expense(
                project, bill, line=line, author=accounts, key=str(key("romans", number)), now=found.now
            )
    for centre in Organisation.objects.filter(kind=OrganisationKind.CENTRE):
        funding.add_partner(project, centre)
    for person, part in zip(
        found.team, (DesignPart.MANAGEMENT, DesignPart.FACILITATION, DesignPart.FACILITATION), strict=False
    ):
        funding.add_person(project, part, person=person)
    funding.add_rate(project, since=first, cents=1_200, source="Proche du SMIC horaire brut, arrondi")
    funding.add_in_kind(
        project,
        account=VoluntaryAccount.PREMISES,
        label="Places et cours prêtées",
        day=first + timedelta(days=30),
        cents=900_00,
        source="Tarif d’occupation affiché par la ville, 30 demi-journées à 30 €",
    )
    return project
