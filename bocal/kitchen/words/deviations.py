"""French of what was found: readings, ovens, deviations, decisions and seals, and what they refuse."""

from django.utils.translation import gettext_lazy as _

from bocal.kitchen.rules.deviations import Cause, Decision, GlassStep, Sealed
from bocal.kitchen.rules.factors import Factor

CAUSES = [
    (Cause.HEAT, _("barème non tenu")),
    (Cause.FACTOR, _("facteur critique")),
    (Cause.LOGGER, _("trou dans l’enregistrement")),
    (Cause.PROBE, _("sonde tombée")),
    (Cause.CLOCK, _("fichier d’un autre jour")),
    (Cause.PAPERS, _("appareil hors date")),
    (Cause.CHECK, _("contrôle du lot")),
    (Cause.READING, _("relevé hors limites")),
    (Cause.GLASS, _("casse de verre")),
    (Cause.INCUBATION, _("étuve")),
    (Cause.MIX, _("mélange hors des fourchettes")),
    (Cause.OTHER, _("autre")),
]
DECISIONS = [
    (Decision.MENDED, _("corrigé, sans effet sur un lot")),
    (Decision.AGAIN, _("contrôler de nouveau")),
    (Decision.RECOOK, _("cuire de nouveau")),
    (Decision.OPINION, _("libérer, sur avis d’un organisme compétent")),
    (Decision.DOWNGRADE, _("déclasser")),
    (Decision.DESTROY, _("détruire")),
]
#: What a decision does at once, said where it is taken.
DOES = {
    Decision.DOWNGRADE: _(
        "déclasser : le lot reste bloqué pour toujours, ni vendu ni donné à manger. Il reste en réserve : écrivez sa"
        " sortie quand il part, aux bêtes ou au compost"
    ),
    Decision.DESTROY: _("détruire : le lot est bloqué, et tout ce qu’il en reste sort de la réserve, en perte"),
}
GLASS_STEPS = [
    (GlassStep.STOPPED, _("la ligne est arrêtée")),
    (GlassStep.THROWN, _("les bocaux ouverts autour sont jetés")),
    (GlassStep.SEARCHED, _("tous les morceaux sont cherchés et comptés")),
    (GlassStep.CLEANED, _("le poste est nettoyé, les outils aussi")),
    (GlassStep.LOOKED, _("une deuxième personne a regardé avant de reprendre")),
]
SEALED = [(Sealed.BATCH, _("dossier de lot")), (Sealed.DAY, _("dossier du jour"))]
FACTORS = {
    Factor.INITIAL_UNKNOWN: _("la température des bocaux au départ n’est pas écrite"),
    Factor.INITIAL_LOW: _("les bocaux étaient plus froids au départ que le barème ne le veut"),
    Factor.LOAD_UNKNOWN: _("le nombre de bocaux de la charge n’est pas écrit"),
    Factor.LOAD_FULL: _("la charge avait plus de bocaux que le barème n’en permet"),
    Factor.COME_UP_UNKNOWN: _("la courbe ne montre pas la fin de la montée en température"),
    Factor.COME_UP_SHORT: _("la montée en température a été plus courte que celle du barème"),
    Factor.COME_UP_LONG: _("la montée en température a été plus longue que celle du barème"),
    Factor.WATER_UNKNOWN: _("le contrôle de l’eau de refroidissement n’est pas écrit"),
    Factor.WATER_BAD: _("l’eau de refroidissement n’était pas bonne"),
}

REFUSALS = {
    "come_up_plateau": _("La montée se compte jusqu’au palier : écrivez aussi le palier du barème."),
    "reading_missing": _("Il manque la réponse : touchez oui ou non, ou écrivez le nombre lu."),
    "reading_future": _("Un relevé ne peut pas dater de demain : vérifiez le jour."),
    "not_yours": _("Le plan confie ce contrôle à : %(who)s. Demandez-lui de le noter."),
    "point_gone": _("Cette ligne n’est plus au plan : rechargez la page."),
    "oven_before_made": _("Ces bocaux sont du %(day)s : ils n’ont pas pu entrer à l’étuve avant."),
    "oven_too_many": _("Ce lot n’a que %(jars)s bocaux : vérifiez le nombre."),
    "incubation_ph": _("Mesurez le pH du bocal étuvé et celui du témoin : le plan en compare l’écart."),
    "incubation_germs": _(
        "Au microscope, comptez le bocal étuvé et le témoin, sur autant de champs ; ou aucun des deux."
    ),
    "incubation_done": _("Le résultat de cette étuve est déjà écrit."),
    "incubation_early": _("L’étuve dure jusqu’au %(due)s : attendez ce jour pour la lire."),
    "equipment_kind": _("Cet appareil n’est pas de la bonne sorte : choisissez-en un autre."),
    "already_ruled": _("Cet écart est déjà décidé : une décision ne se refait pas."),
    "ruled_by_author": _("Vous avez fait, cuit ou signalé ceci : une autre personne doit décider."),
    "still_so": _(
        "Rien n’est corrigé : la dernière courbe ne tient pas le barème, ou la dernière étuve n’est pas conforme."
        " Envoyez d’abord une autre courbe ou relisez d’autres bocaux ; sinon choisissez une autre décision."
    ),
    "ruling_wants_reason": _("Dites pourquoi : la raison reste au dossier."),
    "opinion_wants_document": _("Écrivez le numéro ou le nom de l’avis de l’organisme compétent."),
    "nothing_to_decide": _("Cet écart ne touche aucun lot fait ici : choisissez « corrigé »."),
    "deviation_empty": _("Dites ce que vous avez trouvé."),
    "lot_unknown": _("Le lot %(lot)s n’existe pas : relisez l’étiquette."),
    "probe_is_sound": _(
        "Cette sonde a suivi les autres : une sonde froide peut montrer le vrai point froid, elle compte."
    ),
    "probe_wants_reason": _("Dites pourquoi cette sonde est écartée."),
    "seal_broken": _("Ce sceau ne correspond à aucun dossier d’ici : vérifiez les caractères recopiés."),
}
