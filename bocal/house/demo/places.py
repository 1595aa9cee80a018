"""The five collectives: invented names, the shapes and figures of five real places."""

from dataclasses import dataclass

from bocal.directory.rules import Profile, VatProfile


@dataclass(frozen=True)
class Shape:
    """What a collective of the demonstration is made of."""

    slug: str
    name: str
    town: str
    postcode: str
    profile: Profile
    latitude: float
    longitude: float
    farms: int
    within_km: float
    organic_share: float
    households: int
    team: int
    points: tuple[tuple[str, str], ...]
    centres: tuple[str, ...] = ()
    shops: tuple[tuple[str, str], ...] = ()
    partners: int = 0
    vat_profile: VatProfile = VatProfile.LIABLE
    # How many farms sell their goods in its rounds, beside the jars of its own stock.
    stalls: int = 0
    # How much less and how much more than the plain price its buyers may choose to pay, in basis points.
    levels: tuple[int, int] = (0, 0)


CANNERY = Shape(
    slug="bernay",
    name="La Conserverie des Trois Vallées",
    town="Bernay",
    postcode="27300",
    profile=Profile.CANNERY,
    latitude=49.0886,
    longitude=0.5986,
    farms=60,
    within_km=35,
    organic_share=0.45,
    households=24,
    team=9,
    points=(("L’atelier", "Bernay"), ("Le marché couvert", "Brionne")),
    shops=(
        ("restaurant", "L’Assiette du Quai"),
        ("restaurant", "La Table d’Augustine"),
        ("restaurant", "Le Bouchon des Halles"),
        ("canteen", "La cantine de l’école des Peupliers"),
        ("canteen", "Le restaurant du lycée horticole"),
        ("shop", "L’Épicerie du Coin"),
        ("shop", "Le Panier bleu"),
        ("food_aid", "Le Relais des familles"),
    ),
)
GROCERY = Shape(
    slug="orleans",
    name="L’Épicerie des Voisins",
    town="Saint-Jean-de-Braye",
    postcode="45800",
    profile=Profile.GROCERY,
    latitude=47.9130,
    longitude=1.9719,
    farms=14,
    within_km=40,
    organic_share=0.8,
    households=150,
    team=5,
    stalls=14,
    points=(("La boutique", "Saint-Jean-de-Braye"),),
    shops=(("food_aid", "L’Entraide du quartier"),),
)
TRUCK = Shape(
    slug="romans",
    name="La Roulotte à bocaux",
    town="Romans-sur-Isère",
    postcode="26100",
    profile=Profile.TRUCK,
    latitude=45.0464,
    longitude=5.0517,
    farms=30,
    within_km=30,
    organic_share=1,
    households=60,
    team=6,
    points=(
        ("Centre du Levant", "Romans-sur-Isère"),
        ("Centre des Remparts", "Romans-sur-Isère"),
        ("Centre du Pré", "Romans-sur-Isère"),
    ),
    centres=("Centre social du Levant", "Centre social des Remparts", "Centre social du Pré"),
    vat_profile=VatProfile.EXEMPT,
    stalls=4,
    levels=(2_000, 1_000),
)
GROUP = Shape(
    slug="tarn",
    name="Les Paniers d’Autan",
    town="Cordes",
    postcode="81170",
    profile=Profile.PRODUCERS_GROUP,
    latitude=44.0640,
    longitude=1.9530,
    farms=15,
    within_km=25,
    organic_share=0.5,
    households=120,
    team=5,
    stalls=15,
    points=(
        ("Salle des fêtes", "Cordes"),
        ("Place de la mairie", "Salles"),
        ("Parking du stade", "Carmaux"),
        ("Halle", "Gaillac"),
        ("Ancienne école", "Fayssac"),
        ("Café associatif", "Monestiés"),
        ("La gare", "Albi"),
        ("Épicerie du pont", "Marssac"),
        ("Maison commune", "Cagnac"),
        ("Le four à pain", "Vaour"),
        ("Foyer rural", "Penne"),
        ("Place du puits", "Castelnau"),
    ),
)
COAST = Shape(
    slug="dieppe",
    name="La Marmite du littoral",
    town="Dieppe",
    postcode="76200",
    profile=Profile.TRUCK,
    latitude=49.9225,
    longitude=1.0775,
    farms=12,
    within_km=30,
    organic_share=0.4,
    households=80,
    team=13,
    points=(
        ("Centre des Falaises", "Dieppe"),
        ("Centre du Phare", "Dieppe"),
        ("Centre de la Vallée", "Arques"),
        ("Centre du Bourg", "Offranville"),
        ("Centre des Dunes", "Luneray"),
        ("Centre du Plateau", "Envermeu"),
    ),
    centres=(
        "Centre social des Falaises",
        "Centre social du Phare",
        "Centre social de la Vallée",
        "Centre social du Bourg",
        "Centre social des Dunes",
        "Centre social du Plateau",
    ),
    shops=(("food_aid", "La banque alimentaire du littoral"), ("food_aid", "L’épicerie solidaire du port")),
    partners=20,
    vat_profile=VatProfile.EXEMPT,
)
ALL = (CANNERY, GROCERY, TRUCK, GROUP, COAST)
