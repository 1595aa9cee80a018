"""French labels of the directory's choices and refusals."""

from django.utils.translation import gettext_lazy as _

from bocal.directory.rules import Desk, LinkPurpose, OrganisationKind, PlaceKind, Profile, VatProfile

PROFILES = [
    (Profile.CANNERY, _("conserverie")),
    (Profile.GROCERY, _("épicerie coopérative")),
    (Profile.TRUCK, _("conserverie mobile")),
    (Profile.PRODUCERS_GROUP, _("groupement de producteurs")),
]

ORGANISATION_KINDS = [
    (OrganisationKind.COLLECTIVE, _("le collectif")),
    (OrganisationKind.PRODUCER, _("ferme")),
    (OrganisationKind.HOUSEHOLD, _("foyer")),
    (OrganisationKind.RESTAURANT, _("restaurant")),
    (OrganisationKind.CANTEEN, _("cantine")),
    (OrganisationKind.SHOP, _("magasin")),
    (OrganisationKind.CENTRE, _("centre social")),
    (OrganisationKind.FOOD_AID, _("aide alimentaire")),
    (OrganisationKind.SUPPLIER, _("fournisseur")),
    (OrganisationKind.PARTNER, _("partenaire")),
]

DESKS = [
    (Desk.DIRECTION, _("direction")),
    (Desk.PRODUCTS, _("produits et producteurs")),
    (Desk.RECEPTION, _("réception")),
    (Desk.PRODUCTION, _("cuisine")),
    (Desk.QUALITY, _("contrôle et libération")),
    (Desk.SALES, _("ventes")),
    (Desk.POINT, _("point de retrait")),
    (Desk.ACCOUNTS, _("factures")),
    (Desk.PRODUCER, _("ferme")),
    (Desk.CUSTOMER, _("client")),
]

PLACE_KINDS = [
    (PlaceKind.STORE, _("réserve")),
    (PlaceKind.FRIDGE, _("chambre froide")),
    (PlaceKind.FREEZER, _("congélateur")),
    (PlaceKind.TRUCK, _("camion")),
    (PlaceKind.POINT, _("point de retrait")),
    (PlaceKind.SHELF, _("mis de côté pour une vente")),
    (PlaceKind.SUPPLIER, _("chez le vendeur")),
    (PlaceKind.DONOR, _("chez le donateur")),
    (PlaceKind.CUSTOMER, _("chez le client")),
    (PlaceKind.RECIPIENT, _("chez le bénéficiaire")),
    (PlaceKind.TRANSFORM, _("dans la marmite")),
    (PlaceKind.WATER, _("eau du robinet")),
    (PlaceKind.PEEL, _("épluchures")),
    (PlaceKind.EVAPORATION, _("évaporation")),
    (PlaceKind.SPILL, _("renversé")),
    (PlaceKind.BREAKAGE, _("casse")),
    (PlaceKind.TASTING, _("dégustation et analyses")),
    (PlaceKind.WASTE, _("jeté")),
    (PlaceKind.COUNT, _("écart d’inventaire")),
    (PlaceKind.UNEXPLAINED, _("écart inexpliqué")),
]

VAT_PROFILES = [
    (VatProfile.LIABLE, _("redevable de la TVA")),
    (VatProfile.FRANCHISE, _("franchise en base (art. 293 B du CGI)")),
    (VatProfile.EXEMPT, _("exonéré (art. 261-7 du CGI)")),
]

LINK_PURPOSES = [(LinkPurpose.SURPLUS, _("annoncer un surplus"))]

#: Each collective says things its own way: the profile chooses among these.
SAYINGS: dict[str, dict[Profile, object]] = {
    "round": {
        Profile.CANNERY: _("vente"),
        Profile.GROCERY: _("drive"),
        Profile.TRUCK: _("groupement d’achat"),
        Profile.PRODUCERS_GROUP: _("vente de la semaine"),
    },
    "rounds": {
        Profile.CANNERY: _("ventes"),
        Profile.GROCERY: _("drives"),
        Profile.TRUCK: _("groupements d’achat"),
        Profile.PRODUCERS_GROUP: _("ventes de la semaine"),
    },
    "point": {
        Profile.CANNERY: _("point de retrait"),
        Profile.GROCERY: _("la boutique"),
        Profile.TRUCK: _("centre social"),
        Profile.PRODUCERS_GROUP: _("point de distribution"),
    },
    "customer": {
        Profile.CANNERY: _("client"),
        Profile.GROCERY: _("adhérent"),
        Profile.TRUCK: _("habitant"),
        Profile.PRODUCERS_GROUP: _("client"),
    },
    "kitchen": {
        Profile.CANNERY: _("l’atelier"),
        Profile.GROCERY: _("la cuisine"),
        Profile.TRUCK: _("le camion"),
        Profile.PRODUCERS_GROUP: _("la cuisine"),
    },
}
