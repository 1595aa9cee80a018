"""The flower of a truck: two versions, last year's agora and this autumn's in each centre, all publics, some words.

Few partners answered: their group is hidden, and the next smallest with it.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from random import Random

from django.utils import timezone

from bocal.directory.models import Organisation
from bocal.directory.rules import Desk, OrganisationKind
from bocal.house.demo.kitchen import KG, at
from bocal.house.demo.people import Peopled
from bocal.impact import reads
from bocal.impact.acts import consulting, flower
from bocal.impact.models import Consultation, Petal
from bocal.impact.rules.flower import Aimed, Asked, Given, IndicatorCode, Public, QuestionKind, SheetWay
from bocal.workshops.models import Session

H, E, B, P = Public.INHABITANTS, Public.EMPLOYEES, Public.BOARD, Public.PARTNERS
#: What people say, by how their question begins; invented. Nobody says what somebody else has said.
WORDS = {
    "Racontez": (
        "Ma voisine du quatrième, je la connais maintenant. On descend ensemble.",
        "Les enfants ont épluché trente kilos de pommes en chantant.",
        "J’étais venue pour les bocaux, je reste pour le café d’après.",
        "Un monsieur nous a appris la sauce de sa grand-mère.",
        "La première fois que je parlais à quelqu’un de la semaine.",
        "On a ri tout l’après-midi à cause du moulin à légumes.",
        "Mon fils a tenu la caisse des consignes, tout fier.",
        "J’ai retrouvé quelqu’un que je n’avais pas vu depuis l’école.",
        "Le fermier est resté manger. Il a goûté ses propres tomates.",
        "Il pleuvait, personne n’est parti : on s’est serrés sous l’auvent.",
        "La dame du premier a apporté son couscoussier.",
        "Je croyais ne pas savoir cuisiner. On m’a redemandé ma compote.",
    ),
    "Qu’avez-vous": (
        "Stériliser sans avoir peur que ça casse.",
        "J’ai appris à dire non poliment à une courge de huit kilos.",
        "J’ai montré à mon fils comment on coupe un oignon.",
        "À parler devant tout le monde.",
        "À lire une étiquette jusqu’au bout.",
        "Garder les fanes : j’en fais du pesto, maintenant.",
        "J’ai montré comment ma mère fait les citrons confits.",
        "Que le pH, cela se mesure et cela se note.",
    ),
    "Que faudrait-il": (
        "Se voir aussi l’hiver, quand le camion ne sort pas.",
        "Savoir plus tôt où sera le camion.",
        "Que les fermes viennent manger avec nous.",
        "Un coin assis pour ceux qui fatiguent.",
        "Garder les petits pendant qu’on cuisine.",
        "Une recette à emporter à chaque fois.",
        "Venir aussi le soir, pour ceux qui travaillent.",
        "Des bocaux plus petits : je vis seul.",
    ),
}
#: What makes a petal full for a truck whose season has just begun.
TARGETS = {
    IndicatorCode.FAMILIES: 40,
    IndicatorCode.JARS: 400,
    IndicatorCode.FOOD_AID: 60 * KG,
    IndicatorCode.HOURS: 60 * 60,
    IndicatorCode.FARMS: 16,
    IndicatorCode.PAID: 15_000,
    IndicatorCode.SAVED: 320 * KG,
    IndicatorCode.GLASS: 40,
}
#: How content people are, petal by petal: the middle of their notes, last year and this autumn.
BEFORE, NOW = (3.4, 3.3, 2.9, 2.6, 3.5, 2.8), (4.3, 3.9, 3.6, 3.0, 4.2, 3.3)


def petals(found: Peopled) -> None:
    """Two versions, what was asked about each, and one consultation that still goes on."""
    key = f"demo flower {found.shape.slug}"
    # People are asked while a season still is in their minds.
    seen = _last_seen(found)
    last_year, autumn = seen - timedelta(days=380), seen - timedelta(days=24)
    unsaid = _unsaid(found)
    first = flower.begin(
        name=f"Agora du {_said(last_year)}", day=last_year, note="Imaginée avec les administrateurs.", key=f"{key} 1"
    )
    for petal in first.petals.all():
        food = petal.name == "Alimentation et santé"
        _write(
            petal, "Alimentation" if food else petal.name, "Manger bon, sain et de saison." if food else petal.meaning
        )
    _held(found, first.pk, "Première agora", None, last_year, {H: 21, E: 8, B: 7, P: 6}, BEFORE, unsaid)
    second = flower.begin(
        name=f"Agora du {_said(autumn)}",
        day=autumn,
        note="Affinée avec les salariés et les habitants : la santé rejoint l’alimentation.",
        key=f"{key} 2",
    )
    for petal in second.petals.all():
        if petal.name == "Alimentation":
            _write(petal, "Alimentation et santé", "Manger bon, sain et de saison ; savoir cuisiner et conserver.")
    centres = Organisation.objects.filter(kind=OrganisationKind.CENTRE, active=True).order_by("pk")[:3]
    plan = ({H: 23, E: 6, B: 7, P: 3}, {H: 15, E: 5, B: 6, P: 2}, {H: 11, E: 2, B: 4, P: 1})
    for centre, people, lift in zip(centres, plan, (0.0, -0.5, 0.3), strict=False):
        name = f"Agora d’automne, {centre.name}"
        spread = tuple(middle + lift for middle in NOW)
        _held(found, second.pk, name[:80], centre, autumn, people, spread, unsaid)
    if seen == found.today:
        _going_on(found, second.pk, unsaid)


#: What is still to be said, by how its question begins.
Unsaid = dict[str, list[str]]


def _last_seen(found: Peopled) -> date:
    """Today, while sessions are still to come; else the day of the last one."""
    held = Session.objects.filter(cancelled_at=None)
    last = held.order_by("-ends_at").first()
    return found.today if last is None or last.ends_at > found.now else timezone.localdate(last.ends_at)


def _unsaid(found: Peopled) -> Unsaid:
    chance = Random(f"{found.shape.slug} words")  # noqa: S311 - as below
    return {begins: chance.sample(some, len(some)) for begins, some in WORDS.items()}


def _said(day: date) -> str:
    months = [
        "janvier",
        "février",
        "mars",
        "avril",
        "mai",
        "juin",
        "juillet",
        "août",
        "septembre",
        "octobre",
        "novembre",
        "décembre",
    ]
    return f"{'1er' if day.day == 1 else day.day} {months[day.month - 1]} {day.year}"


def _write(petal: Petal, name: str, meaning: str) -> None:
    flower.write_petal(
        petal,
        name=name,
        meaning=meaning,
        questions=[Asked(one.words, QuestionKind(one.kind), tuple(one.publics)) for one in petal.questions.all()],
        measures=[
            Aimed(code, TARGETS[code]) for code in (IndicatorCode(one.indicator) for one in petal.measures.all())
        ],
    )


def _held(
    found: Peopled,
    version: int,
    name: str,
    centre: Organisation | None,
    day: date,
    people: Mapping[Public, int],
    middles: tuple[float, ...],
    unsaid: Unsaid,
) -> None:
    asked = consulting.open_consultation(
        reads.flowers().get(pk=version),
        name=name,
        centre=centre,
        since=day,
        until=day + timedelta(days=10),
        key=f"demo consultation {version} {name}",
    )
    chance = Random(f"{found.shape.slug} {name}")  # noqa: S311 - invented answers, the same each time
    author = found.at(Desk.DIRECTION)
    for public, count in people.items():
        for number in range(count):
            consulting.take_in(
                asked,
                public=public,
                way=SheetWay.PAPER,
                given=_answers(asked, public, middles, chance, unsaid),
                author=author,
                key=f"demo sheet {asked.pk} {public} {number}",
                today=day + timedelta(days=chance.randrange(10)),
            )
    _table(asked, found, day, middles, chance)
    said = list(reads.said(asked).values_list("pk", flat=True))
    consulting.choose_words(asked, said[:60], among=said)
    consulting.close(asked, now=at(day + timedelta(days=11), 18))


def _answers(
    asked: Consultation, public: Public, middles: tuple[float, ...], chance: Random, unsaid: Unsaid
) -> list[Given]:
    given = []
    for one in reads.of_public(asked, public):
        middle = middles[one.petal.place % len(middles)]
        kind = QuestionKind(one.kind)
        if kind is QuestionKind.WORDS:
            left = next((some for begins, some in unsaid.items() if one.words.startswith(begins)), [])
            if left and chance.random() < 0.06:
                given.append(Given(one.pk, words=left.pop()))
        elif chance.random() < 0.94:
            note = max(1, min(5, round(chance.gauss(middle, 0.9))))
            given.append(Given(one.pk, note if kind is QuestionKind.SCALE else int(chance.random() < (middle - 1) / 4)))
    return given


def _table(asked: Consultation, found: Peopled, day: date, middles: tuple[float, ...], chance: Random) -> None:
    """Nine inhabitants around a table, hands counted."""
    given = []
    for one in reads.of_public(asked, H):
        kind = QuestionKind(one.kind)
        if kind is QuestionKind.WORDS:
            continue
        middle = middles[one.petal.place % len(middles)]
        up = 6 if middle > 3.4 else 4
        steps = (round(middle), max(1, round(middle) - 1)) if kind is QuestionKind.SCALE else (1, 0)
        given += [Given(one.pk, steps[0], count=up), Given(one.pk, steps[1], count=8 - up)]
    consulting.take_in(
        asked,
        public=H,
        way=SheetWay.TABLE,
        given=given,
        people=9,
        author=found.at(Desk.DIRECTION),
        key=f"demo table {asked.pk} {chance.random()}",
        today=day,
    )


def _going_on(found: Peopled, version: int, unsaid: Unsaid) -> None:
    """Asked since three days, by telephone too: its petals wait for the closing."""
    asked = consulting.open_consultation(
        reads.flowers().get(pk=version),
        name="Porte-à-porte d’hiver",
        centre=None,
        since=found.today - timedelta(days=3),
        until=found.today + timedelta(days=11),
        key=f"demo consultation {version} going on",
    )
    consulting.open_link(asked, H, most=500, now=found.now)
    chance = Random(version)  # noqa: S311 - as above
    for number in range(4):
        consulting.take_in(
            asked,
            public=H,
            way=SheetWay.PAPER,
            given=_answers(asked, H, NOW, chance, unsaid),
            author=found.at(Desk.DIRECTION),
            key=f"demo going on {asked.pk} {number}",
            today=found.today,
        )
