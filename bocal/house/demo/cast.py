"""Invented people, farms and households. Any likeness is chance: names are drawn from common words and first names."""

import math
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random

from bocal.directory.rules.contact import luhn_holds

#: An account at a bank that does not exist, with check digits that hold.
IBAN = "FR7500000000010000000000100"
FARM_IBAN = "FR7400000000020000000000200"

FIRST = [
    "Adèle",
    "Aïcha",
    "Alban",
    "Amina",
    "Anatole",
    "Anouk",
    "Armel",
    "Aubin",
    "Augustine",
    "Basile",
    "Blanche",
    "Bruno",
    "Camélia",
    "Capucine",
    "Célian",
    "Clovis",
    "Colette",
    "Corentin",
    "Dalila",
    "Damien",
    "Denise",
    "Diane",
    "Edgar",
    "Éléa",
    "Élise",
    "Émilien",
    "Esteban",
    "Fadila",
    "Fanny",
    "Ferdinand",
    "Flavie",
    "Gaspard",
    "Gisèle",
    "Hakim",
    "Hélène",
    "Honorine",
    "Ilan",
    "Ines",
    "Isidore",
    "Jocelyne",
    "Joris",
    "Karima",
    "Léonie",
    "Lilian",
    "Lisa",
    "Loïc",
    "Lucienne",
    "Maël",
    "Malika",
    "Marceau",
    "Margot",
    "Maxence",
    "Mona",
    "Nadia",
    "Naïm",
    "Nestor",
    "Ninon",
    "Octave",
    "Odette",
    "Olga",
    "Ombeline",
    "Oscar",
    "Pascaline",
    "Philomène",
    "Prosper",
    "Raphaëlle",
    "Rosalie",
    "Sabine",
    "Sami",
    "Séverin",
    "Simone",
    "Solal",
    "Suzanne",
    "Tancrède",
    "Thaïs",
    "Ulysse",
    "Valère",
    "Violette",
    "Yanis",
    "Yvette",
    "Zélie",
]
LAST = [
    "Abadie",
    "Amiot",
    "Arnaud",
    "Baret",
    "Bellanger",
    "Bérard",
    "Besson",
    "Bordier",
    "Bouvard",
    "Brisset",
    "Cadet",
    "Caron",
    "Chabert",
    "Chauvin",
    "Colas",
    "Cordier",
    "Corbin",
    "Daumas",
    "Delage",
    "Delmas",
    "Devaux",
    "Drouet",
    "Fabre",
    "Faivre",
    "Ferrand",
    "Foucher",
    "Gaillard",
    "Garnier",
    "Gilles",
    "Grandin",
    "Guérin",
    "Hamel",
    "Haddad",
    "Jacquot",
    "Jolivet",
    "Lacombe",
    "Lagarde",
    "Lambert",
    "Laroche",
    "Lebrun",
    "Lemoine",
    "Maillard",
    "Marchand",
    "Marty",
    "Mercadier",
    "Mesnard",
    "Monnier",
    "Nogaret",
    "Ollivier",
    "Pasquet",
    "Pélissier",
    "Perrot",
    "Poirier",
    "Prigent",
    "Rabier",
    "Ravel",
    "Renaudin",
    "Rivière",
    "Rousset",
    "Sabatier",
    "Salmon",
    "Taupin",
    "Tessier",
    "Thibault",
    "Valade",
    "Vasseur",
    "Verdier",
    "Vialard",
    "Viguier",
    "Zerbib",
]
_FARM = ("La Ferme", "Le Jardin", "Les Vergers", "Le Potager", "Les Serres", "La Bergerie", "Le Rucher", "Le Moulin")
_PARTNER = ("L’Épicerie solidaire", "Le Relais", "La Maison des habitants", "La Cantine", "L’Atelier")
_OF = (
    "des Tilleuls",
    "du Ruisseau",
    "de la Combe",
    "des Quatre-Vents",
    "du Vieux-Puits",
    "de l’Alouette",
    "des Noyers",
    "du Grand-Pré",
    "de la Lisière",
    "des Coquelicots",
    "du Pas-de-l’Âne",
    "de la Source",
    "des Hirondelles",
    "du Four-à-Pain",
    "de la Haie-Haute",
    "des Trois-Bornes",
    "du Merle",
    "de la Clairière",
)
_STREETS = (
    "rue des Écoles",
    "chemin du Lavoir",
    "place du Marché",
    "route de la Gare",
    "impasse des Lilas",
    "allée des Saules",
)


def plain(text: str) -> str:
    """Lower-case letters for an address: « Éléa » gives elea."""
    return unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower().replace(" ", "-")


@dataclass
class Cast:
    """A stream of invented names, the same at each run for the same collective, none used twice."""

    slug: str
    draw: Random = field(init=False)
    _people: Iterator[str] = field(init=False)
    _farms: Iterator[str] = field(init=False)

    def __post_init__(self) -> None:
        self.draw = Random(self.slug)  # noqa: S311 (names, not secrets)
        people = [f"{first} {last}" for first in FIRST for last in LAST]
        farms = [f"{kind} {of}" for kind in _FARM for of in _OF]
        self.draw.shuffle(people)
        self.draw.shuffle(farms)
        self._people, self._farms = iter(people), iter(farms)

    def person(self) -> str:
        """A new first name and family name."""
        return next(self._people)

    def farm(self) -> str:
        """A new farm's name."""
        return next(self._farms)

    def partner(self, number: int) -> str:
        """The name of a partner, another for each number from nought."""
        of, kind = divmod(number, len(_PARTNER))
        return f"{_PARTNER[kind]} {_OF[of]}"

    def email(self, name: str) -> str:
        """An address under the reserved domain exemple.test, which reaches nobody."""
        return f"{plain(name).replace('’', '')}@{self.slug}.exemple.test"

    def phone(self) -> str:
        """A number of the block 06 39 98, kept for fiction by the French numbering plan."""
        return f"06 39 98 {self.draw.randrange(100):02d} {self.draw.randrange(100):02d}"

    def street(self) -> str:
        """A number and a street."""
        return f"{self.draw.randrange(1, 90)} {self.draw.choice(_STREETS)}"

    def siret(self) -> str:
        """Fourteen digits that begin with 000, which no firm has; Luhn's check holds for all and for the first nine."""
        drawn = "".join(str(self.draw.randrange(10)) for _ in range(10))
        return _checked(_checked("000" + drawn[:5]) + drawn[5:9])

    def near(self, latitude: float, longitude: float, km: float) -> tuple[float, float]:
        """A point within `km` of another, spread evenly over the disc."""
        distance, bearing = km * math.sqrt(self.draw.random()), self.draw.random() * math.tau
        north, east = distance * math.cos(bearing), distance * math.sin(bearing)
        return (
            round(latitude + north / 111.32, 5),
            round(longitude + east / (111.32 * math.cos(math.radians(latitude))), 5),
        )


def _checked(digits: str) -> str:
    """Digits with Luhn's check digit after them."""
    return next(number for check in range(10) if luhn_holds(number := f"{digits}{check}"))
