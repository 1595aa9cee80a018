"""French of the board, the needs, the steps at the kettle and the costs."""

from django.utils.translation import gettext_lazy as _

from bocal.directory.rules import PlaceKind
from bocal.kitchen.rules.bench import StepKind
from bocal.kitchen.rules.cost import CostKind
from bocal.kitchen.rules.needs import Why
from bocal.kitchen.rules.toll import TollWork

STEPS = [
    (StepKind.WEIGH, _("peser")),
    (StepKind.MIX, _("mélanger et cuire")),
    (StepKind.FILL, _("remplir")),
    (StepKind.CLOSE, _("fermer")),
    (StepKind.LOAD, _("charger l’autoclave")),
    (StepKind.COOL, _("refroidir")),
    (StepKind.WASH, _("laver")),
    (StepKind.LABEL, _("étiqueter")),
    (StepKind.PEEL, _("éplucher et couper")),
    (StepKind.BAG, _("mettre en sachets")),
    (StepKind.CHILL, _("mettre au froid")),
]
STEP_ICONS = {
    StepKind.WEIGH: "scale",
    StepKind.MIX: "pot",
    StepKind.FILL: "jar",
    StepKind.CLOSE: "lock",
    StepKind.LOAD: "flame",
    StepKind.COOL: "snow",
    StepKind.WASH: "recycle",
    StepKind.LABEL: "tag",
    StepKind.PEEL: "carrot",
    StepKind.BAG: "crate",
    StepKind.CHILL: "snow",
}
WHYS = {
    Why.ORDERED: _("Commandé par des clients"),
    Why.TARGET: _("Pour le stock voulu"),
    Why.SURPLUS: _("Avec ce qui vient d’arriver"),
}
COSTS = [
    (CostKind.FOOD, _("produits")),
    (CostKind.JARS, _("pots")),
    (CostKind.LIDS, _("couvercles")),
    (CostKind.BAGS, _("emballages")),
    (CostKind.LABELS, _("étiquettes")),
    (CostKind.ENERGY, _("énergie")),
    (CostKind.LABOUR, _("travail")),
]
LOSSES = {
    PlaceKind.PEEL: _("épluchures"),
    PlaceKind.SPILL: _("renversé"),
    PlaceKind.UNEXPLAINED: _("écart inexpliqué"),
    PlaceKind.WASTE: _("jeté"),
}
TOLL_WORKS = {
    TollWork.JAR: _("travail à façon, au bocal"),
    TollWork.KILO: _("travail à façon, au kilo"),
    TollWork.SORTING: _("tri et conservation, au kilo"),
}
TOLL_BASES = [(TollWork.JAR, _("au bocal")), (TollWork.KILO, _("au kilo fait"))]

REFUSALS = {
    "toll_nothing": _("Écrivez ce qui repart : au moins un lot."),
    "toll_too_much": _("Du lot %(lot)s, il n’y a que %(left)s ici."),
    "toll_by_kilo": _("%(lot)s s’est fait au poids : choisissez un travail compté au kilo."),
    "toll_ours": _("Le lot %(lot)s n’est pas à cette ferme."),
    "step_running": _("Cette étape est déjà commencée : arrêtez-la d’abord."),
    "step_over": _("Cette étape est déjà arrêtée."),
    "step_nobody": _("Dites qui travaille à cette étape : au moins une personne."),
    "step_forgotten": _(
        "Cette étape est restée ouverte plus de 12 heures : écrivez combien de minutes elle a vraiment duré."
    ),
    "step_minutes": _("Ces minutes ne peuvent pas être : elles dépassent le temps passé depuis le début de l’étape."),
    "steps_running": _("Des étapes sont encore en cours : arrêtez-les, puis enregistrez les heures."),
    "no_minutes": _("Il n’y a pas de minutes à enregistrer."),
    "hours_long": _("Cela fait plus de 24 heures pour une personne : enregistrez les heures chaque jour."),
    "code_unknown": _("Aucun lot ne porte le code %(lot)s : scannez de nouveau, ou tapez-le."),
    "weigh_stranger": _(
        "Le lot %(lot)s (%(item)s) n’est pas dans cette recette. Prenez-en un autre ; si c’est bien lui qui entre,"
        " cochez la case, puis pesez."
    ),
    "lot_nowhere": _("Il ne reste rien du lot %(lot)s en réserve."),
    "weighed_already": _(
        "Le lot %(lot)s est déjà pesé pour cet ordre, par %(who)s à %(at)s. Pour changer, retirez d’abord cette pesée."
    ),
    "weighed_elsewhere": _(
        "Le lot %(lot)s sert déjà à %(orders)s : il en reste %(left)s de libre. Prenez moins, ou un autre lot."
    ),
    "weighed_too_much": _("Du lot %(lot)s, il ne reste que %(left)s : vérifiez la pesée."),
    "weigh_peel": _("Lot %(lot)s : les épluchures pèsent autant que ce qui a été pris, ou plus."),
    "rates_before": _("Des tarifs datent déjà de ce jour : choisissez un autre jour."),
}
