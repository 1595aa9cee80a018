"""French labels of the workshops' choices, and what each refusal says."""

from collections.abc import Mapping, Sequence

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from bocal.journals import words as journals
from bocal.journals.rules import Refused
from bocal.look.templatetags.look import euros
from bocal.workshops.rules import Audience, Face, Permission, SessionKind, SignedBy, Task, Zone
from bocal.workshops.rules.badges import Emblem, Tie, Verdict
from bocal.workshops.rules.conflicts import Conflict
from bocal.workshops.rules.holidays import PublicHoliday, SchoolZone
from bocal.workshops.rules.noting import Errand
from bocal.workshops.rules.profile import AgeBand, Area, Employment, Gender, HouseholdKind, Priority

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
EMBLEMS = [
    (Emblem.JAR, _("un bocal")),
    (Emblem.POT, _("une marmite")),
    (Emblem.HANDS, _("une main")),
    (Emblem.LEAF, _("une feuille")),
    (Emblem.PEOPLE, _("un groupe")),
    (Emblem.DROP, _("une goutte d’eau")),
]
TIES = [
    (Tie.NONE, _("rien : qui montre le fichier peut dire que le badge est à lui")),
    (Tie.EMAIL, _("mon adresse e-mail, brouillée")),
    (Tie.PHONE, _("mon numéro de téléphone, brouillé")),
]
VERDICTS: dict[Verdict, Promise] = {
    Verdict.HOLDS: _("Ce badge est vrai, et il tient."),
    Verdict.REVOKED: _("Ce badge a bien été signé par nous, mais il a été retiré : il ne vaut plus."),
    Verdict.RENEWED: _("Ce badge est vrai, et il tient. Son porteur en a fait depuis une autre version."),
    Verdict.CHANGED: _("Ce fichier porte notre nom, mais il a été modifié : n’y croyez pas."),
    Verdict.FOREIGN: _("Ce badge n’a pas été signé par nous : demandez à qui l’a donné."),
    Verdict.NO_BADGE: _("Nous ne trouvons pas de badge signé dans ce fichier."),
}
_BADGES: dict[str, Promise] = {
    "badge_named": _("Un badge s’appelle déjà « %(name)s ». Donnez un autre nom, ou modifiez celui-là."),
    "badge_retired": _("« %(badge)s » ne se donne plus. Rouvrez-le, ou choisissez un autre badge."),
    "badge_to_self": _("On ne se donne pas un badge à soi-même : demandez à quelqu’un de l’équipe."),
    "badge_gone": _("Cette personne a demandé l’effacement de ses données : on ne peut plus rien noter pour elle."),
    "badge_revoked": _("Ce badge a été retiré : il ne change plus."),
    "badge_no_address": _("Nous n’avons pas cette adresse. Donnez-la à l’équipe, ou choisissez autre chose."),
    "badge_no_reason": _("Dites pourquoi ce badge est retiré : la personne le lira."),
}
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
FACES = [
    (Face.GLAD, _("j’aime")),
    (Face.SO_SO, _("bof")),
    (Face.SAD, _("je n’aime pas")),
]

# ── What people say of themselves ────────────────────────────────────────────────────────────────────────────────────

DECLINED = _("Je ne souhaite pas répondre")
GENDERS = [
    (Gender.WOMAN, _("Une femme")),
    (Gender.MAN, _("Un homme")),
    (Gender.OTHER, _("Autre")),
    (Gender.DECLINED, DECLINED),
]
AGES = [
    (AgeBand.UNDER_18, _("Moins de 18 ans")),
    (AgeBand.TO_25, _("De 18 à 25 ans")),
    (AgeBand.TO_59, _("De 26 à 59 ans")),
    (AgeBand.OVER_60, _("60 ans ou plus")),
    (AgeBand.DECLINED, DECLINED),
]
HOUSEHOLD_KINDS = [
    (HouseholdKind.SINGLE, _("Seul ou seule")),
    (HouseholdKind.COUPLE, _("En couple, sans enfant à la maison")),
    (HouseholdKind.FAMILY, _("En couple, avec enfants")),
    (HouseholdKind.SINGLE_PARENT, _("Seul ou seule, avec enfants")),
    (HouseholdKind.OTHER, _("Autrement (colocation, chez des proches…)")),
    (HouseholdKind.DECLINED, DECLINED),
]
AREAS = [
    (Area.RURAL, _("À la campagne, dans un village")),
    (Area.TOWN, _("En ville")),
    (Area.DECLINED, DECLINED),
]
PRIORITIES = [
    (Priority.YES, _("Oui")),
    (Priority.NO, _("Non")),
    (Priority.UNKNOWN, _("Je ne sais pas")),
    (Priority.DECLINED, DECLINED),
]
EMPLOYMENTS = [
    (Employment.EMPLOYED, _("Je travaille")),
    (Employment.UNEMPLOYED, _("Je cherche du travail")),
    (Employment.RETIRED, _("Je suis à la retraite")),
    (Employment.STUDENT, _("Je suis élève ou en études")),
    (Employment.HOME, _("Je m’occupe de la maison, de proches")),
    (Employment.OTHER, _("Autre situation")),
    (Employment.DECLINED, DECLINED),
]
#: Each question (rules.profile.QUESTIONS) as it is put, with its choices.
QUESTIONS: dict[str, tuple[Promise, Sequence[tuple[str, Promise]]]] = {
    "gender": (_("Vous êtes"), GENDERS),
    "age": (_("Votre âge"), AGES),
    "household": (_("Vous vivez"), HOUSEHOLD_KINDS),
    "area": (_("Vous habitez"), AREAS),
    "priority": (_("Habitez-vous un quartier prioritaire (politique de la ville) ?"), PRIORITIES),
    "employment": (_("En ce moment"), EMPLOYMENTS),
}
#: Answers that seldom go together (rules.profile.contradictions): asked once more, to whoever answers.
CONTRADICTIONS = {
    "rural_priority": _("Vous dites habiter à la campagne, et un quartier prioritaire : ils sont en ville."),
    "minor_retired": _("Vous dites avoir moins de 18 ans, et être à la retraite."),
    "minor_employed": _("Vous dites avoir moins de 18 ans, et travailler ou chercher du travail."),
    "young_retired": _("Vous dites avoir de 18 à 25 ans, et être à la retraite."),
    "minor_alone": _("Vous dites avoir moins de 18 ans, et vivre sans adulte avec vous."),
}
#: What somebody agrees to when they answer; kept with their name, without what they answered.
PROFILE_WORDS = _(
    "J’accepte que mes réponses servent à compter les participants pour ceux qui financent le projet. Elles sont "
    "gardées sans mon nom et chiffrées ; personne de l’équipe ne les lit une à une. Je peux demander à tout moment "
    "qu’elles soient effacées."
)
SCHOOL_ZONES = [(SchoolZone.A, _("zone A")), (SchoolZone.B, _("zone B")), (SchoolZone.C, _("zone C"))]
PUBLIC_HOLIDAYS = {
    PublicHoliday.NEW_YEAR: _("jour de l’An"),
    PublicHoliday.EASTER_MONDAY: _("lundi de Pâques"),
    PublicHoliday.LABOUR: _("fête du Travail"),
    PublicHoliday.VICTORY: _("8 Mai"),
    PublicHoliday.ASCENSION: _("Ascension"),
    PublicHoliday.WHIT_MONDAY: _("lundi de Pentecôte"),
    PublicHoliday.NATIONAL: _("14 Juillet"),
    PublicHoliday.ASSUMPTION: _("Assomption"),
    PublicHoliday.ALL_SAINTS: _("Toussaint"),
    PublicHoliday.ARMISTICE: _("11 Novembre"),
    PublicHoliday.CHRISTMAS: _("Noël"),
}
CONFLICTS = {
    Conflict.TRUCK_TWICE: _("Le camion est déjà pris : {other}."),
    Conflict.TRUCK_LATE: _("Le camion vient de {other} : il lui faut {amount} min pour ranger, rouler et s’installer."),
    Conflict.PERSON_TWICE: _("{person} est déjà ailleurs : {other}."),
    Conflict.NO_CREW: _("Personne de l’équipe n’est prévu."),
    Conflict.NO_DRIVER: _("Personne ne conduit le camion."),
    Conflict.UNTRAINED: _("Personne de l’équipe n’est formé à la stérilisation ce jour-là."),
    Conflict.NO_WATER: _("Pas d’eau sur place : prévoir des bidons ou un autre endroit."),
    Conflict.NO_POWER: _("Pas d’électricité sur place : prévoir le groupe électrogène ou un autre endroit."),
    Conflict.PERMISSION_REFUSED: _("L’autorisation est refusée : il faut un autre endroit."),
    # Said with its number of days: reads.conflicts.
    Conflict.PERMISSION_LATE: _("L’autorisation n’est pas là."),
    Conflict.PUBLIC_HOLIDAY: _("C’est un jour férié : {name}."),
    Conflict.SCHOOL_HOLIDAY: _("Ce sont les vacances scolaires : {name}."),
}
#: What was noted without network.
ERRANDS = [
    (Errand.TICK, _("présence")),
    (Errand.HEADS, _("personne sans nom")),
    (Errand.KNOWN, _("personne ajoutée")),
    (Errand.ADD, _("personne ajoutée")),
    (Errand.OFF, _("personne enlevée")),
    (Errand.PROFILE, _("réponses aux questions")),
    (Errand.JARS, _("bocaux et verre")),
    (Errand.REST, _("reste des bocaux")),
    (Errand.READING, _("relevé")),
    (Errand.TASTE, _("avis")),
]
#: What does not add up when a session is closed (rules.closing.troubles).
TROUBLES = {
    "nobody": _("Personne n’est pointé : cochez qui est venu, ou comptez des personnes sans nom."),
    "not_ticked": _("%(n)s de la liste sans pointage : absents, ou oubliés ?"),
    "unasked": _("%(n)s des personnes venues n’ont pas encore répondu aux questions."),
    "begun": _("Une fabrication commencée n’est pas notée comme faite (%(n)s) : terminez-la en cuisine."),
    "not_begun": _("Un plat du menu n’a pas été commencé (%(n)s) : c’est sans suite s’il n’a pas été cuisiné."),
    "held_back": _("%(n)s bocaux attendent leur libération : ils ne sont ni emportés ni donnés."),
    "jars_left": _("%(n)s bocaux faits ne sont ni emportés, ni donnés, ni rangés : dites où ils vont."),
    "more_out": _("Bocaux sortis qui n’ont pas été faits à cette séance : %(n)s. Venaient-ils du stock ?"),
    "cash": _("La caisse a reçu %(cents)s pour %(due)s de consignes."),
    "undecided": _("Gestes notés sans réseau qui attendent un choix : %(n)s."),
    "silent": _("Appareils sans nouvelles : %(n)s. Ce qui y est noté sans réseau arrivera plus tard."),
    "twice": _("Prénoms deux fois sur la liste, sans téléphone : %(n)s. La même personne ?"),
    "no_crew": _("Aucune personne de l’équipe n’est notée sur cette séance : ses heures manqueront."),
}


def trouble(code: str, details: Mapping[str, int]) -> str:
    """What does not add up, in a sentence; `cents` and `due` are money."""
    told = {name: euros(n) if name in ("cents", "due") else n for name, n in details.items()}
    return str(TROUBLES[code]) % told


REFUSALS: dict[str, Promise] = {
    **_BADGES,
    "nothing_wanted": _("Aucune séance ne tombe dans ces dates : élargissez la période, ou laissez moins de jours."),
    "too_many_wanted": _("C’est plus de %(most)s séances d’un coup : faites-le en deux fois."),
    "spot_name_taken": _("Un emplacement porte déjà ce nom : ajoutez la rue ou le quartier."),
    "spot_own_fallback": _("Le repli doit être un autre endroit."),
    "no_fallback": _("Cet emplacement n’a pas de repli : ajoutez-le sur sa fiche, ou changez la séance à la main."),
    "kit_line_twice": _("Cette ligne est déjà sur la liste."),
    "holidays_end_first": _("Le dernier jour vient avant le premier."),
    "holidays_twice": _("Ces vacances sont déjà notées à cette date."),
    "season_too_long": _("Une saison va d’un jour à un autre de la même année, ou presque : %(most)s jours au plus."),
    "dish_twice": _("Cette recette est déjà au menu."),
    "dish_begun": _("C’est déjà commencé : l’ordre est à la cuisine."),
    "session_ends_first": _("La fin vient avant le début : vérifiez les deux heures."),
    "session_too_long": _("Une séance dure %(hours)s heures au plus : faites-en deux."),
    "session_cancelled": _("Cette séance est annulée : elle ne change plus. Copiez-la pour la tenir un autre jour."),
    "session_held": _(
        "Des personnes y sont pointées, ou des bocaux, des kilos ou des heures y sont notés : elle a eu lieu. "
        "Closez-la plutôt, ou enlevez ces pointages."
    ),
    "session_closed": _("Cette séance est close : elle ne change plus."),
    "session_full_of": _("%(coming)s personnes sont déjà inscrites : il faut au moins autant de places."),
    "session_over": _("Cette séance est passée : les inscriptions sont fermées."),
    "session_private": _("On ne s’inscrit pas en ligne à cette séance : appelez l’équipe."),
    "session_full": _("C’est complet : les %(capacity)s places sont prises. Choisissez une autre séance."),
    "session_few": _("Il ne reste que %(left)s place(s) : inscrivez moins de monde, ou choisissez une autre séance."),
    "was_erased": _("Cette personne a demandé l’effacement de ses données : on ne peut plus rien noter pour elle."),
    "not_on_list": _("Cette personne n’est pas sur la liste : ajoutez-la."),
    "minor_alone_here": _("Un enfant vient avec un adulte de la liste : choisissez lequel."),
    "guardian_withdrawn": _("L’adulte choisi n’est pas sur la liste : inscrivez-le d’abord."),
    "ticked_since": _("Quelqu’un a dit le contraire depuis : choisissez."),
    "who_unknown": _("La personne n’est pas encore sur la liste : l’appareil où elle a été notée n’est pas revenu."),
    "sealed_lost": _("Ces réponses ne se lisent plus : la clé du serveur a changé. Il faut les redemander."),
    "no_heads": _("Il n’y a personne sans nom à enlever."),
    "no_consent": _("Pour garder des réponses, il faut l’accord de la personne : cochez-le, ou ne répondez à rien."),
    "nothing_taken": _("Dites combien de bocaux, ou combien de verre rendu."),
    "too_few_jars": _(
        "Il ne reste que %(there)s × %(item)s à pouvoir sortir : vérifiez le nombre, ou si la fabrication est libérée."
    ),
    "already_there": _("%(item)s : ils y sont déjà. Choisissez un autre endroit."),
    "many_glass": _("%(back)s bocaux rendus pour %(held)s consignés : si c’est bien cela, confirmez."),
    "no_store": _("Il n’y a aucun lieu de stock : ouvrez-en un dans les lieux."),
    "not_for_food": _("On ne donne pas à cette structure : choisissez un centre, une aide alimentaire ou un foyer."),
    "not_begun_yet": _("Cette séance n’a pas encore commencé : on ne la clôt qu’ensuite."),
    "not_closed": _("Cette séance n’est pas close."),
    "no_why": _("Dites pourquoi : c’est ce que lira la personne qui relira la séance."),
}


def say(refused: Refused) -> str:
    """The sentence of a refusal, in the reader's language."""
    return journals.say(refused, REFUSALS)
