"""The flower of a truck: two versions, last year's agora and this autumn's in each centre, all publics, some words.

Few partners answered: their group is hidden, and the next smallest with it.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from random import Random

from bocal.directory.models import Organisation
from bocal.directory.rules import Desk, OrganisationKind
from bocal.house.demo.kitchen import KG, at
from bocal.house.demo.people import Peopled
from bocal.impact import reads
from bocal.impact.acts import consulting, flower
from bocal.impact.models import Consultation, Petal
from bocal.impact.rules.flower import Aimed, Asked, Given, IndicatorCode, Public, QuestionKind, SheetWay

H, E, B, P = Public.INHABITANTS, Public.EMPLOYEES, Public.BOARD, Public.PARTNERS
#: What people say, by how their question begins; invented.
WORDS = {
    "Racontez": (
        "Ma voisine du quatrième, je la connais maintenant. On descend ensemble.",
        "Les enfants ont épluché trente kilos de pommes en chantant.",
        "J’étais venue pour les bocaux, je reste pour le café d’après.",
        "Un monsieur nous a appris la sauce de sa grand-mère.",
        "La première fois que je parlais à quelqu’un de la semaine.",
    ),
    "Qu’avez-vous": (
        "Stériliser sans avoir peur que ça casse.",
        "J’ai appris à dire non poliment à une courge de huit kilos.",
        "J’ai montré à mon fils comment on coupe un oignon.",
        "À parler devant tout le monde.",
    ),
    "Que faudrait-il": (
        "Se voir aussi l’hiver, quand le camion ne sort pas.",
        "Savoir plus tôt où sera le camion.",
        "Que les fermes viennent manger avec nous.",
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
    last_year, autumn = found.today - timedelta(days=380), found.today - timedelta(days=24)
    first = flower.begin(
        name=f"Agora du {_said(last_year)}", day=last_year, note="Imaginée avec les administrateurs.", key=f"{key} 1"
    )
    for petal in first.petals.all():
        food = petal.name == "Alimentation et santé"
        _write(
            petal, "Alimentation" if food else petal.name, "Manger bon, sain et de saison." if food else petal.meaning
        )
    _held(found, first.pk, "Première agora", None, last_year, {H: 21, E: 8, B: 7, P: 6}, BEFORE)
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
        _held(found, second.pk, name[:80], centre, autumn, people, spread)
    _going_on(found, second.pk)


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
                given=_answers(asked, public, middles, chance),
                author=author,
                key=f"demo sheet {asked.pk} {public} {number}",
                today=day + timedelta(days=chance.randrange(10)),
            )
    _table(asked, found, day, middles, chance)
    said = list(reads.said(asked).values_list("pk", flat=True))
    consulting.choose_words(asked, said[:60], among=said)
    consulting.close(asked, now=at(day + timedelta(days=11), 18))


def _answers(asked: Consultation, public: Public, middles: tuple[float, ...], chance: Random) -> list[Given]:
    given = []
    for one in reads.of_public(asked, public):
        middle = middles[one.petal.place % len(middles)]
        kind = QuestionKind(one.kind)
        if kind is QuestionKind.WORDS:
            sayings = next((some for begins, some in WORDS.items() if one.words.startswith(begins)), ())
            if sayings and chance.random() < 0.12:
                given.append(Given(one.pk, words=chance.choice(sayings)))
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


def _going_on(found: Peopled, version: int) -> None:
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
            given=_answers(asked, H, NOW, chance),
            author=found.at(Desk.DIRECTION),
            key=f"demo going on {asked.pk} {number}",
            today=found.today,
        )
