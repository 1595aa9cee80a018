"""French labels of the catalogue's choices."""

from django.utils.translation import gettext_lazy as _

from bocal.catalog.rules import DateKind, Dimension, ItemKind, PackagingRole, Storage

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
