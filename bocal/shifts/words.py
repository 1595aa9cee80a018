"""French labels of shifts, and what each refusal says."""

from django.utils.translation import gettext_lazy as _

from bocal.journals import words as journals
from bocal.journals.rules import HoursKind, Refused
from bocal.shifts.rules import KINDS

KIND_NAMES = [
    (kind, label)
    for kind, label in (
        (HoursKind.DISTRIBUTION, _("distribution")),
        (HoursKind.SHIFT, _("service à l’épicerie ou à l’atelier")),
        (HoursKind.GLEANING, _("glanage")),
    )
    if kind in KINDS
]

REFUSALS = {
    "shift_ends_first": _("La fin vient avant le début : vérifiez les deux heures."),
    "shift_too_long": _("Un créneau dure %(hours)s heures au plus : faites-en deux."),
    "shift_needs": _("Il faut entre 1 et %(most)s personnes."),
    "shift_too_few": _("%(coming)s personnes ont déjà dit qu’elles viennent : il en faut au moins autant."),
    "shift_cancelled": _("Ce coup de main est annulé : regardez les autres."),
    "shift_begun": _("Ce coup de main a déjà commencé : appelez si vous venez quand même."),
    "shift_full": _("Il y a déjà assez de monde : regardez les autres."),
    "shift_not_begun": _("Ce coup de main n’a pas encore commencé : notez les heures ensuite."),
    "shift_long_ago": _("C’était il y a plus de %(days)s jours : ces heures ne se notent plus ici."),
    "shift_stranger": _("Une de ces personnes n’avait pas dit qu’elle venait. Rechargez la page."),
    "bad_minutes": _("Il faut entre 0 et %(most)s minutes par personne."),
    "nobody_came": _("Personne n’a donné d’heures : mettez au moins une durée, ou annulez ce coup de main."),
    "hours_noted": _("Les heures de ce coup de main sont déjà notées : reprenez-les d’abord."),
}


def say(refused: Refused) -> str:
    """The sentence of a refusal, in the reader's language."""
    return journals.say(refused, REFUSALS)
