"""French of the safety plan: its choices, what it refuses, and the plan that a cannery may begin with."""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from bocal.directory.rules import Desk
from bocal.safety.rules import EquipmentKind, Every, Goods, Paper, Topic, TrainingTopic, UpkeepKind

EQUIPMENT_KINDS = [
    (EquipmentKind.AUTOCLAVE, _("autoclave")),
    (EquipmentKind.LOGGER, _("enregistreur")),
    (EquipmentKind.PH_METER, _("pH-mètre")),
    (EquipmentKind.THERMOMETER, _("thermomètre")),
    (EquipmentKind.SCALE, _("balance")),
    (EquipmentKind.COLD_ROOM, _("froid")),
    (EquipmentKind.SEAMER, _("capsuleuse ou sertisseuse")),
    (EquipmentKind.OTHER, _("autre")),
]
UPKEEPS = [
    (UpkeepKind.CALIBRATION, _("étalonnage ou vérification")),
    (UpkeepKind.INSPECTION, _("inspection périodique")),
    (UpkeepKind.REQUALIFICATION, _("requalification périodique")),
    (UpkeepKind.REPAIR, _("réparation")),
]
TRAINING_TOPICS = [
    (TrainingTopic.OPERATE, _("conduite d’un appareil")),
    (TrainingTopic.HYGIENE, _("hygiène")),
    (TrainingTopic.ALLERGENS, _("allergènes")),
    (TrainingTopic.CLEANING, _("nettoyage")),
    (TrainingTopic.OTHER, _("autre")),
]
TOPICS = [
    (Topic.COLD, _("froid")),
    (Topic.WATER, _("eau de refroidissement")),
    (Topic.CLEANING, _("nettoyage")),
    (Topic.GLASS, _("casse de verre")),
    (Topic.METER, _("étalonnage du jour")),
    (Topic.PAPERS, _("appareils à jour")),
    (Topic.CLOSURE, _("fermeture")),
    (Topic.VACUUM, _("vide")),
    (Topic.PH, _("pH")),
    (Topic.VISUAL, _("aspect")),
    (Topic.METAL, _("corps étrangers")),
    (Topic.INCUBATION, _("étuve")),
    (Topic.PESTS, _("nuisibles")),
    (Topic.TRAINING, _("formation")),
    (Topic.OTHER, _("autre")),
]
EVERY = [
    (Every.DAY, _("chaque jour")),
    (Every.WEEK, _("chaque semaine")),
    (Every.MONTH, _("chaque mois")),
    (Every.BATCH, _("à chaque lot")),
    (Every.RECEPTION, _("à chaque réception")),
]
GOODS = [
    (Goods.ALL, _("tout ce qui se fabrique")),
    (Goods.JARS, _("les bocaux")),
    (Goods.PREPARED, _("la légumerie : ce qui se fait au poids")),
]
PAPERS = {
    Paper.NONE: _("pas de date"),
    Paper.VALID: _("à jour"),
    Paper.SOON: _("bientôt"),
    Paper.OVER: _("dépassé"),
}
REFUSALS = {
    "limits_crossed": _("La limite basse est plus haute que la limite haute : échangez-les."),
    "incubation_needs": _("Une étuve a une température et un nombre de jours : écrivez les deux."),
    "equipment_name": _("Un appareil porte déjà ce nom : ajoutez un numéro."),
    "upkeep_future": _("Le jour où c’est fait ne peut pas être demain."),
    "upkeep_until": _("La date de fin est avant le jour où c’est fait : vérifiez les deux."),
    "training_equipment": _("Pour une conduite d’appareil, choisissez lequel."),
    "error_kind": _(
        "Seul l’étalonnage d’un enregistreur, d’un thermomètre ou d’un autoclave a une erreur en °C : laissez vide."
    ),
    "error_range": _("L’erreur la plus grande est entre 0 et %(most)s °C, sans signe : relisez le certificat."),
    "plan_there": _("Le plan a déjà des lignes : changez-les plutôt."),
}


@dataclass(frozen=True)
class Start:
    """A line to begin with."""

    topic: Topic
    what: Promise
    every: Every
    desk: Desk
    corrective: Promise
    source: Promise
    low: Decimal | None = None
    high: Decimal | None = None
    unit: str = ""
    blocks: bool = False
    celsius: Decimal | None = None
    days: int | None = None
    ratio_most: int | None = None
    goods: Goods = Goods.ALL


_PMS = _("Règl. (CE) 852/2004, art. 5, annexe II (bonnes pratiques, HACCP)")
_COLD = _("Arrêté du 21/12/2009, annexe I : à vérifier pour vos produits")
_NOTE = _("Note DGAL/SDSSA/2015-364 ; Chambre d’agriculture Pays de la Loire, 2024")
_STABLE = _("NF V08-408 (1997) : à vérifier dans la norme, seuils du pH et du microscope compris")
_HOUSE = _("Usage, sans source : à fixer avec votre guide de bonnes pratiques")
#: What a cannery may begin with: to be read line by line, changed, and completed with its own guide.
STARTING = (
    Start(
        Topic.COLD,
        _("Chambre froide : température"),
        Every.DAY,
        Desk.QUALITY,
        _("Fermer la porte, relire dans une heure. Toujours trop chaud : trier les denrées, appeler le frigoriste."),
        _COLD,
        high=Decimal(4),
        unit="°C",
    ),
    Start(
        Topic.COLD,
        _("Congélateur : température"),
        Every.DAY,
        Desk.QUALITY,
        _("Relire dans une heure, ne rien ajouter. Si les produits ramollissent : ne pas recongeler, trier."),
        _COLD,
        high=Decimal(-18),
        unit="°C",
    ),
    Start(
        Topic.METER,
        _("pH-mètre : tampon pH 4"),
        Every.DAY,
        Desk.QUALITY,
        _("Nettoyer l’électrode, refaire l’étalonnage ; sinon prendre l’autre pH-mètre."),
        _("Notice de l’appareil : écart permis à vérifier"),
        low=Decimal("3.95"),
        high=Decimal("4.05"),
        unit="pH",
    ),
    Start(
        Topic.METER,
        _("pH-mètre : tampon pH 7"),
        Every.DAY,
        Desk.QUALITY,
        _("Nettoyer l’électrode, refaire l’étalonnage ; sinon prendre l’autre pH-mètre."),
        _("Notice de l’appareil : écart permis à vérifier"),
        low=Decimal("6.95"),
        high=Decimal("7.05"),
        unit="pH",
    ),
    Start(
        Topic.WATER,
        _("Eau de refroidissement : potable, claire, sans odeur"),
        Every.BATCH,
        Desk.PRODUCTION,
        _("Arrêter le refroidissement, mettre les lots en attente, faire analyser l’eau."),
        _NOTE,
    ),
    Start(
        Topic.CLEANING,
        _("Plans de travail, cuves et outils nettoyés en fin de journée"),
        Every.DAY,
        Desk.PRODUCTION,
        _("Nettoyer de nouveau avant de commencer."),
        _PMS,
    ),
    Start(
        Topic.CLEANING,
        _("Sols, siphons et chambres froides nettoyés"),
        Every.WEEK,
        Desk.PRODUCTION,
        _("Nettoyer avant la fin de la semaine."),
        _PMS,
    ),
    Start(
        Topic.GLASS,
        _("Aucun verre cassé aujourd’hui sans avoir été noté"),
        Every.DAY,
        Desk.PRODUCTION,
        _("Arrêter la ligne, jeter les bocaux ouverts autour, chercher, nettoyer, puis noter la casse."),
        _PMS,
    ),
    Start(
        Topic.PH,
        _("pH du lot : alarme à 4,4, limite 4,5 pour une pasteurisation"),
        Every.BATCH,
        Desk.QUALITY,
        _("Mesurer de nouveau avec un pH-mètre étalonné ; à 4,5 et plus, seule une stérilisation protège."),
        _("Codex CAC/RCP 23-1979 (4,6) ; limite française 4,5, alarme à 4,4"),
        high=Decimal("4.40"),
        unit="pH",
    ),
    Start(
        Topic.CLOSURE,
        _("Fermeture des bocaux"),
        Every.BATCH,
        Desk.QUALITY,
        _("Bloquer la fournée, trier tous les bocaux, régler la capsuleuse."),
        _NOTE,
    ),
    Start(
        Topic.VACUUM,
        _("Vide : couvercles concaves après refroidissement"),
        Every.BATCH,
        Desk.QUALITY,
        _("Écarter les bocaux bombés ou plats, chercher la cause avant de libérer."),
        _NOTE,
    ),
    Start(
        Topic.METAL,
        _("Corps étrangers : regard sur les matières et sur les bocaux remplis"),
        Every.BATCH,
        Desk.PRODUCTION,
        _("Arrêter, trier le lot, chercher d’où cela vient."),
        _PMS,
    ),
    Start(
        Topic.CLEANING,
        _("Légumerie : légumes lavés, désinfectés si la recette le veut, rincés à l’eau potable"),
        Every.BATCH,
        Desk.PRODUCTION,
        _("Laver et désinfecter de nouveau, rincer ; ce qui est déjà en sachets se trie."),
        _HOUSE,
        blocks=True,
        goods=Goods.PREPARED,
    ),
    Start(
        Topic.COLD,
        _("Légumerie : température du produit à la mise au froid"),
        Every.BATCH,
        Desk.PRODUCTION,
        _("Remettre au froid et mesurer dans une heure ; plus de deux heures au-dessus de 4 °C : jeter."),
        _COLD,
        high=Decimal(4),
        unit="°C",
        blocks=True,
        goods=Goods.PREPARED,
    ),
    Start(
        Topic.PAPERS,
        _("Appareils de mesure étalonnés, autoclave inspecté et requalifié"),
        Every.MONTH,
        Desk.DIRECTION,
        _("Ne plus s’en servir pour un lot à libérer ; prendre rendez-vous."),
        _("Arrêté du 20/11/2017 (équipements sous pression) ; règl. (CE) 852/2004"),
    ),
    Start(
        Topic.INCUBATION,
        _("Étuve à 37 °C, 7 jours"),
        Every.BATCH,
        Desk.QUALITY,
        _("Bloquer le lot et ceux de la même fournée, appeler le laboratoire."),
        _STABLE,
        high=Decimal("0.50"),
        unit="pH",
        celsius=Decimal(37),
        days=7,
        ratio_most=100,
    ),
    Start(
        Topic.INCUBATION,
        _("Étuve à 55 °C, 7 jours"),
        Every.BATCH,
        Desk.QUALITY,
        _("Bloquer le lot et ceux de la même fournée, appeler le laboratoire."),
        _STABLE,
        high=Decimal("0.50"),
        unit="pH",
        celsius=Decimal(55),
        days=7,
        ratio_most=100,
    ),
    Start(
        Topic.PESTS,
        _("Nuisibles : pièges regardés, aucune trace"),
        Every.WEEK,
        Desk.PRODUCTION,
        _("Jeter ce qui est touché, boucher, appeler le prestataire."),
        _PMS,
    ),
    Start(
        Topic.TRAINING,
        _("Formations à jour : hygiène, conduite de l’autoclave"),
        Every.MONTH,
        Desk.DIRECTION,
        _("Inscrire la personne ; elle ne conduit pas l’autoclave seule d’ici là."),
        _("Règl. (CE) 852/2004, annexe II, chap. XII ; arrêté du 20/11/2017"),
    ),
    Start(
        Topic.OTHER,
        _("Denrées à la réception : propres, saines, froid tenu"),
        Every.RECEPTION,
        Desk.RECEPTION,
        _("Refuser, ou trier et peser de nouveau."),
        _HOUSE,
    ),
)
