"""French of a mix that a schedule does not cover."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from bocal.kitchen.rules.substitution import Share, Standing
from bocal.look.templatetags.look import share as per_cent

#: What follows, said wherever a mix is outside.
NO_LONGER = _(
    "Le barème ne tient plus : il a été validé pour un autre mélange. Le lot restera en attente, et seul l’avis d’un"
    " organisme compétent peut le libérer."
)
#: The same of what is made by weight: no schedule covers it, a person decides.
NO_LONGER_BY_WEIGHT = _(
    "Ce n’est plus la recette. Le lot restera en attente, et une personne nommée devra en décider : l’avis d’un"
    " organisme compétent, déclasser ou détruire."
)

#: What follows when something that the recipe knows nothing of goes in.
STRANGER = _(
    "Hors de la recette : il n’est dans aucune fourchette validée, et le barème ne tiendra plus. Le lot restera en"
    " attente, et seul l’avis d’un organisme compétent pourra le libérer."
)
STRANGER_BY_WEIGHT = _(
    "Hors de la recette : il n’est dans aucune fourchette. Le lot restera en attente, et une personne nommée devra en"
    " décider."
)

REFUSALS = {
    "mix_outside": _(
        "%(said)s Le barème ne tient plus. Si c’est bien ce qui est entré, dites pourquoi : le lot restera en attente."
    ),
    "mix_other": _(
        "%(said)s Ce n’est plus la recette. Si c’est bien ce qui est entré, dites pourquoi : le lot restera en attente."
    ),
    "beside_unknown": _(
        "Aucun lot libre en réserve ne porte le code %(lot)s, ou il est déjà dans la liste au-dessus, bloqué, passé, ou"
        " à quelqu’un d’autre. Scannez de nouveau, ou choisissez dans la liste."
    ),
    "mix_wants_opinion": _(
        "Ni une cuisson ni un contrôle ne remettent ce mélange dans le barème : choisissez l’avis d’un organisme"
        " compétent, déclasser ou détruire."
    ),
    "range_half": _(
        "%(item)s : une fourchette a deux bouts, la part la plus basse et la plus haute. Écrivez les deux, ou aucun."
    ),
    "range_order": _("%(item)s : la part la plus basse dépasse la plus haute. Échangez-les, entre 0 et 100 %%."),
    "range_misses": _(
        "%(item)s : la recette en met %(share)s dans la marmite, hors de sa fourchette. Corrigez l’une ou l’autre."
    ),
    "substitute_share": _("%(item)s peut remplacer de 1 à 100 %% d’une ligne : revoyez ce nombre."),
    "substitute_twice": _(
        "%(item)s est déjà dans la recette, ou remplace déjà une ligne : il ne peut pas en remplacer une autre."
    ),
    "line_gone": _("Cette ligne n’est plus dans la recette : rechargez la page."),
}


def said(share: Share, name: str, of: str, *, by_weight: bool) -> str:
    """What is outside, in a sentence; empty when it is inside. `of`: the line that a substitute stands in for;
    `by_weight`: no schedule covers what is made."""
    found = {
        "item": name,
        "of": of,
        "share": per_cent(share.share_bp),
        "low": per_cent(share.low_bp),
        "high": per_cent(share.high_bp),
    }
    if share.standing is Standing.REPLACED:
        return gettext("%(item)s remplace %(share)s de « %(of)s » ; la recette en permet %(high)s au plus.") % found
    if share.standing is Standing.FOREIGN:
        return gettext("%(item)s n’est ni dans la recette ni parmi ses remplaçants.") % found
    if share.standing in (Standing.LOW, Standing.HIGH) and by_weight:
        return gettext("%(item)s fait %(share)s du mélange ; la recette en veut de %(low)s à %(high)s.") % found
    if share.standing in (Standing.LOW, Standing.HIGH):
        return gettext("%(item)s fait %(share)s du mélange ; le barème vaut de %(low)s à %(high)s.") % found
    return ""
