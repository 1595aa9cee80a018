"""The week of a cannery: its cast at their desks, the files that it has, what it did the Friday before."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils import timezone

from bocal.directory.models import Organisation, Person
from bocal.house import night, worker
from bocal.journals.rules import Way
from bocal.kitchen import acts
from bocal.look import sheets
from tests import world as worlds
from tests.kitchen import kitchens
from tests.seat import Seat
from tests.world import NOW

PARIS = ZoneInfo("Europe/Paris")
TARIFF = [
    ["CONSERVERIE DU GUÉ : TARIF 2026-2027", "", "", "", "", "", ""],
    ["Prix départ, hors taxes, susceptibles de changer", "", "", "", "", "", ""],
    ["", "", "", "", "", "", ""],
    ["Désignation", "Genre", "Unité", "Prix HT", "TVA", "Poids net", "Code EAN"],
    ["Tomates", "brut", "kg", "1,55 €", "5,5 %", "", ""],
    ["Courgettes", "brut", "kg", "2,10 €", "5,5 %", "", ""],
    ["Potimarron bio", "légume", "kg", "1,85 €", "5,5 %", "", ""],
    ["Coulis de tomate 720 ml", "bocal", "pièce", "4,20 €", "5,5 %", "680 g", "3760001234565"],
]

CUSTOMERS = [
    ["Fichier clients, à jour au 1er septembre", "", "", "", "", ""],
    ["", "", "", "", "", ""],
    ["Client", "Type", "Adresse", "CP", "Ville", "Mail"],
    ["L’Assiette du Gué", "restaurant", "2 place du Puits", "27000", "Saint-Aubin", "assiette@pro.exemple.test"],
    ["La cantine des Aulnes", "cantine", "9 rue des Aulnes", "27000", "Saint-Aubin", "cantine@pro.exemple.test"],
    ["Le Panier du Bourg", "magasin", "4 rue Basse", "27300", "Valmont", "panier@pro.exemple.test"],
]


def at(day: int, hour: float, month: int = 9) -> datetime:
    """A moment of September 2026, in Paris; the week is Monday 7 to Friday 11."""
    return datetime(2026, month, day, int(hour), round(hour % 1 * 60), tzinfo=PARIS)


class Week:
    """The cast at their desks, and a clock that the test moves."""

    def __init__(self, clock) -> None:
        self.clock = clock
        self.world = worlds.build()
        pantry(self.world)
        self.seats = {desk: Seat(person) for desk, person in self.world.team.items()}

    def __getattr__(self, desk: str) -> Seat:
        return self.seats[desk]

    def now(self, *when) -> None:
        """Move to a moment; what the clock and the queue had to do meanwhile is done."""
        self.clock.move_to(at(*when))
        self.work()

    def work(self) -> None:
        """What the worker does beside the pages: the queue, until it is empty."""
        night.nightly(timezone.now())
        while worker.run_queue(timezone.now()):
            pass


def pantry(world: worlds.World) -> None:
    """What the place has had for long: a recipe with its schedule, salt, pots and lids."""
    product = world.items["Coulis de tomate 720 ml"]
    version = acts.write_recipe(
        name="Coulis de tomate", products=[product], draft=kitchens.draft(world), author=world.products, now=NOW
    )
    kitchens.schedule(world, version)
    world.receive("Sel", kg=5, way=Way.BOUGHT)
    for thing in ("Pot 720 ml", "Couvercle 82 mm"):
        world.receive(thing, pieces=100, way=Way.BOUGHT)


def logger(day: int, top: float, *, gap: bool = False) -> bytes:
    """What the autoclave's recorder writes: ten lines of header, a reading a minute, decimal commas, perhaps a hole."""
    rows = [
        "Enregistreur ThermoGué TG-4;n° 00417",
        "Rapport de cycle",
        f"Date;{day:02d}/09/2026",
        "Autoclave;Autoclave 1",
        "Recette;coulis 720",
        "Opérateur;Chloé",
        "Intervalle;60 s",
        "Voies;1",
        "Étalonnage;12/03/2026",
        "",
        "Date;Heure;Sonde 1 (°C)",
    ]
    curve = (
        [20 + (top - 20) * n / 40 for n in range(40)] + [top] * 21 + [top - (top - 40) * n / 30 for n in range(1, 31)]
    )
    for minute, celsius in enumerate(curve):
        if not (gap and 44 <= minute < 50):
            rows.append(
                f"{day:02d}/09/2026;{10 + minute // 60:02d}:{minute % 60:02d}:00;{celsius:.2f}".replace(".", ",")
            )
    return "\r\n".join(rows).encode("cp1252")


def before(week: Week) -> None:
    """The Friday before: the price list, the customers."""
    desk = week.products.go("/catalogue/importer")
    desk.send("Voir", {"Votre tarif": ("tarif 2026.xlsx", sheets.write_xlsx(TARIFF))})
    desk.says("1 article nouveau", "3 articles changés", "1,55 €")
    desk.send("Enregistrer ces articles")
    week.work()
    desk.go(desk.url).says("C’est fait")
    desk.follow("Voir le catalogue").says("Potimarron bio")
    who_we_are = {
        "Adresse": "1 rue du Gué",
        "Code postal": "27000",
        "Téléphone": "06 39 98 00 00",
        "E-mail": "gue@exemple.test",
        "SIRET": "000 000 018 00010",
        "IBAN": "FR76 3000 6000 0112 3456 7890 189",
        "Une autre personne": True,
    }
    week.direction.go("/annuaire/reglages").send("Enregistrer", who_we_are)
    desk = week.products.go("/cuisine/etiquettes/")
    said = {
        "Nom du produit": "Coulis de tomate",
        "Comment le garder": "À l’abri de la lumière. Après ouverture, 3 jours au frais.",
        "Plus grande face": "90",
    }
    desk.follow("Coulis de tomate").send("Enregistrer", said)
    desk.go("/cuisine/etiquettes/").follow("Ce qui vaut pour toutes").send(
        "Enregistrer", {"Sans tableau nutritionnel": True}
    )
    customers(week)
    # One of the farms agrees to be named on the jars.
    week.products.go("/annuaire/").follow("Ferme des Tilleuls").follow("Modifier").send(
        "Enregistrer", story_consent=True
    )


def customers(week: Week) -> None:
    """Three professionals, what is agreed with each, who orders, what comes every Thursday."""
    desk = week.sales.go("/annuaire/clients").follow("Importer un tableau")
    desk.send("Voir ce qui va changer", {"Votre tableau": ("clients pro.xlsx", sheets.write_xlsx(CUSTOMERS))})
    desk.says("3 clients nouveaux")
    desk.send("Enregistrer ces 3 clients")
    week.work()
    for name, desk_name, person in (
        ("L’Assiette du Gué", "bistro", "Basile Bistrot"),
        ("La cantine des Aulnes", "canteen", "Irene Intendante"),
        ("Le Panier du Bourg", "shop", "Samia Boutique"),
    ):
        desk = week.sales.go("/commandes/clients/").follow(name)
        desk.send(
            "Enregistrer",
            {
                "Jours de livraison": ["jeudi"],
                "Commande minimum": "30",
                "Les commandes": "1",
                "À quelle heure": "18:00",
            },
        )
        desk.says("Prochains jours", "jeudi 10 septembre 2026")
        who = {"Nom": person, "E-mail": f"{desk_name}@pro.exemple.test"}
        customer = Organisation.objects.get(name=name)
        week.direction.go(f"/annuaire/personnes/nouvelle?a={customer.pk}").send("Enregistrer", who)
        week.seats[desk_name] = Seat(Person.objects.get(name=person))
