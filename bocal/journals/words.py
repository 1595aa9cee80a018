"""French labels of the journals' choices, and what each refusal says."""

from collections.abc import Mapping

from django.utils.functional import Promise as StrPromise
from django.utils.translation import gettext_lazy as _

from bocal.journals.rules import Account, HoursKind, Kind, Refused, Status, Way

KINDS = [
    (Kind.RECEIVE, _("réception")),
    (Kind.MAKE, _("fabrication")),
    (Kind.MOVE, _("déplacement")),
    (Kind.SET_ASIDE, _("mise de côté")),
    (Kind.DELIVER, _("remise au client")),
    (Kind.GIVE, _("don")),
    (Kind.RETURN, _("retour à la ferme")),
    (Kind.LOSE, _("perte")),
    (Kind.COUNT, _("inventaire")),
    (Kind.DECIDE, _("décision sur un lot")),
    (Kind.DEPOSIT, _("consigne rendue")),
    (Kind.INVOICE, _("facture")),
    (Kind.PAY, _("paiement")),
    (Kind.WORK, _("heures")),
    (Kind.REVERSE, _("geste repris")),
]
STATUSES = [
    (Status.HOLD, _("en attente")),
    (Status.RELEASED, _("libéré")),
    (Status.BLOCKED, _("bloqué")),
]
WAYS = [
    (Way.BOUGHT, _("acheté")),
    (Way.GIVEN, _("donné")),
    (Way.TOLL, _("travail à façon")),
    (Way.RETURNED, _("rendu")),
    (Way.MADE, _("fabriqué")),
]
HOURS_KINDS = [
    (HoursKind.SHIFT, _("créneau")),
    (HoursKind.PRODUCTION, _("production")),
    (HoursKind.WORKSHOP, _("atelier")),
    (HoursKind.GLEANING, _("glanage")),
    (HoursKind.DISTRIBUTION, _("distribution")),
    (HoursKind.INSERTION, _("insertion")),
]
ACCOUNTS = [
    (Account.SUPPLIER, _("Fournisseurs")),
    (Account.SUPPLIER_UNBILLED, _("Fournisseurs, factures à recevoir")),
    (Account.CUSTOMER, _("Clients")),
    (Account.UNBILLED, _("Clients, factures à établir")),
    (Account.DEPOSITS, _("Consignes à rendre aux clients")),
    (Account.VAT_COLLECTED, _("TVA collectée")),
    (Account.VAT_UNBILLED, _("TVA sur factures à établir")),
    (Account.BANK, _("Banque")),
    (Account.CASH, _("Caisse")),
    (Account.PURCHASES, _("Achats de denrées")),
    (Account.ROUNDING_LOSS, _("Écarts d’arrondi en charge")),
    (Account.OWN_PRODUCTS, _("Ventes de produits fabriqués")),
    (Account.SERVICES, _("Travail à façon et services")),
    (Account.RESALE, _("Ventes de marchandises")),
    (Account.DONATED_SOLD, _("Ventes de dons en nature")),
    (Account.ROUNDING_GAIN, _("Écarts d’arrondi en produit")),
    (Account.GIFT_IN_KIND, _("Secours en nature")),
    (Account.GIFT_RECEIVED, _("Dons en nature")),
]

#: What a person reads when a gesture is refused; keys are the codes of rules.Refused.
REFUSALS = {
    "nothing": _("Il n’y a rien à enregistrer : indiquez au moins une quantité."),
    "bad_move": _("La quantité du lot %(lot)s n’est pas possible : elle doit être plus grande que zéro."),
    "unit_mismatch": _("Le poids du lot %(lot)s ne va pas avec sa quantité."),
    "unknown_lot": _("Le lot %(lot)s n’existe pas : vérifiez son code."),
    "lot_without_move": _("Un lot est annoncé, mais rien n’y entre."),
    "lot_without_parent": _("Un lot fabriqué doit dire de quels lots il vient."),
    "money_balance": _("Les montants ne s’équilibrent pas : il reste %(cents)s centimes."),
    "mass_balance": _("Les poids ne s’équilibrent pas : il entre %(mass_in)s mg et il sort %(mass_out)s mg."),
    "unexplained": _("L’écart de poids est trop grand pour rester sans explication : dites pourquoi."),
    "pieces_balance": _("Le compte des pots ne tombe pas juste : %(taken)s pris, %(filled)s remplis."),
    "lineage_balance": _("Ce qui est pris du lot %(lot)s ne se retrouve pas dans ce qui est fabriqué."),
    "owner_changed": _("Le lot %(parent)s n’a pas le même propriétaire que ce que l’on en fait."),
    "not_released": _("Le lot %(lot)s n’est pas libéré : personne ne peut le vendre ni le donner pour l’instant."),
    "bad_hours": _("La durée n’est pas possible : entre 1 minute et 24 heures par personne."),
    "not_enough": _("Il ne reste pas assez du lot %(lot)s à cet endroit."),
    "not_enough_then": _("Ce jour-là, il n’y avait pas encore assez du lot %(lot)s à cet endroit."),
    "future": _("Le %(day)s n’est pas encore arrivé : choisissez aujourd’hui ou avant."),
    "already_reversed": _("Ce geste a déjà été repris."),
    "final": _("Ce geste ne se reprend pas. Une facture se corrige par un avoir."),
    "already_used": _(
        "Ce geste ne peut plus être repris : le lot %(lot)s a déjà servi. Reprenez d’abord ce qui a suivi."
    ),
    "key_reused": _("Ce formulaire a déjà servi à autre chose. Rechargez la page et recommencez."),
}


def say(refused: Refused, also: Mapping[str, StrPromise] | None = None) -> str:
    """The French sentence of a refusal; `also` holds the sentences of the room that asks."""
    return str({**REFUSALS, **(also or {})}[refused.code]) % refused.details
