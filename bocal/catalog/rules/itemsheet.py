"""A price list as a place has it (title lines, "1,55 €", "kg", "5,5 %"), read row by row, compared with the catalogue.

Pure: nothing is read from a database nor written to one.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from bocal.catalog.rules import ALLERGENS, DateKind, Dimension, ItemKind, Refused, check_item, read_gtin
from bocal.catalog.rules.prices import read_unit_price
from bocal.measure.money import Basis
from bocal.measure.quantity import parse_decimal, parse_weight
from bocal.measure.table import find_header, fold
from bocal.measure.unreadable import Unreadable

Value = str | int | Decimal | list[str]

#: A longer sheet is sent in several pieces.
MAX_ROWS = 25_000

#: What people write above each column; accents, capitals and punctuation do not matter.
HEADERS: Mapping[str, tuple[str, ...]] = {
    "name": ("article", "articles", "produit", "produits", "désignation", "libellé", "nom", "nom du produit",
             "nom de l'article", "dénomination"),
    "kind": ("genre", "type", "catégorie", "genre d'article", "famille", "famille d'article"),
    "unit": ("unité", "U", "unité de vente", "vendu"),
    "gross": ("prix TTC", "PU TTC", "prix de vente TTC", "tarif TTC", "prix unitaire TTC"),
    "net": ("prix HT", "PU HT", "prix de vente HT", "tarif HT", "prix unitaire HT"),
    "price": ("prix", "P.U.", "PU", "prix unitaire", "tarif", "prix de vente"),
    "vat": ("TVA", "taux de TVA", "taux TVA", "% TVA", "TVA %"),
    "gtin": ("code-barres", "code barre", "EAN", "EAN13", "GTIN", "code EAN"),
    "piece": ("poids net", "poids", "poids de la pièce", "poids unitaire"),
    "allergens": ("allergènes", "allergène"),
}  # fmt: skip

_UNITS: Mapping[str, Dimension] = {
    **dict.fromkeys(("kg", "kilo", "kilos", "le kilo", "au kilo", "le kg", "au poids"), Dimension.MASS),
    **dict.fromkeys(("l", "litre", "litres", "le litre", "au litre", "au volume"), Dimension.VOLUME),
    **dict.fromkeys(
        ("piece", "pieces", "pce", "pc", "u", "unite", "la piece", "a la piece", "bocal", "pot", "botte", "barquette",
         "sachet", "carton", "h", "heure", "l heure", "forfait"), Dimension.COUNT
    ),
}  # fmt: skip
_KINDS: Mapping[str, ItemKind] = {
    **dict.fromkeys(
        ("brut", "produit brut", "produits bruts", "legume", "legumes", "legume brut", "legumes bruts", "fruit",
         "fruits", "fruit brut", "fruits bruts", "fruits et legumes", "frais", "produit frais", "produits frais"),
        ItemKind.RAW
    ),
    **dict.fromkeys(
        ("prepare", "prepares", "legume prepare", "legumes prepares", "legumerie", "4e gamme", "quatrieme gamme"),
        ItemKind.PREPARED
    ),
    **dict.fromkeys(
        ("bocal", "bocaux", "conserve", "conserves", "fini", "produit fini", "produits finis"), ItemKind.FINISHED
    ),
    **dict.fromkeys(("emballage", "emballages"), ItemKind.PACKAGING),
    **dict.fromkeys(("assaisonnement", "assaisonnements", "epice", "epices", "epicerie"), ItemKind.ADDITIVE),
    **dict.fromkeys(("service", "services", "prestation", "prestations"), ItemKind.SERVICE),
}  # fmt: skip


class ItemFault(StrEnum):
    """Why a row of a sheet of items is not taken."""

    NO_NAME = "no_name"
    TOO_LONG = "too_long"
    KIND = "kind"
    UNIT = "unit"
    PRICE = "price"
    VAT = "vat"
    GTIN = "gtin"
    WEIGHT = "weight"
    PIECE = "piece"
    ALLERGEN = "allergen"
    DOUBLED = "doubled"
    OTHER_UNIT = "other_unit"


@dataclass(frozen=True)
class ItemMistake:
    """One cell to mend: line and column count from 1; `other` is the other line when two are in each other's way."""

    fault: ItemFault
    line: int
    column: int
    value: str
    other: int = 0


@dataclass(frozen=True)
class Rate:
    """A VAT class as a sheet can name it."""

    pk: int
    rate_bp: int
    kinds: tuple[str, ...]


@dataclass(frozen=True)
class Known:
    """An item of the catalogue: what an import may change of it, by the names of its fields."""

    pk: int
    values: Mapping[str, Value | None]


@dataclass(frozen=True)
class ItemStep:
    """What becomes of one row: a new item (no `pk`), or the fields that change of one, with what they were."""

    line: int
    name: str
    pk: int | None
    values: Mapping[str, Value]
    before: Mapping[str, Value | None]


@dataclass(frozen=True)
class ItemPlan:
    """What an import would do; with any mistake nothing is done."""

    steps: tuple[ItemStep, ...]
    unchanged: int
    mistakes: tuple[ItemMistake, ...]
    ignored: tuple[str, ...]

    @property
    def created(self) -> int:
        """How many items are new."""
        return sum(step.pk is None for step in self.steps)

    @property
    def changed(self) -> int:
        """How many items change."""
        return len(self.steps) - self.created


def plan(
    rows: Sequence[Sequence[str]], known: Iterable[Known], rates: Sequence[Rate], allergens: Mapping[str, str]
) -> ItemPlan | None:
    """Read a sheet (row i is line i + 1) and compare it with the catalogue; None when no row names the items' column.

    A row is the item that bears its bar code, else the one that bears its name. An empty cell changes nothing, so a
    second import finds all unchanged. `allergens`: the folded French of each of the fourteen → its code. Raises
    Unreadable for a doubled heading.
    """
    header = find_header(rows, HEADERS)
    if header is None or "name" not in header.columns:
        return None
    items = list(known)
    by_gtin = {item.values["gtin"]: item for item in items if item.values["gtin"]}
    by_name = {fold(str(item.values["name"])): item for item in items}
    steps: list[ItemStep] = []
    mistakes: list[ItemMistake] = []
    lines: dict[str, int] = {}
    unchanged = 0
    for line, cells in enumerate(rows[header.index + 1 :], start=header.index + 2):
        if not any(cells):
            continue
        reader = _Row(line, cells, header.columns, rates, allergens)
        name, gtin = reader.name(), reader.gtin()
        key = fold(name)
        for mark in (key, gtin):
            if mark and mark in lines:
                reader.wrong(ItemFault.DOUBLED, "name", lines[mark])
            elif mark:
                lines[mark] = line
        item = by_gtin.get(gtin) or by_name.get(key)
        values = reader.values(item)
        mistakes += reader.mistakes
        if reader.mistakes:
            continue
        before = item.values if item else {}
        changes = {field: value for field, value in values.items() if before.get(field) != value}
        if item is None or changes:
            was = {field: before.get(field) for field in changes} if item else {}
            steps.append(ItemStep(line, name, item.pk if item else None, changes, was))
        else:
            unchanged += 1
    used = set(header.columns.values())
    ignored = tuple(cell for at, cell in enumerate(rows[header.index]) if cell and at not in used)
    return ItemPlan(tuple(steps), unchanged, tuple(mistakes), ignored)


class _Row:
    """One row, read cell by cell; what is wrong with it gathers in `mistakes`."""

    def __init__(
        self,
        line: int,
        cells: Sequence[str],
        columns: Mapping[str, int],
        rates: Sequence[Rate],
        allergens: Mapping[str, str],
    ) -> None:
        self.line, self.columns, self.rates, self.allergens = line, columns, rates, allergens
        self.texts = {field: " ".join(cells[at].split()) if at < len(cells) else "" for field, at in columns.items()}
        self.mistakes: list[ItemMistake] = []

    def wrong(self, fault: ItemFault, field: str, other: int = 0) -> None:
        """Note a mistake in a cell."""
        column = self.columns.get(field, self.columns["name"]) + 1
        self.mistakes.append(ItemMistake(fault, self.line, column, self.texts.get(field, "")[:60], other))

    def name(self) -> str:
        """The item's name."""
        name = self.texts["name"]
        if not fold(name):
            self.wrong(ItemFault.NO_NAME, "name")
        elif len(name) > 120:
            self.wrong(ItemFault.TOO_LONG, "name")
        return name

    def gtin(self) -> str:
        """The number under the bars; "" for none."""
        try:
            return read_gtin(self.texts.get("gtin", ""))
        except Refused:
            self.wrong(ItemFault.GTIN, "gtin")
            return ""

    def values(self, item: Known | None) -> dict[str, Value]:
        """What the row says of the item, by the names of its fields; whatever is wrong is noted."""
        found: dict[str, Value] = {}
        if item is None:
            found["name"] = self.texts["name"]
        if self.texts.get("gtin"):
            found["gtin"] = self.gtin() if not self.mistakes else ""
        kind = self._kind(item)
        dimension = self._dimension(item, kind)
        if item is None:
            found |= {"kind": kind.value, "dimension": dimension.value}
        found |= self._price()
        found |= self._vat(kind)
        found |= self._allergens()
        if weight := self.texts.get("piece"):
            try:
                found["piece_mg"] = parse_weight(weight)
            except Unreadable:
                self.wrong(ItemFault.WEIGHT, "piece")
        self._check(item, kind, dimension, found)
        return found

    def _kind(self, item: Known | None) -> ItemKind:
        text = self.texts.get("kind", "")
        kind = _KINDS.get(fold(text))
        if text and kind is None:
            self.wrong(ItemFault.KIND, "kind")
        return ItemKind(str(item.values["kind"])) if item else kind or ItemKind.RAW

    def _dimension(self, item: Known | None, kind: ItemKind) -> Dimension:
        text = self.texts.get("unit", "")
        dimension = _UNITS.get(fold(text))
        if text and dimension is None:
            self.wrong(ItemFault.UNIT, "unit")
        if item:
            if dimension and dimension != item.values["dimension"]:
                self.wrong(ItemFault.OTHER_UNIT, "unit")
            return Dimension(str(item.values["dimension"]))
        counted = kind in (ItemKind.FINISHED, ItemKind.PACKAGING, ItemKind.SERVICE)
        return dimension or (Dimension.COUNT if counted else Dimension.MASS)

    def _price(self) -> dict[str, Value]:
        for field, basis in (("gross", Basis.GROSS), ("net", Basis.NET), ("price", None)):
            text = self.texts.get(field, "")
            try:
                price = read_unit_price(text)
            except Unreadable:
                self.wrong(ItemFault.PRICE, field)
                return {}
            if price is not None:
                said = Basis.NET if text.upper().endswith("HT") else Basis.GROSS
                return {"price": price, "basis": (basis or said).value}
        return {}

    def _vat(self, kind: ItemKind) -> dict[str, Value]:
        text = self.texts.get("vat", "")
        if not text:
            return {}
        try:
            rate = parse_decimal(text.removesuffix("%")) * 100
        except Unreadable:
            self.wrong(ItemFault.VAT, "vat")
            return {}
        # A spreadsheet that shows 5,5 % holds 0,055: no rate of ours is under one percent but nought.
        rates = {rate, rate * 100} if 0 < rate < 100 and "%" not in text else {rate}
        for one in self.rates:
            if one.rate_bp in rates and kind in one.kinds:
                return {"vat_id": one.pk}
        self.wrong(ItemFault.VAT, "vat")
        return {}

    def _allergens(self) -> dict[str, Value]:
        text = self.texts.get("allergens", "")
        if not text:
            return {}
        codes = {self.allergens.get(fold(one)) for one in text.replace(";", ",").split(",") if fold(one)}
        if fold(text) in ("aucun", "sans", "non"):
            return {"allergens": []}
        if None in codes:
            self.wrong(ItemFault.ALLERGEN, "allergens")
            return {}
        return {"allergens": [code for code in ALLERGENS if code in codes]}

    def _check(self, item: Known | None, kind: ItemKind, dimension: Dimension, found: Mapping[str, Value]) -> None:
        if item is not None or self.mistakes:
            return
        weight = found.get("piece_mg", 0)
        piece = weight if isinstance(weight, int) else 0
        try:
            check_item(kind, dimension, piece_mg=piece, date_kind=DateKind.NONE, shelf_days=0, in_jar=False)
        except Refused as refused:
            self.wrong(ItemFault.PIECE if refused.code == "piece_needed" else ItemFault.UNIT, "unit")
