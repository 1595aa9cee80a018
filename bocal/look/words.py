"""French sentences of this room: one for each reason why something typed or sent cannot be read."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from bocal.measure.unreadable import Code, Unreadable

# {value} is what was typed.
SENTENCES: Mapping[Code, Promise | str] = {
    Code.EMPTY: later("Il manque une valeur ici."),
    Code.NOT_A_NUMBER: later("« {value} » n’est pas un nombre. Écrivez par exemple 12,5."),
    Code.NEGATIVE: later("« {value} » est négatif. Écrivez une valeur sans le signe moins."),
    Code.ZERO: later("Zéro ne va pas ici. Écrivez une valeur plus grande que zéro."),
    Code.TOO_LARGE: later("« {value} » est trop grand. Vérifiez l’unité et la virgule."),
    Code.TOO_PRECISE: later("« {value} » a trop de chiffres après la virgule."),
    Code.UNKNOWN_UNIT: later("L’unité « {value} » n’est pas connue ici. Écrivez kg ou g."),
    Code.AMBIGUOUS_UNIT: later("« {value} » mêle des unités. Écrivez l’unité après chaque pesée, ou après aucune."),
    Code.NOT_A_DAY: later("« {value} » n’est pas une date. Écrivez par exemple 12/06/2026."),
    Code.DAY_TOO_EARLY: later("La date « {value} » est trop ancienne. Vérifiez l’année."),
    Code.DAY_TOO_LATE: later("La date « {value} » est trop lointaine. Vérifiez l’année."),
    Code.LOT_CODE_FORM: later("« {value} » n’a pas la forme d’un code de lot. Recopiez-le de l’étiquette."),
    Code.LOT_CODE_CHECK: later("Le code « {value} » contient une faute de frappe. Relisez l’étiquette."),
    Code.TOO_MANY_BYTES: later("Ce fichier est trop gros. Envoyez-le en plusieurs morceaux."),
    Code.BINARY: later("Ce fichier n’est pas un texte. Enregistrez le tableau en .csv, .xlsx ou .ods."),
    Code.ENCODING: later("Les accents de ce fichier sont illisibles. Enregistrez-le en UTF-8."),
    Code.TOO_MANY_ROWS: later("Ce fichier a trop de lignes. Envoyez-le en plusieurs morceaux."),
    Code.TOO_MANY_COLUMNS: later("Ce fichier a trop de colonnes. Gardez celles qui servent."),
    Code.CELL_TOO_LONG: later("Une case contient un texte trop long."),
    Code.UNCLOSED_QUOTE: later("Un guillemet est ouvert et n’est pas refermé."),
    Code.BAD_QUOTE: later("Un guillemet est mal placé dans cette case."),
    Code.DOUBLED_HEADER: later("Le titre de colonne « {value} » est écrit deux fois. Renommez l’une des deux."),
    Code.NO_READINGS: later("Ce fichier ne contient aucun relevé de température."),
    Code.NO_PROBE: later("Ce fichier n’a aucune colonne de température à côté de l’heure."),
    Code.TOO_FEW_READINGS: later("Il faut au moins deux relevés pour suivre la chauffe."),
    Code.NOT_A_TIME: later("« {value} » n’est pas une heure. Écrivez des minutes, ou une heure comme 14:05:00."),
    Code.MIXED_TIMES: later("L’heure change de forme dans le fichier (« {value} »). Gardez partout la même."),
    Code.TIME_UNIT: later(
        "L’unité du temps n’est pas claire (« {value} »). Écrivez des minutes ou des heures:minutes."
    ),
    Code.UNSORTED: later("Les relevés ne sont pas dans l’ordre du temps. Envoyez le fichier d’origine."),
    Code.DOUBLED_TIME: later("Deux relevés portent la même heure. Gardez-en un seul."),
    Code.MISSING_READING: later("Il manque une température ici."),
    Code.NOT_FINITE: later("« {value} » n’est pas une température."),
    Code.ABSURD_TEMPERATURE: later("« {value} » n’est pas une température possible. Vérifiez l’unité (°C ou °F)."),
    Code.UNIT_CONFLICT: later("Le fichier est en °{value} : ce n’est pas l’unité choisie."),
    Code.MIXED_UNITS: later("Les colonnes de ce fichier mêlent °C et °F. Gardez partout la même unité."),
    Code.BAD_TREF: later("La température de référence « {value} » ne convient pas."),
    Code.BAD_Z: later("La valeur z « {value} » ne convient pas : elle doit être plus grande que zéro."),
}


def column_letters(column: int) -> str:
    """The name a spreadsheet gives to a column, from 1: 1 → A, 27 → AA."""
    letters = ""
    while column > 0:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def place(line: int | None, column: int | None) -> str:
    """« Ligne 3, colonne B », as a spreadsheet counts (from 1); empty when the place is unknown."""
    if line is None and column is None:
        return ""
    if column is None:
        return _("Ligne {line}").format(line=line)
    if line is None:
        return _("Colonne {column}").format(column=column_letters(column))
    return _("Ligne {line}, colonne {column}").format(line=line, column=column_letters(column))


def sentence(refusal: Unreadable) -> str:
    """What happened and what to do, in the reader's language, with its place in a table when there is one."""
    # Split, not formatted: what was typed may hold braces.
    said = str(SENTENCES[refusal.code]).replace("{value}", refusal.value or "")
    where = place(refusal.line, refusal.column)
    return _("{place} : {sentence}").format(place=where, sentence=said) if where else said
