"""French labels of the workshops' choices, and what each refusal says."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from bocal.journals import words as journals
from bocal.journals.rules import Refused
from bocal.workshops.rules import Audience, Permission, SessionKind, SignedBy, Task, Zone

SESSION_KINDS = [
    (SessionKind.COOKING, _("atelier de cuisine")),
    (SessionKind.GLEANING, _("cueillette")),
    (SessionKind.TASTING, _("dégustation")),
    (SessionKind.EVENT, _("fête")),
    (SessionKind.MEETING, _("réunion")),
]
AUDIENCES = [
    (Audience.EVERYONE, _("tout public")),
    (Audience.FAMILIES, _("familles")),
    (Audience.CHILDREN, _("enfants et centre de loisirs")),
    (Audience.DISABILITY, _("personnes en situation de handicap")),
    (Audience.INSERTION, _("personnes en insertion")),
    (Audience.SENIORS, _("personnes âgées")),
    (Audience.DIETITIAN, _("avec une diététicienne")),
    (Audience.SCHOOL, _("école")),
]
ZONES = [
    (Zone.RURAL, _("rural")),
    (Zone.TOWN, _("ville")),
    (Zone.PRIORITY, _("quartier prioritaire")),
]
PERMISSIONS = [
    (Permission.NOT_NEEDED, _("pas besoin d’autorisation")),
    (Permission.TO_ASK, _("autorisation à demander")),
    (Permission.ASKED, _("autorisation demandée")),
    (Permission.GRANTED, _("autorisation reçue")),
    (Permission.REFUSED, _("autorisation refusée")),
]
TASKS = [
    (Task.DRIVE, _("conduite du camion")),
    (Task.COOK, _("cuisine et stérilisation")),
    (Task.ANIMATE, _("animation")),
    (Task.HELP, _("coup de main")),
]
SIGNED_BY = [
    (SignedBy.PHONE, _("par téléphone")),
    (SignedBy.LINK, _("par la page publique")),
    (SignedBy.DESK, _("par l’équipe")),
    (SignedBy.WALK_IN, _("sur place")),
    (SignedBy.PAPER, _("sur la feuille")),
]

REFUSALS: dict[str, Promise] = {
    "nothing_wanted": _("Aucune séance ne tombe dans ces dates : élargissez la période, ou laissez moins de jours."),
    "too_many_wanted": _("C’est plus de %(most)s séances d’un coup : faites-le en deux fois."),
    "session_ends_first": _("La fin vient avant le début : vérifiez les deux heures."),
    "session_too_long": _("Une séance dure %(hours)s heures au plus : faites-en deux."),
    "session_cancelled": _("Cette séance est annulée : elle ne change plus. Copiez-la pour la tenir un autre jour."),
    "session_closed": _("Cette séance est close : elle ne change plus."),
    "session_full_of": _("%(coming)s personnes sont déjà inscrites : il faut au moins autant de places."),
}


def say(refused: Refused) -> str:
    """The sentence of a refusal, in the reader's language."""
    return journals.say(refused, REFUSALS)
