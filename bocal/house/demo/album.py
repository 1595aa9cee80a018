"""What a truck remembers of its seasons: a few photos, feasts and articles, all of them invented and drawn here."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from random import Random
from typing import Any

from django.utils import timezone

from bocal.directory.rules import Desk
from bocal.house.demo.kitchen import key
from bocal.house.demo.people import Peopled
from bocal.impact.acts import album as acts
from bocal.impact.acts.album import Remembered
from bocal.impact.models import Petal
from bocal.impact.rules.album import MemoryKind
from bocal.look import pictures
from bocal.measure.on_demand import OnDemand
from bocal.workshops import acts as workshops
from bocal.workshops.models import Session

Image = OnDemand("PIL.Image")
ImageDraw = OnDemand("PIL.ImageDraw")

_SIZE = (1200, 900)
#: Skins, hair and aprons of the people drawn.
_SKINS, _HAIR = ("#8d5a3b", "#c68a5e", "#e6b48c", "#5a3825"), ("#2b1d14", "#6b4423", "#b9b2a8", "#1d1712")
_APRONS = ("#ad3819", "#3d6a2c", "#e2a72e", "#3f6f86")


@dataclass(frozen=True)
class Told:
    """An entry of a season: how many sessions after its first, what it says one season after the other, and what is
    drawn (nothing: no picture)."""

    kind: MemoryKind
    after: int
    # A title and a text.
    said: tuple[tuple[str, str], ...]
    drawn: str = ""
    petal: int | None = None
    outlets: tuple[str, ...] = ("",)
    # Who can be recognised: so many of those who came; they agreed, unless the picture still waits.
    people: int = 0
    waits: bool = False


P, E, R = MemoryKind.PHOTO, MemoryKind.EVENT, MemoryKind.PRESS
_SEASON = (
    Told(
        P,
        0,
        (
            ("Le camion ouvre ses volets", "Premier jour de la saison, sous le soleil."),
            ("Le camion est de retour", "Repeint pendant l’hiver par le chantier d’insertion."),
            ("Troisième départ", "La file était là avant nous."),
        ),
        "truck",
        2,
    ),
    Told(
        R,
        3,
        (
            ("Des bocaux sur la place", "Une demi-page, avec la recette du jour."),
            ("Ce que deviennent les carottes tordues", "Une page, et trois portraits de fermes."),
            ("Ils cuisinent ce que les champs ont en trop", "En une, avec la photo du marché."),
        ),
        outlets=("L’Écho du plateau", "Le Courrier des quais", "La Gazette des deux rives"),
    ),
    Told(
        P,
        6,
        (
            ("Trente bocaux avant midi", "Coulis du matin, encore chauds."),
            ("La compote des dernières pommes", "Quarante kilos, gardés tout l’hiver en cave."),
            ("Une montagne de rhubarbe", "Toute donnée, par trois jardins de la vallée."),
        ),
        "jars",
        1,
    ),
    Told(
        P,
        9,
        (
            ("À quatre autour de la marmite", "On tourne chacun son tour."),
            ("La recette de la grand-mère", "Elle est venue la montrer elle-même."),
            ("Premier bocal, première fierté", "Ils reviennent la semaine prochaine."),
        ),
        "people",
        0,
        people=4,
    ),
    Told(
        E,
        14,
        (
            ("La fête du quartier", "Le camion au milieu des stands : cent vingt soupes servies."),
            ("Le bal des soupes", "Douze marmites, deux fanfares, et plus une assiette vide."),
            ("La journée des glaneurs", "Le matin aux champs, l’après-midi au camion."),
        ),
        "truck",
        0,
    ),
    Told(
        P,
        18,
        (("Tout le monde épluche", ""), ("Les petites mains", ""), ("Le banc des bavards", "")),
        "people",
        5,
        people=3,
        waits=True,
    ),
    Told(
        R,
        22,
        (
            ("La conserverie qui roule", "Dix minutes, un samedi matin."),
            ("Une heure au pied du camion", "En direct, avec quatre habitantes."),
            ("Trois saisons sur les places", "Un reportage, du champ au bocal."),
        ),
        outlets=("Radio des Deux Rives", "Radio Falaise", "Télé du Pays"),
    ),
    Told(
        P,
        26,
        (
            ("Rien de perdu", "Les épluchures partent au compost du jardin partagé."),
            ("Le dernier cageot", "Il restait six poireaux : ils sont dans la soupe."),
            ("Le verre revient", "Neuf bocaux sur dix rendus et lavés."),
        ),
        "jars",
        4,
    ),
)


def album(found: Peopled) -> None:
    """Every season held so far has its few pages, and its last sessions the photo of their signed sheet."""
    held = list(Session.objects.filter(cancelled_at=None, ends_at__lt=found.now).order_by("starts_at", "pk"))
    petals = list(Petal.objects.filter(flower__current=True))
    for number, season in enumerate(_seasons(held)):
        for told in _SEASON:
            if told.after < len(season):
                _remember(found, number, season[told.after], told, petals)
    for number, session in enumerate(held[-3:]):
        sheet = pictures.shrink(_sheet(f"{found.shape.slug} {number}"), edge=1600)
        workshops.keep_sheet(session=session, picture=sheet, by=found.at(Desk.FACILITATION), now=found.now)


def _seasons(held: Sequence[Session]) -> list[list[Session]]:
    """Sessions with no winter between them."""
    seasons: list[list[Session]] = []
    for one in held:
        if not seasons or one.starts_at - seasons[-1][-1].starts_at > timedelta(days=75):
            seasons.append([])
        seasons[-1].append(one)
    return seasons


def _remember(found: Peopled, number: int, session: Session, told: Told, petals: Sequence[Petal]) -> None:
    day, word = timezone.localdate(session.starts_at), f"{found.shape.slug} album {number} {told.after}"
    title, text = told.said[number % len(told.said)]
    made = acts.remember(
        Remembered(
            kind=told.kind,
            day=day,
            title=title,
            text=text,
            outlet=told.outlets[number % len(told.outlets)],
            recognisable=bool(told.people),
            session=session,
            petal=petals[told.petal % len(petals)] if petals and told.petal is not None else None,
        ),
        picture=pictures.shrink(_drawn(told.drawn, word), edge=1200) if told.drawn else None,
        by=found.at(Desk.FACILITATION),
        key=str(key(word)),
        now=found.now,
    )
    if told.people and not told.waits:
        rows = session.attendances.filter(came_at__isnull=False, minor=False, person__erased_at=None)
        people = [row.person for row in rows.select_related("person").order_by("pk")[: told.people]]
        acts.name_people(made, people)
        for person in people:
            acts.agree(person, now=session.ends_at)


def _drawn(what: str, word: str) -> bytes:
    """A square under its sky, and on it what is told."""
    random = Random(word)  # noqa: S311 (drawings, not secrets)
    sheet = Image.new("RGB", _SIZE, random.choice(("#cfe0e6", "#dbe6df", "#e9e2cd")))
    pen = ImageDraw.Draw(sheet)
    pen.rectangle((0, 560, 1200, 900), fill="#cbbba4")
    for house in range(6):
        left, high = house * 210 - 30, random.randint(210, 330)
        pen.rectangle((left, 560 - high, left + 190, 560), fill=random.choice(("#e6d3b3", "#d9bfa0", "#efe3cf")))
        pen.polygon([(left - 12, 560 - high), (left + 95, 470 - high), (left + 202, 560 - high)], fill="#a2593c")
    {"truck": _truck, "jars": _jars, "people": _people}[what](pen, random)
    return _png(sheet)


def _truck(pen: Any, random: Random) -> None:
    pen.rounded_rectangle((260, 360, 860, 690), 24, fill=random.choice(_APRONS), outline="#2b211b", width=6)
    pen.rounded_rectangle((860, 450, 1010, 690), 24, fill="#f2ead9", outline="#2b211b", width=6)
    pen.rectangle((320, 420, 780, 560), fill="#4a3a2e")
    pen.polygon([(300, 420), (800, 420), (840, 350), (260, 350)], fill="#fffdf8", outline="#2b211b")
    for wheel in (380, 900):
        pen.ellipse((wheel - 62, 640, wheel + 62, 764), fill="#2b211b")
        pen.ellipse((wheel - 24, 678, wheel + 24, 726), fill="#cbbba4")


def _jars(pen: Any, random: Random) -> None:
    pen.rectangle((60, 640, 1140, 700), fill="#8a6a48")
    for place in range(8):
        left, colour = 90 + place * 132, random.choice(("#c4451f", "#e2a72e", "#6b9a45", "#7d2143"))
        pen.rounded_rectangle((left, 450, left + 104, 640), 20, fill="#fffdf8", outline="#2b211b", width=5)
        pen.rounded_rectangle((left + 8, 490, left + 96, 632), 14, fill=colour)
        pen.rectangle((left + 6, 426, left + 98, 458), fill="#e2a72e", outline="#2b211b", width=4)


def _people(pen: Any, random: Random) -> None:
    for place in range(4):
        middle, high = 210 + place * 260, random.randint(-30, 30)
        pen.rounded_rectangle((middle - 85, 470 + high, middle + 85, 780), 50, fill=random.choice(_APRONS))
        pen.ellipse((middle - 62, 330 + high, middle + 62, 470 + high), fill=random.choice(_SKINS))
        pen.pieslice((middle - 66, 318 + high, middle + 66, 450 + high), 180, 360, fill=random.choice(_HAIR))
        for eye in (middle - 22, middle + 22):
            pen.ellipse((eye - 5, 392 + high, eye + 5, 402 + high), fill="#2b211b")
        pen.arc((middle - 26, 400 + high, middle + 26, 444 + high), 20, 160, fill="#2b211b", width=4)
    pen.ellipse((400, 690, 800, 860), fill="#5d6a70", outline="#2b211b", width=6)
    pen.ellipse((430, 700, 770, 780), fill="#c4451f")


def _sheet(word: str) -> bytes:
    """A sheet that was signed, as a telephone sees it: lines of scribble, nobody's name."""
    random = Random(word)  # noqa: S311 (as above)
    sheet = Image.new("RGB", (1100, 1500), "#8a6a48")
    pen = ImageDraw.Draw(sheet)
    pen.rectangle((60, 50, 1040, 1450), fill="#fdfaf2")
    for row in range(18):
        down = 190 + row * 66
        pen.line((110, down + 40, 990, down + 40), fill="#cbbba4", width=2)
        if row < 12:
            for left, long in ((120, random.randint(180, 320)), (640, random.randint(160, 300))):
                _scribble(pen, random, left, down, long)
    return _png(sheet)


def _scribble(pen: Any, random: Random, left: int, down: int, long: int) -> None:
    points = [(left + step, down + 14 + random.randint(-14, 18)) for step in range(0, long, 11)]
    pen.line(points, fill="#28324e", width=4, joint="curve")


def _png(sheet: Any) -> bytes:
    out = io.BytesIO()
    sheet.save(out, "PNG")
    return out.getvalue()
