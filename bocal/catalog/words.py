"""French labels of the catalogue's choices."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from bocal.catalog.rules import DateKind, Dimension, ItemKind, PackagingRole, Refused, Storage
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

REFUSALS: Mapping[str, Promise] = {
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
