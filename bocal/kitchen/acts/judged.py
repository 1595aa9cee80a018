"""What follows a judgement: deviations for whatever is not as it should be, and lots that are taken back."""

from datetime import datetime

from django.utils.translation import gettext as _

from bocal.directory.models import Person
from bocal.kitchen import reads, words
from bocal.kitchen.acts.standing import TAKEN_BACK, open_deviation, plan_blocks
from bocal.kitchen.models import Cook, ManufacturingOrder
from bocal.kitchen.rules.deviations import Cause
from bocal.kitchen.rules.safety import LARGEST_GAP, Outcome, Warn
from bocal.look.templatetags.look import number
from bocal.safety.rules import Topic


def follow_up(of: ManufacturingOrder, cook: Cook, *, author: Person, key: str, now: datetime, fresh: bool) -> None:
    """Open a deviation for each thing that is wrong with a cook; one that fails takes releases back, all the load's.

    `fresh`: the file was just sent; what is wrong with the file itself was told then, and is not told again.
    """
    file = reads.file_of(of.pk)
    if file is None:
        return
    found: list[tuple[Cause, str]] = []
    # A mix outside its range was told when it was made.
    if file.verdict.failed and file.verdict.outcome is not Outcome.MIX_OUTSIDE:
        said = file.outcome
        if file.verdict.factors:
            said += " " + ", ".join(file.factors).capitalize() + "."
        elif file.verdict.reached is not None and file.verdict.due is not None:
            said += " " + _("Atteint %(reached)s min, il en faut %(due)s.") % {
                "reached": number(round(file.verdict.reached, 2)),
                "due": number(file.verdict.due),
            }
        cause = Cause.FACTOR if file.verdict.outcome is Outcome.FACTOR_FAILED else Cause.HEAT
        found.append((cause, said))
    if fresh:
        found += _of_the_file(cook)
    elif cook.excluded and _too_coarse(cook):
        found.append((Cause.LOGGER, str(words.WARNS[Warn.TOO_COARSE])))
    if not found:
        return
    mates = list(reads.mates(file.making))
    why = _("Cuisson insuffisante (%(number)s)") if file.verdict.failed else _("Écart sur la cuisson (%(number)s)")
    for cause, said in found:
        open_deviation(
            cause,
            said,
            day=file.making.voucher.day,
            author=author,
            key=key,
            now=now,
            lots=mates,
            making=file.making,
            cook=cook,
            blocks=TAKEN_BACK,
            why=why % {"number": of.number},
        )


def _too_coarse(cook: Cook) -> bool:
    """Whether the two forms part by more than 2 %; the fall of a probe out of its jar is told as such, and alone."""
    return reads.heat_of(cook).too_coarse and not reads.suspects_of(cook)


def _of_the_file(cook: Cook) -> list[tuple[Cause, str]]:
    """What is wrong with the readings, the clock, or the papers of the machines."""
    found: list[tuple[Cause, str]] = []
    curve = []
    if cook.largest_gap > LARGEST_GAP + 0.5:
        said = _("Près du palier, %(seconds)s s sans relevé : rien ne prouve la température entre les deux.")
        curve.append(said % {"seconds": number(round(cook.largest_gap))})
    if _too_coarse(cook):
        curve.append(str(words.WARNS[Warn.TOO_COARSE]))
    if (times := reads.heatings_of(cook)) > 1:
        said = _(
            "La courbe monte %(times)s fois : la valeur additionne plusieurs cuissons, ou la cuisson s’est arrêtée."
        )
        curve.append(said % {"times": times})
    if curve:
        found.append((Cause.LOGGER, " ".join(curve)))
    if names := reads.suspect_names(cook):
        said = _("Sonde tombée ou bloquée : %(names)s. Elle ne suit pas les autres au palier.")
        found.append((Cause.PROBE, said % {"names": ", ".join(names)}))
    if cook.other_day and cook.started_on:
        said = _("Le fichier commence le %(day)s ; une personne a dit que l’horloge est fausse.")
        found.append((Cause.CLOCK, said % {"day": f"{cook.started_on:%d/%m/%Y}"}))
    if Warn.PAPERS_OVER in cook.warned and plan_blocks(Topic.PAPERS):
        found.append((Cause.PAPERS, f"{cook.equipment} : {words.WARNS[Warn.PAPERS_OVER]}"))
    return found
