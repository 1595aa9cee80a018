"""French of what the house alone refuses, and of the tables that a dossier names."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

#: Forgetting somebody waits for these.
ERASE_REFUSALS: dict[str, Promise] = {
    "erase_direction": _("C’est la seule personne à la direction : donnez d’abord ce rôle à quelqu’un d’autre."),
    "erase_orders": _("Il reste une commande en cours (%(orders)s) : annulez-la, ou attendez sa remise."),
    "erase_owed": _("Il reste %(amount)s à régler ou à rendre : soldez le compte d’abord."),
}

#: A template that cannot be begun from.
TEMPLATE_REFUSALS: dict[str, Promise] = {
    "template_heavy": _("Ce fichier est trop lourd pour un modèle : ce n’est sans doute pas le bon."),
    "template_unreadable": _("Ce fichier n’est pas un modèle de Bocal. Demandez-le à qui vous l’a promis."),
    "template_newer": _("Ce modèle vient d’un Bocal plus récent : mettez d’abord celui-ci à jour."),
    "template_odd": _("Ce modèle a une partie que nous ne comprenons pas (%(where)s). Rien n’est repris."),
}

#: The parts of a template, counted.
TEMPLATE_PARTS: dict[str, Promise] = {
    "places": _("lieux"),
    "items": _("articles"),
    "jars": _("formats de bocaux"),
    "recipes": _("recettes"),
    "plan": _("lignes du plan"),
    "kit": _("lignes de matériel"),
    "badges": _("savoir-faire"),
    "petals": _("pétales"),
}

#: What rows about somebody are called, by the table and the column that names them.
TABLES: dict[str, Promise] = {
    "account.EmailAddress": _("adresses de connexion"),
    "billing.Advance": _("avances"),
    "billing.BatchLine": _("factures du mois"),
    "billing.FarmMargin": _("conditions convenues"),
    "billing.Invoice": _("factures"),
    "billing.OnlinePayment": _("paiements en ligne"),
    "billing.PayeeAccount": _("conditions convenues"),
    "billing.SelfBilling": _("conditions convenues"),
    "billing.SettlementLine": _("lignes de compte"),
    "billing.SupplierInvoice": _("factures"),
    "billing.TransferLine": _("lignes de compte"),
    "catalog.Photo": _("photo"),
    "directory.AgendaLink": _("adresse d’agenda"),
    "directory.Consent": _("accords donnés"),
    "directory.Convention": _("Conventions"),
    "directory.Crop": _("Cultures"),
    "directory.Letter": _("lettres reçues"),
    "directory.Mandate": _("conditions convenues"),
    "directory.PersonalLink": _("liens personnels"),
    "directory.Role": _("rôles"),
    "funding.CentreActivity": _("Projets"),
    "funding.ProjectPartner": _("Projets"),
    "funding.ProjectPerson": _("Projets"),
    "impact.Consultation": _("Consultations"),
    "impact.Pictured": _("photos de l’album"),
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
    "orders.Offer": _("apports de fermes notés"),
    "orders.Order": _("commandes"),
    "orders.Packed": _("colis préparés"),
    "orders.PickupPoint_crew": _("équipe d’un point de retrait"),
    "orders.Stall": _("apports de fermes notés"),
    "orders.StandingOrder": _("commandes régulières"),
    "orders.Unresolved": _("notes prises sans réseau"),
    "safety.Training": _("formations"),
    "shifts.Hand": _("coups de main"),
    "supply.DonationAgreement": _("conditions convenues"),
    "supply.SurplusOffer": _("apports de fermes notés"),
    "supply.TaxReceipt": _("Reçus fiscaux émis"),
    "workshops.Attendance": _("inscriptions et présences"),
    "workshops.Award": _("Badges"),
    "workshops.BadgeLink": _("liens personnels"),
    "workshops.CrewMember": _("séances en équipe"),
    "workshops.CrewLeft": _("séances en équipe"),
    "workshops.Profile": _("réponses aux questions"),
    "workshops.Spot": _("Emplacements"),
    "workshops.Tablet": _("appareils emportés"),
    "workshops.Unresolved": _("notes prises sans réseau"),
}
