"""French labels of the kitchen's choices, and what each refusal says."""

from django.utils.translation import gettext_lazy as _

from bocal.kitchen.rules.recipes import LineRole
from bocal.kitchen.rules.safety import CheckKind, Gap, Outcome, ProbeAt, Treatment, Warn
from bocal.kitchen.rules.stages import Stage
from bocal.kitchen.words import bench, deviations, mixing

LINE_ROLES = [(LineRole.RAW, _("produit")), (LineRole.ADDITIVE, _("assaisonnement"))]
TREATMENTS = [(Treatment.STERILISE, _("stérilisation")), (Treatment.PASTEURISE, _("pasteurisation"))]
PROBES = [
    (ProbeAt.CORE, _("au cœur d’un bocal, au point le plus froid")),
    (ProbeAt.CHAMBER, _("dans l’autoclave, hors des bocaux")),
]
CHECKS = [
    (CheckKind.PH, _("pH")),
    (CheckKind.CLOSURE, _("fermeture des bocaux")),
    (CheckKind.VISUAL, _("aspect")),
]
STAGES = [
    (Stage.TO_DO, _("à faire")),
    (Stage.KETTLE, _("à la marmite")),
    (Stage.CHECKS, _("attend ses contrôles")),
    (Stage.RELEASED, _("libéré")),
    (Stage.BLOCKED, _("bloqué")),
    (Stage.CANCELLED, _("abandonné")),
]

#: What stands for the verdict of a cook where there is neither a jar nor a schedule.
BY_WEIGHT = _("Fait au poids, sans bocal : c’est le plan qui retient ce lot.")
#: Where a cook reached its value, and something found about it (a gap, a fallen probe) waits for a decision.
UNDECIDED = _("La valeur du barème est atteinte, mais un écart est à décider : rien ne part avant.")
OUTCOMES = {
    Outcome.PASSED: _("La cuisson tient le barème."),
    Outcome.NO_COOK: _("Pas encore de courbe de cuisson."),
    Outcome.NO_SCHEDULE: _("Aucun barème validé pour cette recette dans ce bocal : le lot reste en attente."),
    Outcome.OTHER_SCHEDULE: _("Le barème a changé depuis cette cuisson : jugez la courbe de nouveau."),
    Outcome.TOO_LOW: _("La cuisson n’atteint pas la valeur du barème."),
    Outcome.PLATEAU_SHORT: _("Le palier du barème n’a pas tenu assez longtemps."),
    Outcome.CHAMBER_ALONE: _(
        "La sonde était dans l’autoclave, hors des bocaux : elle ne prouve rien du cœur. Il faut une sonde au cœur,"
        " ou un barème avec un palier."
    ),
    Outcome.FACTOR_UNKNOWN: _("La valeur est atteinte, mais il manque ce que le barème veut savoir de la charge."),
    Outcome.FACTOR_FAILED: _("La valeur est atteinte, mais la charge n’était pas celle du barème."),
    Outcome.MIX_OUTSIDE: _(
        "La valeur est atteinte, mais le mélange n’était pas celui du barème : elle ne prouve rien pour ce lot."
    ),
}
GAPS = {
    Gap.NO_SCHEDULE: _("un barème validé"),
    Gap.NO_COOK: _("la courbe de cuisson"),
    Gap.OTHER_SCHEDULE: _("la courbe, à juger avec le nouveau barème"),
    Gap.HEAT_FAILED: _("une cuisson qui tienne le barème"),
    Gap.PH_MISSING: _("le pH"),
    Gap.PH_FAILED: _("un pH sous la limite du barème"),
    Gap.CLOSURE_MISSING: _("le contrôle des fermetures"),
    Gap.CLOSURE_FAILED: _("des fermetures toutes bonnes"),
    Gap.VISUAL_FAILED: _("un aspect sans défaut"),
    Gap.FACTOR_UNKNOWN: _("ce que le barème veut savoir de la charge"),
    Gap.CONTROL_MISSING: _("un contrôle que le plan demande pour ce lot"),
    Gap.INCUBATION_MISSING: _("le résultat des étuves"),
    Gap.INCUBATION_FAILED: _("des étuves conformes"),
    Gap.MIX_OUTSIDE: _("un mélange que le barème couvre"),
    Gap.NO_PLAN: _("une ligne du plan qui retienne la légumerie : lavage, température"),
    Gap.DEVIATION: _("la décision d’une personne sur un écart"),
    Gap.LOST: _("rien à faire : ce lot est déclassé ou à détruire"),
}
#: The same, of what is made by weight: no schedule covers it.
GAPS_BY_WEIGHT = {Gap.MIX_OUTSIDE: _("un mélange que la recette permet")}
WARNS = {
    Warn.TOO_COARSE: _(
        "Enregistreur trop espacé : entre deux relevés, la température a trop bougé. Réglez-le plus serré."
    ),
    Warn.LARGE_GAP: _("Près du palier, plus d’une minute sépare deux relevés. Réglez l’enregistreur plus serré."),
    Warn.ERROR_UNKNOWN: _(
        "L’erreur d’étalonnage de l’enregistreur n’est pas connue : rien n’en est déduit, et 0,5 °C de trop compte 12 %"
        " de trop."
    ),
    Warn.OTHER_DAY: _(
        "Le fichier porte un autre jour que la fabrication : une personne a dit que l’horloge est fausse."
    ),
    Warn.SHARED_FILE: _("Le même fichier sert à un autre lot : la même fournée, ou une erreur."),
    Warn.NEARLY_ACID: _("Le pH est tout près de 4,5 : au-delà, seule la stérilisation protège."),
    Warn.PAPERS_OVER: _(
        "Un appareil utilisé n’était plus à jour ce jour-là : étalonnage, inspection ou requalification."
    ),
    Warn.METER_UNCHECKED: _("Le pH-mètre n’avait pas été vérifié avec ses tampons ce jour-là."),
    Warn.NOT_TRAINED: _("La personne qui a conduit l’autoclave n’est pas sur la liste des personnes formées."),
    Warn.PROBE_OUT: _("Une sonde est tombée ou bloquée : elle ne dit rien des bocaux."),
    Warn.PROBE_EXCLUDED: _("Une sonde tombée ou bloquée a été écartée du calcul, avec sa raison."),
}

#: What a person reads when the kitchen refuses; keys are the codes of journals.rules.Refused.
REFUSALS = {
    # Recipes and schedules
    "recipe_empty": _("Une recette a au moins un produit : ajoutez-le avec ses grammes pour 1 kg fini."),
    "recipe_twice": _("Le même produit est écrit deux fois : gardez une seule ligne, avec le total."),
    "recipe_short": _("Il manque %(grams)s g pour faire 1 kg fini : ajoutez du produit ou de l’eau."),
    "recipe_evaporation": _(
        "D’après les grammes, il s’évapore %(computed)s g par kilo fini et non %(typed)s g : corrigez l’un ou l’autre,"
        " ou laissez l’évaporation vide."
    ),
    "recipe_peel": _("Des grammes plus grands que zéro, et une part d’épluchures entre 0 et 99 %%."),
    "recipe_item": _("%(item)s ne peut pas entrer dans une recette : choisissez un produit pesé ou compté."),
    "recipe_product": _("Une recette donne au moins un bocal ou un légume préparé : choisissez-le dans la liste."),
    "recipe_circle": _("Cette recette tourne en rond : %(circle)s. Retirez-en un produit."),
    "recipe_name": _("Une recette porte déjà ce nom."),
    "version_frozen": _(
        "Cette version a déjà servi ou porte un barème : elle ne change plus. Faites-en une nouvelle version."
    ),
    "schedule_future": _("La validation ne peut pas dater de demain : écrivez le jour du document."),
    "schedule_values": _(
        "La température de référence doit être entre %(low)s et %(high)s °C, z et la valeur plus grands que zéro."
    ),
    "plateau_half": _("Un palier a une température et une durée : écrivez les deux, ou aucune."),
    "plateau_none": _("Un palier dure plus de zéro minute : écrivez sa durée, ou laissez les deux cases vides."),
    "ph_must_be_acid": _(
        "La pasteurisation ne protège que sous pH 4,5. Le pH le plus haut de la recette n’est pas connu, ou il atteint"
        " 4,5 : il faut une stérilisation."
    ),
    "acid_wants_ph": _("Cette valeur ne suffit que sous pH 4,5 : écrivez le pH à ne pas dépasser, plus petit que 4,5."),
    "acid_z": _("Pour un produit acide, z est entre %(low)s et %(high)s °C : relisez le document du barème."),
    "too_little_f0": _(
        "À pH 4,5 et plus, il faut une valeur stérilisatrice d’au moins 3 minutes à 121,1 °C ; celle-ci vaut %(f0)s."
    ),
    "f0_reference": _("À pH 4,5 et plus, la valeur stérilisatrice se compte avec z = 10 °C."),
    "already_withdrawn": _("Ce barème est déjà retiré."),
    # Labels
    "drained_more": _("Le poids égoutté ne peut pas dépasser ce que contient le pot (%(mass)s)."),
    "bad_mark": _("Ce fichier n’est pas un dessin SVG simple : prenez le fichier officiel, sans image ni lien dedans."),
    "bad_certifier": _(
        "Ce code n’a pas la forme attendue : deux lettres de pays, BIO, deux chiffres, comme FR-BIO-01."
    ),
    # Orders
    "no_lots": _("Choisissez au moins un lot."),
    "lots_counted_on": _("D’autres ordres attendent déjà ces lots : la page dit maintenant ce qui reste."),
    "lot_gone": _("Le lot %(lot)s n’est plus disponible : rechargez la page et choisissez de nouveau."),
    "mixed_owners": _(
        "Ces lots n’ont pas le même propriétaire. En travail à façon, chaque ferme retrouve ses propres légumes :"
        " faites un ordre par propriétaire."
    ),
    "no_mass_possible": _("Ces lots ne donnent pas 100 g : ajoutez-en, il manque %(items)s."),
    "no_use_by": _("%(item)s n’a pas de DLC au catalogue : écrivez-y combien de jours il se garde, puis revenez."),
    "no_jar_possible": _("Ces lots ne suffisent pas à remplir un bocal : ajoutez-en, il manque %(items)s."),
    "wrong_product": _("Cette recette ne se fait pas dans ce bocal."),
    "order_cancelled": _("Cet ordre est abandonné : faites-en un nouveau."),
    "not_a_cook": _("Un ordre se confie à quelqu’un de la cuisine : choisissez dans la liste."),
    "order_made": _("Cet ordre est déjà fait. Pour corriger, reprenez d’abord la fabrication."),
    # Making
    "nothing_used": _("Écrivez ce qui est entré dans la marmite : au moins un lot."),
    "too_much_peel": _("Lot %(lot)s : les épluchures pèsent autant que ce qui a été pris, ou plus."),
    "no_weight": _("Écrivez combien de kilos en sont sortis."),
    "not_a_bag": _("Cet emballage n’est pas en réserve : choisissez-en un autre."),
    "not_enough_bags": _("Il faut %(wanted)s %(item)s et il y en a %(there)s : recevez-en, ou comptez de nouveau."),
    "no_jars": _("Écrivez combien de bocaux ont été remplis."),
    "too_many_tasted": _("%(tasted)s bocaux goûtés pour %(filled)s remplis : revoyez les nombres."),
    "too_many_jars": _("Ces bocaux pèsent plus que ce qui est entré : revoyez les pesées ou le nombre de bocaux."),
    "too_much_out": _("Il sort plus qu’il n’est entré : revoyez les pesées, l’eau ou l’évaporation."),
    "reason_needed": _("L’écart de poids est trop grand pour rester sans explication : dites pourquoi."),
    "not_enough_jars": _("Il faut %(wanted)s pots et il y en a %(there)s : recevez-en, ou comptez de nouveau."),
    "not_enough_lids": _("Il faut %(wanted)s couvercles et il y en a %(there)s : recevez-en, ou comptez de nouveau."),
    "not_usable": _("Le lot %(lot)s est en attente ou bloqué : il ne peut pas entrer dans la marmite."),
    "not_in_recipe": _("Le lot %(lot)s n’est pas un produit de cette recette."),
    "made_before": _("La fabrication ne peut pas dater d’avant l’ordre de plus d’un mois : vérifiez le jour."),
    # Cook and checks
    "not_made": _("Cet ordre n’est pas encore fait : écrivez d’abord la fabrication."),
    "no_unit": _("Le fichier ne dit pas s’il est en °C ou en °F : choisissez-le."),
    "too_hot": _(
        "Le plus chaud relevé est de %(peak)s %(unit)s : aucun autoclave ne dépasse %(limit)s %(unit)s. Vérifiez"
        " l’unité (°C ou °F)."
    ),
    "other_day": _(
        "Ce fichier commence le %(started)s et la fabrication est du %(made)s : envoyez celui de cette cuisson."
        " Si c’est bien lui et que l’horloge de l’enregistreur est fausse, cochez-le ici et envoyez-le de nouveau."
    ),
    "file_of_another_day": _(
        "Ce fichier est déjà la courbe de l’ordre %(order)s, du %(day)s : un fichier est d’une seule cuisson. Envoyez"
        " celui de ce lot ; s’il était mal rangé, envoyez d’abord à l’autre ordre le sien."
    ),
    "many_sheets": _("Ce classeur a plusieurs feuilles remplies : gardez celle de l’enregistreur."),
    "nothing_to_judge": _("Il n’y a pas de courbe à juger : envoyez le fichier de l’enregistreur."),
    "check_failing": _("Plus de bocaux mal fermés que de bocaux regardés : revoyez les nombres."),
    "ph_missing": _("Écrivez le pH mesuré."),
    "ph_absurd": _("Un pH d’aliment est entre 1 et 10 : vérifiez la virgule."),
    "closure_none": _("Regardez au moins un bocal et écrivez combien."),
    # Release
    "not_ready": _("Ce lot ne peut pas être libéré : il manque encore quelque chose."),
    "already_released": _("Ce lot est déjà libéré."),
    "already_blocked": _("Ce lot est déjà bloqué."),
    "same_person": _("Vous avez fait ou cuit ce lot : une autre personne doit le libérer."),
    "blocked_wants_reason": _("Ce lot a été bloqué : dites pourquoi il peut être libéré maintenant."),
    "block_wants_reason": _("Dites pourquoi ce lot est bloqué."),
} | deviations.REFUSALS
REFUSALS |= bench.REFUSALS | mixing.REFUSALS
