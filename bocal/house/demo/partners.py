"""The partners of the two trucks: what was signed, what each gave in the seasons and now, who was given it."""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from bocal.directory import acts
from bocal.directory import reads as directory
from bocal.directory.acts import Agreed
from bocal.directory.models import Organisation
from bocal.directory.rules import Desk, OrganisationKind, PlaceKind
from bocal.house.demo import dieppe
from bocal.house.demo.kitchen import KG, at, key, receive
from bocal.house.demo.people import Peopled
from bocal.journals import acts as journals
from bocal.journals.rules import Gesture, Kind, Move, Way
from bocal.look.forms import Paper
from bocal.supply.acts import gifts as giving


@dataclass(frozen=True)
class Partner:
    """Somebody who works with a truck without being paid; `crop`: what is left of it each season, in kilos."""

    name: str
    gives: str
    receives: str
    crop: str = ""
    kilos: int = 0
    kind: OrganisationKind = OrganisationKind.PARTNER


COAST = (
    Partner("Le Primeur du quai", "Ses invendus du samedi soir", "Un bocal sur cinq", "Tomates", 38),
    Partner(
        "La Halle aux légumes", "Les fins de lots du mercredi", "Un atelier à la halle par saison", "Courgettes", 45
    ),
    Partner("Le Carreau des maraîchers", "Ce qui n’est pas vendu à midi", "Le nettoyage des cageots", "Poireaux", 60),
    Partner("La Boutique des Remparts", "Les légumes abîmés", "Des affiches et des recettes", "Carottes", 24),
    Partner("Le Lycée horticole du plateau", "Les récoltes des élèves", "Deux journées de stage", "Courges", 80),
    Partner("La Coopérative des vergers", "Les pommes hors calibre", "Un bocal sur dix", "Pommes", 150),
    Partner("Le Comptoir des deux phares", "Les retours de paniers", "Une dégustation par mois", "Betteraves", 30),
    Partner(
        "Les Jardins partagés du port", "Les surplus d’été", "La stérilisation des bocaux des jardiniers", "Tomates", 22
    ),
    Partner("La Régie de quartier du Phare", "Une camionnette et deux personnes le samedi", "Des repas partagés"),
    Partner("La Médiathèque du littoral", "Une salle quand il pleut, le prêt de livres", "Un atelier par trimestre"),
    Partner("Le Service des marchés", "L’emplacement, l’eau et le courant", "Un compte rendu par saison"),
    Partner("L’École de cuisine du plateau", "La cuisson des gros volumes", "Des stages pour ses élèves"),
)
ROMANS = (
    Partner(
        "Le Primeur de la place", "Ses invendus du samedi", "Un bocal sur cinq", "Courges", 26, OrganisationKind.SHOP
    ),
    Partner("La Fruitière du Royans", "Les fruits trop mûrs", "Deux ateliers par an", "Pommes", 64),
    Partner(
        "L’Entraide des Remparts",
        "Deux bénévoles à chaque séance",
        "Les bocaux qui restent",
        kind=OrganisationKind.FOOD_AID,
    ),
)


def coast(found: Peopled) -> None:
    """A dozen of the twenty partners sign, give in each season and this autumn; one food-aid association out of two has
    its habilitation; one farm gives through the school's kitchen."""
    draw = Random("partners")  # noqa: S311 (a scene, not a secret)
    rows = Organisation.objects.filter(kind=OrganisationKind.PARTNER).order_by("pk")[: len(COAST)]
    named = list(zip(rows, COAST, strict=True))
    for one, told in named:
        one.name, one.phone, one.town = told.name, found.cast.phone(), found.shape.town
        one.latitude = round(found.shape.latitude - abs(draw.uniform(0.002, 0.02)), 5)
        one.longitude = round(found.shape.longitude + draw.uniform(-0.03, 0.03), 5)
        one.save(update_fields=["name", "phone", "town", "latitude", "longitude"])
    bank, grocery = _aid()[:2]
    for nth, (one, told) in enumerate(named):
        _sign(found, one, told, dieppe.FIRST, dieppe.LAST, paper=nth < 3)
        # Renewed by most: one ends soon, two go on until somebody ends them, three were not renewed.
        if nth < 9:
            until = None if nth in (4, 8) else found.today + timedelta(days=40 if nth == 0 else 300 + nth)
            _sign(found, one, told, max(dieppe.LAST, found.today - timedelta(days=500)), until)
    _habilitate(found)
    centres = list(Organisation.objects.filter(kind=OrganisationKind.CENTRE).order_by("pk"))
    receivers = [bank, *centres[:3], grocery]
    for nth, (one, told) in enumerate(named):
        if not told.crop:
            continue
        for season, first in enumerate(dieppe.SEASONS):
            _pass_on(found, one, told, first + timedelta(days=7 * nth + 2), receivers[(nth + season) % len(receivers)])
        if nth < 4:
            _pass_on(found, one, told, found.today - timedelta(days=6 + nth), receivers[nth])
    giving.agree(
        grower=found.farms[0],
        processor=named[-1][0],
        beneficiary=found.collective.organisation,
        signed_on=found.today - timedelta(days=200),
        by=found.at(Desk.DIRECTION),
        now=found.now,
    )


def inland(found: Peopled) -> None:
    """Two shops give what they could not sell, an association is given jars though nobody has noted its habilitation;
    the three centres have signed."""
    made = []
    for told in ROMANS:
        values = {"name": told.name, "phone": found.cast.phone(), "town": found.shape.town}
        made.append((acts.save_customer(None, told.kind, values), told))
    for nth, (one, told) in enumerate(made):
        _sign(found, one, told, found.today - timedelta(days=200), found.today + timedelta(days=30 + 200 * nth))
    centres = list(Organisation.objects.filter(kind=OrganisationKind.CENTRE).order_by("pk"))
    yard = Partner("", "Sa cour, l’eau et le courant", "Une séance par semaine, des bocaux pour ses repas")
    for nth, centre in enumerate(centres):
        _sign(found, centre, yard, found.today - timedelta(days=150), None, paper=nth == 0)
    for nth, (one, told) in enumerate(made[:2]):
        _pass_on(found, one, told, found.today - timedelta(days=9 + nth), made[2][0] if nth else centres[0])


def _aid() -> list[Organisation]:
    return list(Organisation.objects.filter(kind=OrganisationKind.FOOD_AID).order_by("pk"))


def _habilitate(found: Peopled) -> None:
    """The first holds its habilitation; that of the second has ended, and it is said so wherever one gives."""
    for nth, one in enumerate(_aid()):
        until = found.today + timedelta(days=400) if nth == 0 else found.today - timedelta(days=25)
        acts.note_habilitation(one, number=f"Arrêté 2021-{114 + nth}", until=until)


def _sign(
    found: Peopled, one: Organisation, told: Partner, signed_on: date, until: date | None, *, paper: bool = False
) -> None:
    sent = Paper("convention.pdf", dieppe.paper("Convention")) if paper else None
    name = str(key(found.shape.slug, "convention", one.pk, signed_on))
    agreed = Agreed(told.gives, told.receives, signed_on, until)
    acts.note_convention(one, agreed, paper=sent, by=found.at(Desk.DIRECTION), key=name, now=found.now)


def _pass_on(found: Peopled, one: Organisation, told: Partner, day: date, to: Organisation) -> None:
    """What was left comes in at noon, is sorted and goes on that evening."""
    mass = told.kilos * KG
    got = receive(found, one, [(told.crop, mass, max(1, told.kilos // 12))], day, way=Way.GIVEN)
    came = got.voucher.movements.get()
    target = directory.outsides()[PlaceKind.RECIPIENT]
    gesture = Gesture(
        kind=Kind.GIVE,
        day=day,
        author=found.at(Desk.FACILITATION).pk,
        key=str(key(found.shape.slug, "passed on", came.lot_id)),
        party=to.pk,
        note=f"Donné par {one.name}",
        moves=[Move(came.lot_id, came.target_id, target, came.quantity, came.mass_mg)],
    )
    journals.post(gesture, now=at(day, 18))
