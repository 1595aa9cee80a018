"""French labels of the catalogue's choices."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from bocal.catalog.rules import DateKind, Dimension, ItemKind, PackagingRole, Refused, Storage
from bocal.catalog.rules.ciqual import Flaw, TableFault
from bocal.catalog.rules.itemsheet import ItemFault, ItemMistake
from bocal.catalog.rules.nutrition import Constituent
from bocal.catalog.rules.prices import PriceFault, PriceFlaw
from bocal.look.words import place
from bocal.measure.money import Basis

ITEM_KINDS = [
    (ItemKind.RAW, _("produit brut")),
    (ItemKind.PREPARED, _("légume préparé")),
    (ItemKind.FINISHED, _("bocal")),
    (ItemKind.PACKAGING, _("emballage")),
    (ItemKind.ADDITIVE, _("assaisonnement")),
    (ItemKind.SERVICE, _("service")),
]
PACKAGING_ROLES = [(PackagingRole.NONE, _("autre")), (PackagingRole.JAR, _("pot")), (PackagingRole.LID, _("couvercle"))]
DIMENSIONS = [
    (Dimension.MASS, _("au poids")),
    (Dimension.VOLUME, _("au volume")),
    (Dimension.COUNT, _("à la pièce")),
]
DATE_KINDS = [
    (DateKind.NONE, _("sans date")),
    (DateKind.BEST_BEFORE, _("à consommer de préférence avant (DDM)")),
    (DateKind.USE_BY, _("à consommer jusqu’au (DLC)")),
]
STORAGES = [
    (Storage.AMBIENT, _("à température ambiante")),
    (Storage.FRIDGE, _("au frais")),
    (Storage.FREEZER, _("surgelé")),
]
ALLERGENS = {
    "gluten": _("gluten"),
    "crustaceans": _("crustacés"),
    "eggs": _("œufs"),
    "fish": _("poissons"),
    "peanuts": _("arachides"),
    "soybeans": _("soja"),
    "milk": _("lait"),
    "nuts": _("fruits à coque"),
    "celery": _("céleri"),
    "mustard": _("moutarde"),
    "sesame": _("sésame"),
    "sulphites": _("sulfites"),
    "lupin": _("lupin"),
    "molluscs": _("mollusques"),
}

#: What each kind is, for whoever adds one.
KIND_HELP: Mapping[ItemKind, Promise] = {
    ItemKind.RAW: _("ce qui arrive des fermes : tomates, œufs, lait"),
    ItemKind.PREPARED: _("épluché, coupé, prêt à cuire"),
    ItemKind.FINISHED: _("ce que l’on ouvre à table : coulis, ratatouille, confiture"),
    ItemKind.PACKAGING: _("pots, couvercles, cartons"),
    ItemKind.ADDITIVE: _("sel, sucre, vinaigre, épices"),
    ItemKind.SERVICE: _("travail à façon, atelier, livraison"),
}
BASES = [(Basis.GROSS, _("TVA comprise")), (Basis.NET, _("hors TVA"))]
#: What a price is for, by how the item is counted.
PRICE_UNITS: Mapping[Dimension, Promise] = {
    Dimension.MASS: _("le kilo"),
    Dimension.VOLUME: _("le litre"),
    Dimension.COUNT: _("la pièce"),
}

CONSTITUENTS: Mapping[Constituent, Promise] = {
    Constituent.ENERGY_KJ: _("énergie (kJ)"),
    Constituent.ENERGY_KCAL: _("énergie (kcal)"),
    Constituent.WATER: _("eau"),
    Constituent.PROTEIN: _("protéines"),
    Constituent.CARBOHYDRATE: _("glucides"),
    Constituent.FAT: _("matières grasses"),
    Constituent.SUGARS: _("dont sucres"),
    Constituent.FIBRE: _("fibres alimentaires"),
    Constituent.POLYOLS: _("polyols"),
    Constituent.ASH: _("cendres"),
    Constituent.ALCOHOL: _("alcool"),
    Constituent.ORGANIC_ACIDS: _("acides organiques"),
    Constituent.SATURATES: _("dont acides gras saturés"),
    Constituent.SALT: _("sel"),
    Constituent.SODIUM: _("sodium (mg)"),
}

# {value} is what the table says there.
TABLE_FAULTS: Mapping[TableFault, Promise] = {
    TableFault.NO_CODE: _("« {value} » n’est pas un numéro d’aliment."),
    TableFault.NO_NAME: _("Cet aliment n’a pas de nom, ou un nom trop long."),
    TableFault.DOUBLED: _("L’aliment {value} y est deux fois."),
    TableFault.VALUE: _("« {value} » n’est ni un nombre, ni « < un nombre », ni « traces », ni « - »."),
}

# {value} is what the sheet says there.
PRICE_FAULTS: Mapping[PriceFault, Promise] = {
    PriceFault.NO_ITEM: _("il manque le nom de l’article."),
    PriceFault.UNKNOWN_ITEM: _("« {value} » n’est pas au catalogue. Recopiez son nom, ou ajoutez-le d’abord."),
    PriceFault.QUANTITY: _("« {value} » n’est pas une quantité. Écrivez par exemple 10 ou 2,5."),
    PriceFault.PRICE: _("« {value} » n’est pas un prix. Écrivez par exemple 1,55."),
    PriceFault.DOUBLED: _("« {value} » y est deux fois pour la même quantité. Gardez une seule ligne."),
}

# {value} is what the sheet says there, {other} the other line.
ITEM_FAULTS: Mapping[ItemFault, Promise] = {
    ItemFault.NO_NAME: _("il manque le nom de l’article."),
    ItemFault.TOO_LONG: _("ce nom est trop long : 120 caractères au plus."),
    ItemFault.KIND: _("« {value} » n’est pas un genre d’article. Écrivez brut, préparé, bocal, emballage ou service."),
    ItemFault.UNIT: _("« {value} » n’est pas une unité pour ce genre d’article. Écrivez kg, litre ou pièce."),
    ItemFault.PRICE: _("« {value} » n’est pas un prix. Écrivez par exemple 1,55."),
    ItemFault.VAT: _("aucun taux de TVA permis pour cet article ne vaut « {value} »."),
    ItemFault.GTIN: _("le code-barres « {value} » a une faute de frappe."),
    ItemFault.WEIGHT: _("« {value} » n’est pas un poids. Écrivez par exemple 250 g ou 1,2 kg."),
    ItemFault.PIECE: _("vendu à la pièce, il faut le poids d’une pièce : ajoutez une colonne « Poids »."),
    ItemFault.ALLERGEN: _("« {value} » n’est pas un des quatorze allergènes. Écrivez par exemple : céleri, lait."),
    ItemFault.DOUBLED: _("c’est le même article qu’à la ligne {other}. Gardez une seule des deux."),
    ItemFault.OTHER_UNIT: _("au catalogue, cet article se compte autrement : son unité ne change plus."),
}

REFUSALS: Mapping[str, Promise] = {
    "no_item_header": _(
        "Aucune ligne ne porte un titre comme « Article », « Produit » ou « Désignation ». Ajoutez-le."
    ),
    "sheet_mistakes": _("Rien n’est enregistré : %(n)s cases à revoir. %(sentence)s"),
    "list_there": _("Un tarif porte déjà ce nom. Choisissez-en un autre."),
    "kind_there": _("Ces clients ont déjà le tarif « %(name)s ». Changez-le plutôt."),
    "no_price_header": _(
        "Aucune ligne ne porte les titres « Article » et « Prix ». Ajoutez-les au-dessus des colonnes."
    ),
    "doubled_column": _("Deux colonnes disent la même chose que « %(value)s ». Renommez ou enlevez l’une des deux."),
    "table_flaws": _("La table a %(n)s cases illisibles. Rien n’est enregistré."),
    "older_table": _("Une édition plus récente de la table (%(year)s) est déjà là. Rien n’est enregistré."),
    "vat_kind": _("Ce taux de TVA n’est pas permis pour ce genre d’article. Choisissez-en un de la liste."),
    "gtin": _("Ce code-barres a une faute de frappe : son dernier chiffre ne convient pas. Recopiez-le."),
    "gtin_there": _("« %(name)s » porte déjà ce code-barres. Vérifiez l’étiquette."),
    "dimension": _("Ce genre d’article ne se compte pas ainsi."),
    "has_lots": _(
        "Cet article a des lots : son poids, son rôle et son format ne changent plus. Créez un nouvel article."
    ),
    "piece_needed": _("Donnez le poids d’une pièce : sans lui, les bilans de matière ne tombent jamais juste."),
    "days_needed": _("Dites combien de jours il se garde : la date de l’étiquette en vient."),
    "jar_kind": _("Seul un bocal a un format de pot."),
    "name_there": _("Un article porte déjà ce nom. Ajoutez ce qui les distingue : la taille, la variété."),
    "format_there": _("Un format porte déjà ce nom."),
    "too_full": _("Ce poids n’entre pas dans un pot de %(capacity)s ml. Vérifiez l’unité."),
    "not_a_jar": _("Choisissez un pot et un couvercle."),
}


def say(refused: Refused) -> str:
    """The French sentence of a refusal."""
    return str(REFUSALS[refused.code]) % refused.details


def flaw(found: Flaw) -> str:
    """« Ligne 3, colonne B : … », for one cell of the composition table."""
    said = str(TABLE_FAULTS[found.fault]).replace("{value}", found.value)
    return f"{place(found.line, found.column)} : {said}" if found.line else said


def price_flaw(found: PriceFlaw) -> str:
    """« Ligne 3, colonne B : … », for one cell of a sheet of prices."""
    return f"{place(found.line, found.column)} : {str(PRICE_FAULTS[found.fault]).replace('{value}', found.value)}"


def item_mistake(found: ItemMistake) -> str:
    """« Ligne 3, colonne B : … », for one cell of a sheet of items."""
    said = str(ITEM_FAULTS[found.fault]).replace("{other}", str(found.other)).replace("{value}", found.value)
    return f"{place(found.line, found.column)} : {said}"
