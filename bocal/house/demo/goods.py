"""What the demonstration's collectives grow, cook and sell, with usual prices."""

from dataclasses import dataclass
from decimal import Decimal

from bocal.catalog.models import Item, JarFormat, VatClass
from bocal.catalog.rules import DateKind, Dimension, ItemKind, PackagingRole, Storage

G = 1_000


@dataclass(frozen=True)
class Raw:
    """A crop: usual price per kg or piece, months when it is there, weight of a piece in grams when counted."""

    name: str
    price: str
    months: range
    piece_g: int = 0
    allergens: tuple[str, ...] = ()
    storage: Storage = Storage.AMBIENT
    # How it is sold: a label, how much one holds (grams or pieces), the most it may weigh when billed by weight.
    unit: str = "1 kg"
    portion: int = 1000
    most_g: int = 0


#: Months beyond 12 run into the next year.
CROPS = (
    Raw("Tomates", "2.8000", range(6, 11)),
    Raw("Courgettes", "2.2000", range(6, 11)),
    Raw("Aubergines", "3.2000", range(7, 11)),
    Raw("Poivrons", "3.6000", range(7, 11)),
    Raw("Oignons", "1.9000", range(1, 13)),
    Raw("Carottes", "1.8000", range(1, 13)),
    Raw("Betteraves", "2.1000", range(1, 13)),
    Raw("Courges", "2.0000", range(9, 15)),
    Raw("Pommes", "2.4000", range(8, 16)),
    Raw("Poires", "2.9000", range(8, 13)),
    Raw("Poireaux", "2.6000", range(9, 16)),
    Raw("Céleri-rave", "2.3000", range(9, 16), allergens=("celery",)),
    Raw("Topinambours", "2.7000", range(10, 15)),
    Raw("Œufs", "0.3500", range(1, 13), piece_g=60, allergens=("eggs",), unit="6 œufs", portion=6),
    Raw(
        "Tomme de brebis",
        "24.0000",
        range(1, 13),
        allergens=("milk",),
        storage=Storage.FRIDGE,
        unit="morceau d’environ 250 g",
        portion=250,
        most_g=300,
    ),
    Raw(
        "Fromage frais de chèvre",
        "3.2000",
        range(1, 13),
        piece_g=120,
        allergens=("milk",),
        storage=Storage.FRIDGE,
        unit="1 fromage",
        portion=1,
    ),
    Raw(
        "Poulet fermier",
        "11.5000",
        range(1, 13),
        storage=Storage.FRIDGE,
        unit="poulet d’environ 1,8 kg",
        portion=1800,
        most_g=2200,
    ),
    Raw(
        "Pain de campagne",
        "4.8000",
        range(1, 13),
        piece_g=1000,
        allergens=("gluten",),
        unit="1 pain de 1 kg",
        portion=1,
    ),
)


#: Days that raw produce keeps without a date of its own; the others as the collective says.
KEEPS = {
    "Tomates": 8,
    "Courgettes": 10,
    "Aubergines": 10,
    "Poivrons": 12,
    "Oignons": 180,
    "Carottes": 60,
    "Betteraves": 60,
    "Courges": 150,
    "Pommes": 90,
    "Poireaux": 21,
    "Céleri-rave": 60,
}


@dataclass(frozen=True)
class Dish:
    """A recipe: grams of trimmed produce per kg of finished food, water, what boils away, and its schedule."""

    name: str
    lines: tuple[tuple[str, int], ...]
    price: str
    water_g: int = 0
    ph: str = "4.2"
    sterilised: bool = False
    text: str = ""
    #: What its schedule was validated for beside these grams: a line's lowest and highest share of the pot, and what
    #: may stand in for a line up to a share of it; all in basis points.
    ranges: tuple[tuple[str, int, int], ...] = ()
    stands: tuple[tuple[str, str, int], ...] = ()


DISHES = (
    Dish(
        "Coulis de tomate",
        (("Tomates", 1350), ("Oignons", 60), ("Sel", 6)),
        "4.9000",
        text="Laver, couper, cuire 40 minutes à petits bouillons, passer au moulin, saler, remplir à chaud.",
    ),
    Dish(
        "Ratatouille",
        (("Tomates", 420), ("Courgettes", 300), ("Aubergines", 220), ("Poivrons", 160), ("Oignons", 100), ("Sel", 8)),
        "6.5000",
        ph="4.9",
        sterilised=True,
        text="Couper en dés de 2 cm, saisir chaque légume à part, réunir, mijoter 30 minutes, remplir à chaud.",
    ),
    Dish(
        "Velouté de courge",
        (("Courges", 820), ("Oignons", 90), ("Sel", 7)),
        "5.4000",
        water_g=150,
        ph="5.6",
        sterilised=True,
        text="Éplucher, cuire 35 minutes dans l’eau, mixer fin, saler, remplir à chaud.",
        ranges=(("Courges", 7_000, 8_200), ("Oignons", 500, 1_400)),
        stands=(("Courges", "Céleri-rave", 2_000),),
    ),
    Dish(
        "Compote de pommes",
        (("Pommes", 1120),),
        "4.2000",
        ph="3.6",
        text="Laver, couper en quartiers, compoter 30 minutes à couvert, passer, remplir à chaud.",
    ),
)


def usual(kind: ItemKind, name: str, vat: VatClass, **more: object) -> Item:
    """An item of the catalogue."""
    return Item.objects.create(kind=kind, name=name, vat=vat, **more)


def furnish_catalogue() -> dict[str, Item]:
    """Crops, seasoning, two jar formats and a jar item for each dish and format; by name."""
    reduced = VatClass.objects.get(code="reduced")
    standard = VatClass.objects.get(code="standard")
    items = {}
    for crop in CROPS:
        items[crop.name] = usual(
            ItemKind.RAW,
            crop.name,
            reduced,
            dimension=Dimension.COUNT if crop.piece_g else Dimension.MASS,
            piece_mg=crop.piece_g * G,
            price=Decimal(crop.price),
            allergens=list(crop.allergens),
            storage=crop.storage,
            shelf_days=KEEPS.get(crop.name, 0),
        )
    for name, price in (("Sel", "0.9000"), ("Sucre", "1.6000"), ("Jus de citron", "3.9000")):
        items[name] = usual(ItemKind.ADDITIVE, name, reduced, price=Decimal(price), agricultural=name != "Sel")
    for ml, fill_g, deposit in ((720, 680, 100), (370, 340, 70)):
        jar = usual(
            ItemKind.PACKAGING,
            f"Pot {ml} ml",
            standard,
            dimension=Dimension.COUNT,
            role=PackagingRole.JAR,
            price=Decimal("0.6200"),
        )
        lid = usual(
            ItemKind.PACKAGING,
            f"Couvercle pour {ml} ml",
            standard,
            dimension=Dimension.COUNT,
            role=PackagingRole.LID,
            price=Decimal("0.1400"),
        )
        made = JarFormat.objects.create(
            name=f"{ml} ml", capacity_ml=ml, fill_mg=fill_g * G, jar=jar, lid=lid, deposit_cents=deposit
        )
        items |= {jar.name: jar, lid.name: lid}
        for dish in DISHES:
            share = Decimal(fill_g) / 680
            items[f"{dish.name} {ml} ml"] = usual(
                ItemKind.FINISHED,
                f"{dish.name} {ml} ml",
                reduced,
                dimension=Dimension.COUNT,
                piece_mg=fill_g * G,
                price=(Decimal(dish.price) * share).quantize(Decimal("0.1")),
                date_kind=DateKind.BEST_BEFORE,
                shelf_days=730,
                guarded=True,
                jar_format=made,
            )
    return items


def in_season(month: int) -> list[Raw]:
    """The crops of a month."""
    return [crop for crop in CROPS if month in crop.months or month + 12 in crop.months]
