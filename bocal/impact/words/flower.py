"""French of the flower: its choices, its indicators, the petals to begin with, and what each refusal says."""

from dataclasses import dataclass

from django.utils.functional import Promise as StrPromise
from django.utils.translation import gettext_lazy as later

from bocal.impact.rules.flower import IndicatorCode, Public, QuestionKind, SheetWay
from bocal.journals import words as journals
from bocal.journals.rules import Refused
from bocal.look.templatetags.look import euros, kg, minutes, number

PUBLICS = [
    (Public.INHABITANTS, later("habitants")),
    (Public.EMPLOYEES, later("salariés")),
    (Public.BOARD, later("administrateurs")),
    (Public.PARTNERS, later("partenaires")),
]
QUESTION_KINDS = [
    (QuestionKind.SCALE, later("une note de 1 à 5")),
    (QuestionKind.YES_NO, later("oui ou non")),
    (QuestionKind.WORDS, later("quelques mots")),
]
SHEET_WAYS = [
    (SheetWay.PAPER, later("sur papier")),
    (SheetWay.PHONE, later("par téléphone")),
    (SheetWay.TABLE, later("autour d’une table")),
]
#: The five steps of a scale and the two of yes or no, in words.
STEPS = {
    QuestionKind.SCALE: {
        1: later("pas du tout"),
        2: later("un peu"),
        3: later("moyennement"),
        4: later("beaucoup"),
        5: later("énormément"),
    },
    QuestionKind.YES_NO: {0: later("non"), 1: later("oui")},
    QuestionKind.WORDS: {},
}
#: What each indicator is called, and how its figure and its target are written.
INDICATORS = {
    IndicatorCode.SAVED: (later("Fruits et légumes sauvés"), kg),
    IndicatorCode.GIVEN: (later("Fruits et légumes donnés par les fermes"), kg),
    IndicatorCode.FARMS: (later("Fermes qui ont apporté un surplus"), number),
    IndicatorCode.JARS: (later("Bocaux fabriqués"), number),
    IndicatorCode.JARS_GIVEN: (later("Bocaux donnés"), number),
    IndicatorCode.GLASS: (later("Bocaux vides revenus"), number),
    IndicatorCode.FAMILIES: (later("Foyers servis"), number),
    IndicatorCode.FOOD_AID: (later("Aide alimentaire"), kg),
    IndicatorCode.HOURS: (later("Heures données par les équipes et les bénévoles"), minutes),
    IndicatorCode.PAID: (later("Argent versé ou dû aux fermes"), euros),
}
#: The unit that a target is typed in, and what it is worth; the others are counted one by one.
UNITS = {
    IndicatorCode.SAVED: (later("en kilos"), 1_000_000),
    IndicatorCode.GIVEN: (later("en kilos"), 1_000_000),
    IndicatorCode.FOOD_AID: (later("en kilos"), 1_000_000),
    IndicatorCode.HOURS: (later("en heures"), 60),
    IndicatorCode.PAID: (later("en euros"), 100),
}

#: Every public, for a question that all are asked.
ALL = tuple(Public)
_INHABITANTS, _TEAM = (Public.INHABITANTS,), (Public.EMPLOYEES, Public.BOARD)
_KG = 1_000_000


@dataclass(frozen=True)
class StartingPetal:
    """A petal that a collective may begin with, to be read and rewritten together."""

    name: StrPromise
    meaning: StrPromise
    questions: tuple[tuple[StrPromise, QuestionKind, tuple[Public, ...]], ...]
    measures: tuple[tuple[IndicatorCode, int], ...] = ()


STARTING = (
    StartingPetal(
        later("Lien social"),
        later("Se rencontrer, cuisiner ensemble, sortir de chez soi, entre âges et quartiers différents."),
        (
            (
                later("Ici, j’ai rencontré des personnes que je n’aurais pas connues autrement."),
                QuestionKind.SCALE,
                ALL,
            ),
            (later("Avez-vous revu quelqu’un en dehors des ateliers ?"), QuestionKind.YES_NO, _INHABITANTS),
            (later("Racontez un moment qui vous a marqué."), QuestionKind.WORDS, ALL),
        ),
        ((IndicatorCode.FAMILIES, 350),),
    ),
    StartingPetal(
        later("Alimentation et santé"),
        later("Manger bon, sain et de saison ; savoir cuisiner et conserver."),
        (
            (later("Je mange plus de légumes et de fruits de saison qu’avant."), QuestionKind.SCALE, _INHABITANTS),
            (later("Avez-vous refait une recette à la maison ?"), QuestionKind.YES_NO, _INHABITANTS),
            (later("Le projet change ce que mangent les personnes accueillies."), QuestionKind.SCALE, ALL[1:]),
        ),
        ((IndicatorCode.JARS, 3_000), (IndicatorCode.FOOD_AID, 500 * _KG)),
    ),
    StartingPetal(
        later("Pouvoir d’agir"),
        later("Oser, apprendre, décider ensemble, transmettre à son tour."),
        (
            (later("Je me sens capable de faire des choses que je n’osais pas faire."), QuestionKind.SCALE, ALL),
            (later("Mon avis compte dans les décisions du projet."), QuestionKind.SCALE, ALL),
            (later("Qu’avez-vous appris, ou appris à quelqu’un ?"), QuestionKind.WORDS, ALL),
        ),
        ((IndicatorCode.HOURS, 600 * 60),),
    ),
    StartingPetal(
        later("Économie locale"),
        later("Faire vivre les fermes proches, donner de la valeur à ce qui serait perdu."),
        (
            (later("Le projet aide les fermes d’ici."), QuestionKind.SCALE, ALL),
            (later("Achetez-vous plus souvent à des producteurs proches ?"), QuestionKind.YES_NO, ALL),
        ),
        ((IndicatorCode.FARMS, 30), (IndicatorCode.PAID, 500_000)),
    ),
    StartingPetal(
        later("Environnement"),
        later("Moins de gaspillage, moins d’emballages, moins de kilomètres."),
        (
            (later("Je jette moins de nourriture qu’avant."), QuestionKind.SCALE, ALL),
            (later("Rapportez-vous vos bocaux vides ?"), QuestionKind.YES_NO, _INHABITANTS),
        ),
        ((IndicatorCode.SAVED, 3_000 * _KG), (IndicatorCode.GLASS, 1_000)),
    ),
    StartingPetal(
        later("Coopération"),
        later("Faire ensemble entre associations, centres, fermes, habitants et partenaires."),
        (
            (later("Nous travaillons mieux ensemble grâce au projet."), QuestionKind.SCALE, (*_TEAM, Public.PARTNERS)),
            (later("Je sais qui fait quoi, et à qui parler."), QuestionKind.SCALE, ALL),
            (later("Que faudrait-il changer pour mieux coopérer ?"), QuestionKind.WORDS, ALL),
        ),
    ),
)

REFUSALS = {
    "frozen": later(
        "Une consultation est ouverte pour cette fleur : elle ne change plus. Commencez une autre version."
    ),
    "past": later("Cette version est passée : elle se lit, mais ne change plus. Prenez la version en cours."),
    "few_petals": later("Une fleur garde au moins %(least)s pétales : ajoutez-en un avant d’enlever celui-ci."),
    "many_petals": later("Une fleur a au plus %(most)s pétales : enlevez-en un d’abord."),
    "many_questions": later("Un pétale a au plus %(most)s questions : enlevez-en une."),
    "many_measures": later("Un pétale a au plus %(most)s indicateurs : enlevez-en un."),
    "no_words": later("Écrivez la question, ou enlevez cette ligne."),
    "nobody_asked": later("Dites à qui la question est posée : cochez au moins un public."),
    "measure_twice": later("Le même indicateur est demandé deux fois : gardez-en un."),
    "no_target": later("L’objectif est au-dessus de zéro : c’est ce qui fait un pétale entier."),
    "no_questions": later("Cette fleur ne pose encore aucune question : écrivez-en une dans un pétale, puis revenez."),
    "backwards": later("Le dernier jour vient après le premier : choisissez un jour plus tard."),
    "too_long": later("Une consultation dure au plus %(most)s jours : choisissez un dernier jour plus proche."),
    "closed_consultation": later(
        "Cette consultation est close : on n’y ajoute plus rien. Rouvrez-la si c’était trop tôt."
    ),
    "has_sheets": later("Des réponses sont déjà là : la consultation ne s’efface plus. Close, elle se garde."),
    "not_open": later("Ce questionnaire n’est pas ouvert aujourd’hui."),
    "link_full": later("Ce lien a reçu toutes les réponses prévues : merci ! Demandez à l’équipe un autre lien."),
    "empty": later("Il n’y a encore aucune réponse : répondez au moins à une question."),
    "not_asked": later("Cette question n’est pas posée à ce public : rechargez la page."),
    "bad_value": later("Cette réponse n’existe pas : choisissez-en une de la liste."),
    "answered_twice": later("Une question a deux réponses : gardez-en une."),
    "too_many_hands": later("Il y a plus de mains levées que de personnes (%(people)s) : comptez encore."),
    "people": later("Dites combien de personnes sont autour de la table, %(most)s au plus."),
    "long_words": later("C’est plus long que %(most)s caractères : gardez l’essentiel."),
    "withdrawn": later("Ce questionnaire est déjà repris."),
}


def say(refused: Refused) -> str:
    """The sentence of a refusal, in the reader's language."""
    return journals.say(refused, REFUSALS)
