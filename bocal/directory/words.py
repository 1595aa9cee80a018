"""French labels of the directory's choices and refusals."""

from collections.abc import Collection, Mapping
from datetime import date

from django.utils.dates import MONTHS
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from bocal.directory.rules import (
    ConsentPurpose,
    Desk,
    FarmVat,
    ImportKind,
    ImportState,
    LinkPurpose,
    OrganisationKind,
    PlaceKind,
    Profile,
    Refused,
    VatProfile,
)
from bocal.directory.rules.contact import Fault, Mistaken
from bocal.directory.rules.crops import spans
from bocal.directory.rules.register import Mistake, Value
from bocal.look.words import SENTENCES, place
from bocal.measure.unreadable import Code

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

FARM_VAT = [
    (FarmVat.LIABLE, _("redevable de la TVA")),
    (FarmVat.FRANCHISE, _("franchise en base (art. 293 B du CGI)")),
    (FarmVat.FLAT, _("remboursement forfaitaire agricole (art. 298 quater du CGI)")),
]

DESKS = [
    (Desk.DIRECTION, _("direction")),
    (Desk.PRODUCTS, _("produits et producteurs")),
    (Desk.RECEPTION, _("réception")),
    (Desk.PRODUCTION, _("cuisine")),
    (Desk.QUALITY, _("contrôle et libération")),
    (Desk.FACILITATION, _("animation")),
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
    (VatProfile.LIABLE, _("redevable de la TVA, d’après les débits (à la facture)")),
    (VatProfile.RECEIPTS, _("redevable de la TVA, services d’après les encaissements (au paiement)")),
    (VatProfile.FRANCHISE, _("franchise en base (art. 293 B du CGI)")),
    (VatProfile.EXEMPT, _("exonéré (art. 261-7 du CGI)")),
    (VatProfile.OUTSIDE, _("hors du champ de la TVA (art. 256 A du CGI)")),
]

#: What a farm agrees to; kept beside the day it did, since this sentence may change.
STORY_CONSENT = _("La ferme accepte d’être nommée dans l’histoire des bocaux")

#: What stands where a name was taken away: written into the row, so in the collective's own language.
GONE = "(effacé)"

LINK_PURPOSES = [(LinkPurpose.SURPLUS, _("annoncer un surplus"))]

CONSENT_PURPOSES = [
    (ConsentPurpose.PROFILE, _("profil")),
    (ConsentPurpose.PHOTO, _("photo")),
    (ConsentPurpose.CONTACT, _("être recontacté")),
]

IMPORT_KINDS = [
    (ImportKind.PRODUCERS, _("fermes")),
    (ImportKind.CUSTOMERS, _("clients")),
    (ImportKind.PRODUCTS, _("articles")),
]
IMPORT_STATES = [
    (ImportState.SHOWN, _("à vérifier")),
    (ImportState.QUEUED, _("en attente")),
    (ImportState.RUNNING, _("en cours")),
    (ImportState.DONE, _("terminé")),
    (ImportState.FAILED, _("arrêté")),
]

#: The columns of a spreadsheet of farms or customers, as the model file writes them.
FIELDS: Mapping[str, Promise] = {
    "kind": _("Genre"),
    "name": _("Nom"),
    "contact": _("Contact"),
    "email": _("E-mail"),
    "phone": _("Téléphone"),
    "address": _("Adresse"),
    "postcode": _("Code postal"),
    "town": _("Commune"),
    "siret": _("SIRET"),
    "organic": _("Bio (oui/non)"),
    "organic_until": _("Fin du certificat"),
    "grows": _("Productions"),
    "emb": _("Code emballeur"),
    "latitude": _("Latitude"),
    "longitude": _("Longitude"),
    "note": _("Remarque"),
}

# {value} is what was typed, {other} the other line.
FAULTS: Mapping[Fault, Promise] = {
    Fault.SIRET_DIGITS: _("« {value} » n’est pas un SIRET : il en faut les 14 chiffres, sans lettre."),
    Fault.SIRET_CHECK: _("Le SIRET « {value} » contient une faute de frappe. Recopiez ses 14 chiffres."),
    Fault.EMAIL: _("« {value} » n’est pas une adresse e-mail. Écrivez par exemple nom@exemple.fr."),
    Fault.PHONE: _("« {value} » n’est pas un numéro de téléphone. Écrivez par exemple 06 12 34 56 78."),
    Fault.POSTCODE: _("« {value} » n’est pas un code postal : il a 5 chiffres."),
    Fault.IBAN: _("« {value} » n’est pas un IBAN juste : recopiez-le depuis votre RIB."),
    Fault.PACKER_CODE: _("« {value} » n’est pas un code emballeur : EMB, cinq chiffres, une lettre."),
    Fault.YES_NO: _("« {value} » ne dit ni oui ni non. Écrivez oui, non ou x."),
    Fault.LATITUDE: _("« {value} » n’est pas une latitude : elle va de −90 à 90, par exemple 49,0912."),
    Fault.LONGITUDE: _("« {value} » n’est pas une longitude : elle va de −180 à 180, par exemple 0,5983."),
    Fault.HALF_POINT: _("Il manque la latitude ou la longitude : donnez les deux, ou aucune."),
    Fault.TOO_LONG: _("Ce texte est trop long : {value} caractères au plus."),
    Fault.FORMULA: _("Cette case contient une formule. Collez-y sa valeur."),
    Fault.NO_NAME: _("Il manque le nom de la ferme, en toutes lettres."),
    Fault.KIND: _(
        "« {value} » n’est pas un genre de client. Écrivez foyer, restaurant, cantine, magasin, centre social, aide "
        "alimentaire, fournisseur ou partenaire."
    ),
    Fault.NO_KIND: _(
        "Il manque le genre de ce nouveau client : foyer, restaurant, cantine, magasin, centre social, aide "
        "alimentaire, fournisseur ou partenaire."
    ),
    Fault.DOUBLED: _(
        "C’est la même ferme qu’à la ligne {other}. Enlevez l’une des deux, ou donnez à chacune son propre SIRET."
    ),
    Fault.TAKEN: _("« {value} » est déjà dans l’annuaire, mais ce n’est pas une ferme. Vérifiez cette ligne."),
}

#: Where a sheet of customers says it otherwise.
CUSTOMER_FAULTS: Mapping[Fault, Promise] = {
    Fault.NO_NAME: _("Il manque le nom du client, en toutes lettres."),
    Fault.DOUBLED: _(
        "C’est le même client qu’à la ligne {other}. Enlevez l’un des deux, ou donnez à chacun son propre e-mail."
    ),
    Fault.TAKEN: _("« {value} » est déjà dans l’annuaire, mais ce n’est pas un client. Vérifiez cette ligne."),
}

REFUSALS: Mapping[str, Promise] = {
    "no_header_producers": _(
        "Aucune colonne ne donne le nom des fermes. La première ligne doit porter des titres comme : Nom, E-mail, "
        "Téléphone, Code postal, Commune, SIRET, Bio. Le fichier modèle les a tous."
    ),
    "no_header_customers": _(
        "Aucune colonne ne donne le nom des clients. Une ligne doit porter des titres comme : Genre, Nom, E-mail, "
        "Téléphone, Code postal, Commune, SIRET. Le fichier modèle les a tous."
    ),
    "doubled_column": _(
        "%(place)s : la colonne « %(value)s » dit la même chose qu’une autre colonne. Renommez ou enlevez l’une "
        "des deux."
    ),
    "empty_sheet_producers": _(
        "Ce tableau a des titres mais aucune ferme en dessous. Vérifiez que c’est le bon fichier."
    ),
    "empty_sheet_customers": _(
        "Ce tableau a des titres mais aucun client en dessous. Vérifiez que c’est le bon fichier."
    ),
    "crop_no_name": _("Il manque le nom de ce que vous cultivez."),
    "crop_twice": _("« %(name)s » est déjà plus haut. Touchez là tous ses mois."),
    "crop_too_many": _("Il y a plus de %(n)s cultures. Regroupez celles qui se ressemblent."),
    "farm_there": _("« %(name)s » a déjà ce SIRET. Ouvrez plutôt sa fiche."),
    "changed_meanwhile": _("L’annuaire a changé entre-temps. Rien n’est enregistré. %(sentence)s"),
    "last_direction": _("Il faut au moins une personne à la direction : donnez d’abord ce rôle à quelqu’un d’autre."),
    "email_there": _("%(name)s a déjà cet e-mail. Ouvrez plutôt sa fiche."),
    "no_email": _("Il faut un e-mail pour se connecter : écrivez-le, ou enlevez tous les rôles."),
    "place_there": _("Un lieu porte déjà ce nom. Choisissez-en un autre pour les distinguer."),
    "last_store": _("Il faut au moins une réserve ouverte pour recevoir : ouvrez-en d’abord une autre."),
    "convention_empty": _("Écrivez ce que chacun apporte : au moins une des deux cases."),
    "convention_future": _("Ce jour n’est pas encore arrivé : notez la convention une fois signée."),
    "convention_backwards": _("La fin vient avant la signature : vérifiez les deux dates."),
    "outline_nowhere": _(
        "Dites d’abord où vous êtes : écrivez la latitude et la longitude du collectif, dans Réglages."
    ),
    "outline_big": _("Ce fichier est trop lourd : %(mb)s Mo au plus. Simplifiez le contour et envoyez-le de nouveau."),
    "outline_deep": _("Ce fichier est trop imbriqué pour un contour. Exportez le contour seul, en GeoJSON."),
    "outline_json": _("Ce fichier ne se lit pas. Exportez le contour en GeoJSON, puis envoyez-le sans l’ouvrir."),
    "outline_not_geo": _("Ce fichier n’est pas un contour GeoJSON : il y faut un polygone ou des lignes."),
    "outline_number": _(
        "Une coordonnée de ce fichier n’est pas un point de la Terre. Exportez-le en longitude et latitude (WGS 84)."
    ),
    "outline_many": _("Ce contour a plus de %(most)s points : simplifiez-le, quelques centaines suffisent."),
    "outline_empty": _("Ce fichier ne dessine aucun contour : il n’a ni polygone ni ligne."),
    "outline_far": _(
        "Ce contour passe à plus de %(km)s km de chez vous : c’est un autre territoire, ou latitude et longitude y "
        "sont échangées."
    ),
}

#: Each collective says things its own way: the profile chooses among these.
SAYINGS: dict[str, dict[Profile, object]] = {
    "round": {
        Profile.CANNERY: _("vente"),
        Profile.GROCERY: _("drive"),
        Profile.TRUCK: _("commande groupée"),
        Profile.PRODUCERS_GROUP: _("vente de la semaine"),
    },
    "rounds": {
        Profile.CANNERY: _("ventes"),
        Profile.GROCERY: _("drives"),
        Profile.TRUCK: _("groupement d’achat"),
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


def say(refused: Refused) -> str:
    """The French sentence of a refusal."""
    return str(REFUSALS[refused.code]) % refused.details


def fault(mistaken: Mistaken) -> str:
    """The French sentence of something typed that is not taken."""
    # Replaced, not formatted: what was typed may hold braces.
    return str(FAULTS[mistaken.fault]).replace("{value}", mistaken.value)


def mistake(found: Mistake, kind: ImportKind) -> str:
    """« Ligne 3, colonne B (E-mail) : … », for one mistake of a spreadsheet of this kind."""
    faults = {**FAULTS, **CUSTOMER_FAULTS} if kind is ImportKind.CUSTOMERS else FAULTS
    said = str(SENTENCES[found.fault] if isinstance(found.fault, Code) else faults[found.fault])
    said = said.replace("{other}", str(found.other or "")).replace("{value}", found.value)
    return (
        gettext("{place} ({column}) : {sentence}")
        .replace("{place}", place(found.line, found.column))
        .replace("{column}", str(FIELDS[found.field]))
        .replace("{sentence}", said)
    )


def siret(digits: str) -> str:
    """A SIRET as it is read aloud and copied: « 732 829 320 00074 »; as it is when it has not fourteen digits."""
    return f"{digits[:3]} {digits[3:6]} {digits[6:9]} {digits[9:]}" if len(digits) == 14 else digits


def months(some: Collection[int]) -> str:
    """« juin à octobre », « novembre à février, mai », « toute l’année »."""
    if not some:
        return gettext("mois à préciser")
    said = []
    for first, last in spans(some):
        if (first, last) == (1, 12):
            return gettext("toute l’année")
        begin, end = str(MONTHS[first]), str(MONTHS[last])
        said.append(begin if first == last else gettext("{first} à {last}").format(first=begin, last=end))
    return ", ".join(said)


def shown(value: Value | None) -> str:
    """A value of a spreadsheet as people read it."""
    if isinstance(value, bool):
        return gettext("oui") if value else gettext("non")
    if isinstance(value, OrganisationKind):
        return str(dict(ORGANISATION_KINDS)[value])
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    return str(value).replace(".", ",") if isinstance(value, float) else value or ""
