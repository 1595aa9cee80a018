"""French labels of projects' money, and what each refusal says."""

from django.utils.translation import gettext_lazy as _

from bocal.funding.rules import (
    BudgetPost,
    Certainty,
    DesignPart,
    Estimate,
    FunderKind,
    PaidBy,
    VoluntaryAccount,
)
from bocal.journals import words as journals
from bocal.journals.rules import Refused
from bocal.look.templatetags.look import shortday

FUNDER_KINDS = [
    (FunderKind.EUROPE, _("Europe (FEADER, FSE…)")),
    (FunderKind.PUBLIC, _("État, région, département, commune")),
    (FunderKind.OWN, _("privé et fonds propres")),
]
BUDGET_POSTS = [
    (BudgetPost.EQUIPMENT, _("21 · matériel acheté pour durer")),
    (BudgetPost.PURCHASES, _("60 · achats : denrées, bocaux, fournitures")),
    (BudgetPost.OUTSIDE, _("61 · locations, entretien, assurances")),
    (BudgetPost.OTHER_OUTSIDE, _("62 · déplacements, publicité, intervenants")),
    (BudgetPost.TAXES, _("63 · impôts et taxes")),
    (BudgetPost.STAFF, _("64 · salaires et charges")),
    (BudgetPost.MANAGEMENT, _("65 · autres frais de gestion")),
    (BudgetPost.FINANCE, _("66 · frais financiers")),
    (BudgetPost.EXCEPTIONAL, _("67 · charges exceptionnelles")),
    (BudgetPost.WEAR, _("68 · amortissements")),
]
VOLUNTARY_ACCOUNTS = [
    (VoluntaryAccount.GOODS, _("860 · denrées et biens donnés")),
    (VoluntaryAccount.PREMISES, _("861 · local, camion ou matériel prêtés")),
    (VoluntaryAccount.SERVICES, _("862 · services offerts")),
    (VoluntaryAccount.VOLUNTEERS, _("864 · heures de bénévoles")),
]
PAID_BY = [
    (PaidBy.TRANSFER, _("virement")),
    (PaidBy.CHEQUE, _("chèque")),
    (PaidBy.CARD, _("carte")),
    (PaidBy.CASH, _("espèces")),
    (PaidBy.DEBIT, _("prélèvement")),
]
DESIGN_PARTS = [
    (DesignPart.MANAGEMENT, _("pilotage")),
    (DesignPart.FACILITATION, _("animation")),
    (DesignPart.VOLUNTEER, _("bénévolat")),
]
ESTIMATES = [
    (Estimate.FOOD_CO2, _("kg de CO2e évités par kg d’aliment qui n’est pas perdu")),
    (Estimate.TRUCK_CO2, _("kg de CO2e par kilomètre du camion")),
    (Estimate.DETOUR, _("longueur de la route divisée par le vol d’oiseau")),
]
CERTAINTIES = [
    (Certainty.MEASURED, _("relevé chez nous")),
    (Certainty.PUBLISHED, _("publié, ordre de grandeur")),
    (Certainty.ASSUMED, _("hypothèse")),
]

REFUSALS = {
    "project_named": _("Un autre projet porte déjà ce nom : donnez-en un autre."),
    "ends_before": _("Le projet finit avant d’avoir commencé : relisez les deux jours."),
    "leaves_expenses": _(
        "Une dépense du %(day)s est déjà comptée dans ce projet : ses dates doivent la contenir. "
        "Retirez-la d’abord, ou gardez ce jour dans le projet."
    ),
    "outside_project": _(
        "Le %(day)s n’est pas dans le projet, qui va du %(starts_on)s au %(ends_on)s : "
        "cette dépense ne peut pas y être comptée."
    ),
    "over_shared": _("Cette dépense est déjà comptée ailleurs : il en reste %(left)s %% au plus."),
    "no_share": _("Dites quelle part de la dépense est pour ce projet : plus de zéro."),
    "bad_net": _("Le montant hors taxe dépasse le montant payé : relisez les deux."),
    "too_eligible": _("La part éligible dépasse la dépense : au plus %(cents)s."),
    "paid_in_future": _("Le jour du paiement n’est pas encore arrivé : laissez-le vide jusque-là."),
    "other_line": _("Cette ligne de budget est d’un autre projet : choisissez-en une de celui-ci."),
    "empty_proof": _("Ce fichier est vide. Choisissez-en un autre."),
    "large_proof": _("Ce fichier est trop gros : 5 Mo au plus."),
    "bad_proof": _("Ce fichier n’est ni un PDF ni une photo (JPEG ou PNG) : enregistrez-le de nouveau."),
    "line_used": _("Des dépenses sont notées sur cette ligne : changez-les de ligne d’abord."),
    "already_there": _("C’est déjà noté dans ce projet."),
    "report_kept": _("Ce rapport est déjà enregistré : il est dans la liste."),
}


def say(refused: Refused) -> str:
    """The sentence of a refusal, in the reader's language."""
    return journals.say(refused, REFUSALS)


def span(starts_on: object, ends_on: object) -> str:
    """« du 01/09/2019 au 12/12/2022 »."""
    return str(_("du %(since)s au %(until)s") % {"since": shortday(starts_on), "until": shortday(ends_on)})  # type: ignore[arg-type]
