"""French of what the house alone refuses, and of the tables that a dossier names."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

#: Forgetting somebody waits for these.
ERASE_REFUSALS: dict[str, Promise] = {
    "erase_direction": _("C’est la seule personne à la direction : donnez d’abord ce rôle à quelqu’un d’autre."),
    "erase_orders": _("Il reste une commande en cours (%(orders)s) : annulez-la, ou attendez sa remise."),
    "erase_owed": _("Il reste %(amount)s à régler ou à rendre : soldez le compte d’abord."),
}

#: What rows about somebody are called, by the table and the column that names them.
TABLES: dict[str, Promise] = {
    "account.EmailAddress": _("adresses de connexion"),
    "billing.Advance": _("avances"),
    "billing.BatchLine": _("factures du mois"),
    "billing.Invoice": _("factures"),
    "billing.OnlinePayment": _("paiements en ligne"),
    "directory.AgendaLink": _("adresse d’agenda"),
    "directory.Letter": _("lettres reçues"),
    "directory.PersonalLink": _("liens personnels"),
    "directory.Role": _("rôles"),
    "journals.Balance": _("soldes"),
    "journals.HoursLine": _("heures données"),
    "journals.Lot": _("lots rendus ou confiés"),
    "journals.MoneyLine": _("lignes de compte"),
    "journals.RecallStep": _("réponses à un rappel"),
    "journals.Voucher": _("gestes du registre"),
    "kitchen.Cook": _("cuissons conduites"),
    "kitchen.ManufacturingOrder": _("ordres de fabrication"),
    "kitchen.Step_workers": _("étapes en cuisine"),
    "membership.Membership": _("adhésions"),
    "mfa.Authenticator": _("clés d’accès"),
    "orders.Basket": _("panier en cours"),
    "orders.Bringing": _("apports de fermes notés"),
    "orders.CustomerTerms": _("conditions convenues"),
    "orders.Delivery": _("livraisons"),
    "orders.Order": _("commandes"),
    "orders.Packed": _("colis préparés"),
    "orders.PickupPoint_crew": _("équipe d’un point de retrait"),
    "orders.StandingOrder": _("commandes régulières"),
    "orders.Unresolved": _("notes prises sans réseau"),
    "safety.Training": _("formations"),
    "shifts.Hand": _("coups de main"),
    "workshops.Attendance": _("inscriptions et présences"),
    "workshops.CrewMember": _("séances en équipe"),
}
