"""The skills that a mobile cannery may begin with. The collective then mends them as it likes."""

from django.utils.translation import gettext_lazy as _

from bocal.workshops.rules.badges import Emblem

#: Name, what it is, criteria (one a line), what is drawn on it.
STARTING = (
    (
        _("Conduire un autoclave"),
        _("Sait stériliser des bocaux à l’autoclave, seul et sans danger."),
        _(
            "Vérifie la soupape, le joint et le manomètre avant d’allumer.\n"
            "Suit le barème de la recette : température, durée, montée et descente.\n"
            "Note la température à chaque étape et sait que faire si elle tombe.\n"
            "Attend la pression nulle avant d’ouvrir.\n"
            "L’a fait trois fois sous le regard d’une personne qui sait."
        ),
        Emblem.POT,
    ),
    (
        _("Animer une séance"),
        _("Sait accueillir un groupe et mener un atelier du début à la fin."),
        _(
            "Accueille chaque personne et donne à chacune une tâche à sa mesure.\n"
            "Explique l’hygiène et les dangers avant de commencer.\n"
            "Tient l’heure, et laisse du temps pour goûter et parler.\n"
            "Compte ce qui a été fait et referme la séance.\n"
            "A animé deux séances avec une personne de l’équipe."
        ),
        Emblem.PEOPLE,
    ),
    (
        _("Hygiène en cuisine"),
        _("Connaît et applique les gestes d’hygiène de la conserverie."),
        _(
            "Se lave les mains comme il faut, quand il faut.\n"
            "Tient propres le plan de travail, les outils et les bocaux.\n"
            "Sépare ce qui est cru de ce qui est cuit, et le propre du sale.\n"
            "Sait quand il ne faut pas cuisiner : malade, blessé.\n"
            "Peut expliquer pourquoi, avec ses mots."
        ),
        Emblem.DROP,
    ),
    (
        _("Reconnaître les légumes"),
        _("Reconnaît les légumes de la saison et sait s’ils sont bons à cuisiner."),
        _(
            "Nomme vingt légumes et fruits du territoire.\n"
            "Dit en quel mois on les trouve.\n"
            "Trie : ce qui se garde, ce qui se cuisine aujourd’hui, ce qui va au compost.\n"
            "Propose une recette pour trois d’entre eux."
        ),
        Emblem.LEAF,
    ),
    (
        _("Mettre en bocaux"),
        _("Remplit, ferme et étiquette des bocaux qui se gardent."),
        _(
            "Choisit le bocal et le couvercle, et écarte ceux qui sont abîmés.\n"
            "Remplit à la bonne hauteur, essuie le bord, ferme comme il faut.\n"
            "Étiquette avec la recette, le lot et la date.\n"
            "Vérifie la fermeture après refroidissement."
        ),
        Emblem.JAR,
    ),
    (
        _("Mener une cueillette"),
        _("Sait emmener un groupe glaner dans une ferme, et en revenir avec de beaux kilos."),
        _(
            "Convient avec la ferme de ce qui se cueille, où et comment.\n"
            "Veille sur les mineurs et sur qui fatigue.\n"
            "Laisse le champ aussi propre qu’à l’arrivée.\n"
            "Pèse, note et rapporte la récolte au frais."
        ),
        Emblem.HANDS,
    ),
)
