"""French labels of memberships, and what each refusal says."""

from django.conf import settings
from django.utils.translation import gettext as said
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from bocal.journals import words as journals
from bocal.journals.rules import Refused
from bocal.look.templatetags.look import shortday
from bocal.membership.rules import MemberState, Span, Year

YEARS = [
    (Year.ROLLING, _("un an à partir du jour de l’adhésion")),
    (Year.CIVIL, _("l’année civile, jusqu’au 31 décembre")),
]
STATES = [
    (MemberState.MEMBER, _("adhérents")),
    (MemberState.ENDED, _("adhésion finie")),
    (MemberState.NEVER, _("jamais adhérents")),
]

REFUSALS = {
    "no_terms": _("Les adhésions ne sont pas ouvertes ici : la direction dit d’abord combien et jusqu’à quand."),
    "already_member": _("L’adhésion court déjà jusqu’au %(until)s : il n’y a rien d’autre à faire."),
    "no_amounts": _("Dites au moins un montant, ou le plus petit montant libre."),
    "amount_twice": _("Deux montants ont le même nom ou la même somme : gardez-en un."),
    "bad_amount": _("Une cotisation est d’au moins un centime."),
    "other_amount": _("Ce montant n’est pas proposé ici : choisissez-en un de la liste."),
    "low_amount": _("C’est moins que le plus petit montant : %(cents)s."),
    "not_today": _("Cette adhésion n’est plus d’aujourd’hui : demandez au bureau de la reprendre."),
}


def say(refused: Refused) -> str:
    """The sentence of a refusal, in the reader's language."""
    return journals.say(refused, REFUSALS)


def label(span: Span) -> str:
    """What a fee is called in the register and on invoices, in the house's language."""
    with override(settings.LANGUAGE_CODE):
        return said("Adhésion du {since} au {until}").format(since=shortday(span.since), until=shortday(span.until))
