"""French labels of the journals' choices, and what each refusal says."""

from collections.abc import Mapping
from datetime import date

from django.utils.functional import Promise as StrPromise
from django.utils.translation import gettext_lazy as _

from bocal.directory.rules import OrganisationKind
from bocal.directory.words import ORGANISATION_KINDS
from bocal.journals.rules import Account, Doubt, HoursKind, Kind, Refused, Status, StepKind, Way
from bocal.journals.rules.noting import Ending
from bocal.journals.rules.recalls import Todo
from bocal.look.templatetags.look import euros, kg, shortday

KINDS = [
    (Kind.RECEIVE, _("réception")),
    (Kind.MAKE, _("fabrication")),
    (Kind.MOVE, _("déplacement")),
    (Kind.SET_ASIDE, _("mise de côté")),
    (Kind.DELIVER, _("remise au client")),
    (Kind.GIVE, _("don")),
    (Kind.RETURN, _("retour")),
    (Kind.LOSE, _("perte")),
    (Kind.COUNT, _("inventaire")),
    (Kind.DECIDE, _("décision sur un lot")),
    (Kind.DEPOSIT, _("consigne rendue")),
    (Kind.JOIN, _("adhésion")),
    (Kind.INVOICE, _("facture")),
    (Kind.SUPPLIER_INVOICE, _("facture de fournisseur")),
    (Kind.SETTLE, _("règlement d’une vente")),
    (Kind.PAY, _("paiement")),
    (Kind.PREPAY, _("compte prépayé")),
    (Kind.PAYOUT, _("versement des paiements en ligne")),
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
    (Way.ENTRUSTED, _("vendu au nom de la ferme")),
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
DOUBTS = [
    (Doubt.LOT, _("un lot : une cagette, des bocaux, des pots ou des couvercles")),
    (Doubt.MAKING, _("une fabrication : tout ce qui est né du même geste qu’un lot")),
    (Doubt.ORIGIN, _("une ferme ou un fournisseur : tout ce qui en est venu pendant une période")),
    (Doubt.DAY, _("une journée : tout ce qui a été fabriqué ce jour-là")),
]
STEPS = [
    (StepKind.BLOCK, _("lots bloqués")),
    (StepKind.WIDEN, _("rappel élargi")),
    (StepKind.LISTED, _("liste complète")),
    (StepKind.LETTER, _("lettre envoyée")),
    (StepKind.POSTED, _("lettre postée")),
    (StepKind.CALL, _("appel")),
    (StepKind.RETURNED, _("rendu")),
    (StepKind.DESTROYED, _("détruit sur place")),
    (StepKind.EATEN, _("déjà consommé")),
    (StepKind.ASIDE, _("mis de côté, à reprendre")),
    (StepKind.SHEET, _("fiche pour l’autorité")),
    (StepKind.CANCEL, _("réponse annulée")),
    (StepKind.CLOSE, _("rappel clos")),
]
#: Of a drill: nothing was recalled.
DRILL_STEPS = {StepKind.WIDEN: _("exercice élargi"), StepKind.CLOSE: _("exercice terminé")}
#: What became of what was noted without network.
ENDINGS = [
    (Ending.WAITING, _("à décider")),
    (Ending.WRITTEN, _("enregistré")),
    (Ending.LEFT, _("écarté")),
]
ACCOUNTS = [
    (Account.SUPPLIER, _("Fournisseurs")),
    (Account.SUPPLIER_UNBILLED, _("Fournisseurs, factures à recevoir")),
    (Account.CUSTOMER, _("Clients")),
    (Account.UNBILLED, _("Clients, factures à établir")),
    (Account.ADVANCES, _("Clients, avances reçues")),
    (Account.DEPOSITS, _("Consignes à rendre aux clients")),
    (Account.VAT_DEDUCTIBLE, _("TVA déductible")),
    (Account.VAT_COLLECTED, _("TVA collectée")),
    (Account.VAT_WAITING, _("TVA en attente de paiement")),
    (Account.VAT_UNBILLED, _("TVA sur factures à établir")),
    (Account.THIRD_PARTIES, _("Ventes au nom des fermes, à leur reverser")),
    (Account.ONLINE, _("Paiements en ligne à recevoir")),
    (Account.BANK, _("Banque")),
    (Account.CASH, _("Caisse")),
    (Account.PURCHASES, _("Achats de denrées")),
    (Account.SUBCONTRACTING, _("Sous-traitance")),
    (Account.BANK_FEES, _("Services bancaires")),
    (Account.ROUNDING_LOSS, _("Écarts d’arrondi en charge")),
    (Account.OWN_PRODUCTS, _("Ventes de produits fabriqués")),
    (Account.SERVICES, _("Travail à façon et services")),
    (Account.RESALE, _("Ventes de marchandises")),
    (Account.DONATED_SOLD, _("Ventes de dons en nature")),
    (Account.DUES, _("Cotisations")),
    (Account.ROUNDING_GAIN, _("Écarts d’arrondi en produit")),
    (Account.GIFT_IN_KIND, _("Secours en nature")),
    (Account.GIFT_RECEIVED, _("Dons en nature")),
]

#: Many of a kind, for a drawing that counts them.
MANY = {
    OrganisationKind.COLLECTIVE: _("collectifs"),
    OrganisationKind.PRODUCER: _("fermes"),
    OrganisationKind.HOUSEHOLD: _("foyers"),
    OrganisationKind.RESTAURANT: _("restaurants"),
    OrganisationKind.CANTEEN: _("cantines"),
    OrganisationKind.SHOP: _("magasins"),
    OrganisationKind.CENTRE: _("centres sociaux"),
    OrganisationKind.FOOD_AID: _("associations d’aide"),
    OrganisationKind.SUPPLIER: _("fournisseurs"),
    OrganisationKind.PARTNER: _("partenaires"),
}


def counted(kind: str, count: int) -> str:
    """What so many parties of a kind are called, without their number."""
    names = MANY if count > 1 else dict(ORGANISATION_KINDS)
    return str(names[OrganisationKind(kind)])


#: What a person reads when a gesture is refused; keys are the codes of rules.Refused.
REFUSALS = {
    "unreadable_note": _("Ce qui a été envoyé ne se lit pas. Rechargez la page et notez-le de nouveau."),
    "already_resolved": _("Quelqu’un a déjà décidé. Voici ce qui est enregistré."),
    "form": _("Il manque quelque chose à ce qui a été noté : complétez-le."),
    "nothing": _("Il n’y a rien à enregistrer : indiquez au moins une quantité."),
    "bad_move": _("La quantité du lot %(lot)s n’est pas possible : elle doit être plus grande que zéro."),
    "unit_mismatch": _("Le poids du lot %(lot)s ne va pas avec sa quantité."),
    "unknown_lot": _("Le lot %(lot)s n’existe pas : vérifiez son code."),
    "lot_without_move": _("Un lot est annoncé, mais rien n’y entre."),
    "lot_without_parent": _("Un lot fabriqué doit dire de quels lots il vient."),
    "money_balance": _("Les montants ne s’équilibrent pas : il reste %(cents)s."),
    "mass_balance": _("Les poids ne s’équilibrent pas : il entre %(mass_in)s et il sort %(mass_out)s."),
    "no_product": _("Rien n’est sorti de la marmite : indiquez ce qui a été fabriqué, ou écrivez une perte."),
    "unexplained": _("L’écart de poids est trop grand pour rester sans explication : dites pourquoi."),
    "pieces_balance": _("Le compte des pots ne tombe pas juste : %(taken)s pris, %(filled)s remplis."),
    "lineage_balance": _("Ce qui est pris du lot %(lot)s ne se retrouve pas dans ce qui est fabriqué."),
    "owner_changed": _("Le lot %(parent)s n’a pas le même propriétaire que ce que l’on en fait."),
    "not_released": _("Le lot %(lot)s n’est pas libéré : personne ne peut le vendre ni le donner pour l’instant."),
    "not_usable": _("Le lot %(lot)s n’est pas libéré : on ne peut pas s’en servir pour l’instant."),
    "not_ours": _("Le lot %(lot)s appartient à une ferme : il ne peut être remis qu’à elle."),
    "past_use_by": _(
        "La date limite du lot %(lot)s (%(day)s) est passée : il ne peut plus être donné, vendu ni cuisiné."
    ),
    "lot_gone": _("Le lot %(lot)s n’existe plus : le geste qui l’a créé a été repris."),
    "bad_way": _("Ce geste ne peut pas emmener le lot %(lot)s de cet endroit à cet autre."),
    "bad_organic": _("La part de bio doit être entre 0 et 100 %%."),
    "too_much": _("C’est trop pour être vrai : vérifiez l’unité et le nombre de zéros."),
    "too_long": _("Le texte est trop long : 500 signes au plus pour une note, 300 pour une raison."),
    "too_early": _("Le %(day)s est trop loin dans le passé : vérifiez l’année."),
    "no_party": _("Dites pour qui, ou de qui : sans cela, personne ne pourrait être prévenu."),
    "no_reason": _("Dites pourquoi : c’est ce que lira la personne qui relira le registre."),
    "bad_key": _("Cette page est incomplète. Rechargez-la et recommencez."),
    "bad_hours": _("La durée n’est pas possible : entre 1 minute et 24 heures par personne."),
    "not_enough": _("Il ne reste pas assez du lot %(lot)s à cet endroit."),
    "not_enough_then": _("Ce jour-là, il n’y avait pas encore assez du lot %(lot)s à cet endroit."),
    "future": _("Le %(day)s n’est pas encore arrivé : choisissez aujourd’hui ou avant."),
    "closed": _(
        "Les comptes sont clos jusqu’au %(day)s : rien ne s’y ajoute plus. Choisissez un jour plus récent. "
        "Un geste de ces jours-là se reprend : sa reprise se date d’aujourd’hui."
    ),
    "not_over": _("Le %(day)s n’est pas passé : clôturez une fois la période finie."),
    "already_reversed": _("Ce geste a déjà été repris."),
    "final": _("Ce geste ne se reprend pas. Une facture se corrige par un avoir."),
    "already_used": _(
        "Ce geste ne peut plus être repris : le lot %(lot)s a déjà servi. Reprenez d’abord ce qui a suivi."
    ),
    "came_back": _(
        "Ce geste ne peut pas être repris : le lot %(lot)s est déjà revenu, en tout ou en partie. Reprenez d’abord le "
        "retour, puis ce geste."
    ),
    "followed": _("Reprenez d’abord ce qui a suivi : %(what)s. Ce geste se reprendra ensuite."),
    "follows_nothing": _("Ce que vous vouliez compléter vient d’être repris. Rechargez la page."),
    "advance_short": _("Il n’y a que %(cents)s sur ce compte prépayé : choisissez un montant plus petit."),
    "advance_spent": _(
        "Cet argent a déjà servi : il ne reste que %(cents)s sur le compte prépayé. Reprenez d’abord ce qu’il a payé."
    ),
    "recall_too_much": _("Il n’en manque que %(quantity)s à cette personne pour ce lot : vérifiez le nombre."),
    "recall_drill": _("C’est un exercice : rien n’est bloqué, aucune lettre ne part. Ouvrez un vrai rappel pour cela."),
    "recall_closed": _("Ce rappel est clos : ouvrez-en un autre si le doute revient."),
    "drill_closed": _("Cet exercice est terminé : faites-en un autre quand vous voulez."),
    "recall_no_lot": _("Aucun lot ne correspond : vérifiez le code, la ferme ou les jours."),
    "recall_no_return": _("Cette personne n’a rien reçu de ce lot : choisissez une autre ligne."),
    "recall_cancelled": _("Cette réponse a déjà été annulée."),
    "recall_not_aside": _("Seule une réponse se reprend ici ; un retour se reprend depuis son geste."),
    "key_reused": _("Ce formulaire a déjà servi à autre chose. Rechargez la page et recommencez."),
}


def say(refused: Refused, also: Mapping[str, StrPromise] | None = None) -> str:
    """The French sentence of a refusal; `also` holds the sentences of the room that asks.

    Whole numbers named mass or mass_… are masses in mg, `cents` is money, days are days: all are written out.
    """
    details = {name: _written(name, value) for name, value in refused.details.items()}
    return str({**REFUSALS, **(also or {})}[refused.code]) % details


def _written(name: str, value: object) -> object:
    if isinstance(value, date):
        return shortday(value)
    if isinstance(value, int) and (name == "gap" or name.partition("_")[0] == "mass"):
        return kg(value)
    return euros(value) if isinstance(value, int) and name == "cents" else value


TODOS = {
    Todo.BLOCK: _("Bloquez d’abord tout ce qui est encore ici ou pourrait revenir : un seul geste."),
    Todo.LIST: _("Relisez la liste. Quand elle est complète, dites-le : le temps et la part retrouvée sont notés."),
    Todo.TELL: _("Prévenez chacun : par lettre d’abord, puis par téléphone."),
    Todo.SHEET: _("Remplissez la fiche pour RappelConso et prévenez la DDPP."),
    Todo.ASK: _("Pointez les réponses : ce qui est rendu, détruit ou déjà consommé."),
    Todo.CLOSE: _("Tout est fait : vous pouvez clore, l’état en PDF garde les chiffres."),
    Todo.NOTHING: _("C’est clos : il ne reste rien à faire."),
}
DRILL_TODOS = {
    Todo.CLOSE: _("La liste est complète : vous pouvez clore l’exercice, l’état en PDF garde les chiffres."),
    Todo.NOTHING: _("L’exercice est terminé : le temps et la part retrouvée sont notés."),
}
#: The authority's fields (rules.authority), as people say them.
ASKED = {
    "nature_juridique_rappel": _("Nature du rappel (volontaire, ou imposé par arrêté)"),
    "categorie_produit": _("Catégorie de produit"),
    "sous_categorie_produit": _("Sous-catégorie"),
    "marque_produit": _("Marque"),
    "modeles_ou_references": _("Noms des produits"),
    "identification_produits": _("Identification : lots et dates"),
    "conditionnements": _("Conditionnements"),
    "date_debut_commercialisation": _("Début de commercialisation"),
    "date_fin_commercialisation": _("Fin de commercialisation"),
    "temperature_conservation": _("Température de conservation"),
    "marque_salubrite": _("Marque de salubrité ou code emballeur"),
    "zone_geographique_de_vente": _("Zone géographique de vente"),
    "distributeurs": _("Distributeurs"),
    "motif_rappel": _("Motif du rappel"),
    "risques_encourus": _("Risques encourus par le consommateur"),
    "preconisations_sanitaires": _("Préconisations sanitaires"),
    "conduites_a_tenir_par_le_consommateur": _("Conduite à tenir par le consommateur"),
    "numero_contact": _("Numéro de contact"),
    "modalites_de_compensation": _("Modalités de compensation"),
    "date_de_fin_de_la_procedure_de_rappel": _("Fin de la procédure de rappel"),
    "informations_complementaires": _("Informations complémentaires"),
}


def doubted(doubt: Doubt, *, what: str = "", since: date | None = None, until: date | None = None) -> str:
    """What a recall starts from, in a line; `what` is a lot with its code, or a farm."""
    days = {"since": shortday(since), "until": shortday(until)}
    if doubt is Doubt.MAKING:
        return _("La fabrication de {what}").format(what=what)
    if doubt is Doubt.ORIGIN:
        if since and until:
            return _("Tout ce qui est venu de {what} du {since} au {until}").format(what=what, **days)
        return _("Tout ce qui est venu de {what}").format(what=what)
    if doubt is Doubt.DAY:
        return _("Tout ce qui a été fabriqué le {since}").format(**days)
    return what


#: What `bocal check` says of each thing that does not hold; %(a)s and %(b)s are the keys to look it up by.
BROKEN = {
    "closed": _("Le geste %(a)s a été écrit sur un jour qui était déjà clos."),
    "trigger": _("Le garde-fou %(a)s manque dans la base, ou n’est plus celui d’origine."),
    "foreign": _("Une ligne renvoie à quelque chose qui n’existe pas : %(a)s."),
    "stock": _("Lot %(a)s : le stock à l’endroit « %(b)s » n’est pas la somme de ses mouvements."),
    "balance": _("Compte %(b)s de « %(a)s » : le solde gardé n’est pas la somme de ses lignes. La nuit le refera."),
    "state": _("Lot %(a)s : l’état affiché n’est pas celui de la dernière décision."),
    "status": _("Lot %(a)s : la dernière décision écrite n’est pas celle qui devrait valoir."),
    "money": _("Geste %(a)s : les montants ne s’équilibrent pas."),
    "mass": _("Geste %(a)s : les poids entrés dans la marmite et sortis d’elle ne s’équilibrent pas."),
    "unit": _("Geste %(a)s : le poids du lot %(b)s ne va pas avec sa quantité."),
    "pieces": _("Geste %(a)s : le compte des pots, des couvercles et des bocaux remplis ne tombe pas juste."),
    "lineage": _("Geste %(a)s : ce qui est pris du lot %(b)s ne se retrouve pas dans ce qui en est fait."),
    "child": _("Lot %(a)s : il n’est pas né après ceux dont il vient, ou pas dans le geste qui le dit."),
    "owner": _("Lot %(a)s : il n’a pas le même propriétaire que le lot %(b)s que l’on en a fait."),
    "parent": _("Lot %(a)s : fabriqué sans dire de quoi, ou reçu en disant qu’il est fabriqué."),
    "birth": _("Lot %(a)s : rien n’y est jamais entré."),
    "level": _("Lot %(a)s : un jour, il y en a eu moins que rien à l’endroit « %(b)s »."),
    "reversal": _("Geste %(a)s : il reprend un geste qui ne se reprend pas, ou plus jeune que lui."),
    "order": _("Geste %(a)s : il tient encore, alors que celui qu’il suivait a été repris."),
    "opposite": _("Geste %(a)s : sa reprise n’en est pas l’exact contraire."),
    "organic": _("Lot %(a)s : sa part de bio n’est pas celle que donnent les lots dont il vient."),
    "allergens": _("Lot %(a)s : ses allergènes ne sont pas ceux des lots dont il vient."),
    "release": _("Lot %(a)s : sorti ou cuisiné par le geste %(b)s sans avoir été libéré."),
    "party": _("Geste %(a)s : il ne dit pas pour qui, ou de qui."),
    "empty": _("Geste %(a)s : il ne contient rien."),
    "route": _("Geste %(a)s : il emmène un lot là où ce genre de geste n’emmène rien."),
    "more": _("… et %(a)s autres du même genre."),
}


def broken(code: str, *keys: object) -> str:
    """One plain line about what does not hold."""
    return str(BROKEN[code]) % dict(zip("ab", keys, strict=False))
