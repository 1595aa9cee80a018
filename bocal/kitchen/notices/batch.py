"""The batch record of one finished lot."""

import re
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from bocal.kitchen import reads
from bocal.kitchen.models import Cook, Making
from bocal.kitchen.reads import costs
from bocal.kitchen.words import bench
from bocal.look import pdf
from bocal.look.charts import line_chart
from bocal.look.templatetags.look import amount, euros, kg, minutes, moment, number, price, shortday, vat

# The chart's classes as bocal.css draws them, for a picture that stands alone on paper.
_INK = (
    "text{font-family:'Atkinson Hyperlegible';font-size:13px;fill:#67564a}.strong{fill:#2b211b;font-weight:700}"
    ".axis{stroke:#8d7663;fill:none}.grid-line{stroke:#e0d2bc}.curve{fill:none;stroke-width:2.5}"
    ".s1{stroke:#ad3819}.s2{stroke:#2d6278;stroke-dasharray:7 4}.s3{stroke:#3d6a2c;stroke-dasharray:2 5}"
    ".s4{stroke:#7a4f00;stroke-dasharray:12 4 2 4}.target{stroke:#2b211b;stroke-width:1.5;stroke-dasharray:4 4}"
)


def batch_record(file: reads.File) -> bytes:
    """The PDF of one finished lot: recipe, lots, kettle, times, curve, verdict, checks, decisions."""
    return pdf.render("kitchen/pages/record.typ", record(file))


def record(file: reads.File) -> dict[str, Any]:
    """What the batch record says, in the reader's language."""
    order, lot, voucher = file.making.order, file.lot, file.making.voucher
    kettle = reads.kettle(voucher)
    cook = file.cook
    drawn = reads.drawing(cook, file.verdict_due) if cook else None
    return {
        "lang": (get_language() or "fr")[:2],
        "title": _("Dossier de lot %(lot)s") % {"lot": lot.code},
        "collective": file.collective,
        "day": date_format(voucher.day, "j F Y"),
        "facts": [
            [_("Produit"), lot.item.name],
            [_("Lot"), lot.code],
            [_("Ordre"), order.number],
            [
                _("Recette"),
                _("%(recipe)s, version %(n)s") % {"recipe": order.version.recipe, "n": order.version.number},
            ],
            [_("Propriétaire"), lot.owner.name],
            [_("Jour de fabrication"), shortday(voucher.day)],
            [_("Fait par"), str(voucher.author or "")],
            [
                _("À consommer jusqu’au") if file.weighed else _("À consommer de préférence avant"),
                shortday(lot.good_until) or "–",
            ],
            [_("Allergènes"), ", ".join(lot.allergens) or "–"],
            [_("État"), lot.state.get_status_display()],
        ],
        "titles": {
            "recipe": _("Recette, pour 1 kg fini"),
            "kettle": _("Entrées, sorties, pertes"),
            "mix": _("Mélange, à côté de la recette")
            if order.by_weight
            else _("Mélange, à côté de ce que le barème couvre"),
            "hours": _("Temps"),
            "cook": _("Cuisson"),
            "earlier": _("Courbes envoyées avant"),
            "checks": _("Contrôles"),
            "decisions": _("Décisions sur le lot"),
            "controls": _("Contrôles du plan"),
            "ovens": _("Étuves"),
            "deviations": _("Écarts et décisions"),
            "sign": _("Vérifié par, le, signature"),
        },
        "recipe_head": [_("Produit"), _("Épluché"), _("Épluchures")],
        "recipe": [
            [line.item.name, kg(line.mg_per_kg), vat(line.peel_bp)] for line in reads.recipe_lines(order.version_id)
        ],
        "kettle_head": [_("Lot"), _("Quoi"), _("De"), _("Vers"), _("Quantité"), _("Poids")],
        "kettle": [_move(move) for group in kettle.groups for move in group],
        "balance": _("Entré dans la marmite %(mass_in)s, sorti %(mass_out)s.")
        % {"mass_in": kg(kettle.mass_in), "mass_out": kg(kettle.mass_out)},
        "reason": _("Écart expliqué : %(note)s") % {"note": voucher.note} if voucher.note else "",
        "mix_head": [
            _("Produit"),
            _("Part"),
            _("La recette en veut") if order.by_weight else _("Le barème vaut pour"),
            _("Avis"),
        ],
        "mix": [_mixed(line) for line in file.mix.lines] if file.mix else [],
        "mix_reason": _("Mélange expliqué : %(reason)s") % {"reason": file.mix.reason}
        if file.mix and file.mix.reason
        else "",
        "hours": [[str(line.person), minutes(line.minutes)] for line in kettle.hours],
        "verdict": file.outcome,
        "passed": file.weighed or file.verdict.passed,
        "heat": _heat(file, cook),
        "warnings": file.said,
        "chart": _alone(
            line_chart(drawn.panels, title=drawn.title, summary=drawn.summary, x_label=_("minutes"), picture_only=True)
        )
        if drawn
        else "",
        "legend": " · ".join(series.name for panel in drawn.panels for series in panel.series) if drawn else "",
        "earlier_head": [_("Fichier"), _("Valeur"), _("Par"), _("Quand")],
        "earlier": [_earlier(one) for one in file.sent[1:]],
        "checks_head": [_("Contrôle"), _("Résultat"), _("Avis"), _("Par"), _("Quand")],
        "checks": [_check(check, failed) for check, failed in reversed(file.check_lines)],
        "controls_head": [_("Contrôle"), _("Résultat"), _("Avis"), _("Par"), _("Quand")],
        "controls": [read_line(row) for line in file.lines for row in line.readings],
        "ovens_head": [_("Étuve"), _("Résultat"), _("Avis"), _("Par"), _("Quand")],
        "ovens": [_oven(oven) for oven in file.ovens],
        "deviations_head": [_("Jour"), _("Écart"), _("Décision"), _("Par")],
        "deviations": [deviation_line(one) for one in file.deviations],
        "decisions_head": [_("Quand"), _("Décision"), _("Par"), _("Pourquoi")],
        "decisions": [
            [moment(said["at"]), str(said["label"]), str(said["author"] or ""), str(said["reason"])]  # type: ignore[arg-type]
            for said in reads.decisions(lot)
        ],
        "lacks": _("Il manque : %(lacks)s.") % {"lacks": ", ".join(file.lacks)} if file.gaps else "",
    }


def whole_record(file: reads.File) -> dict[str, Any]:
    """The same with what the batch cost: what is sealed."""
    return {**record(file), "cost": _cost(file.making)}


def _cost(making: Making) -> dict[str, Any]:
    """What the batch cost, part by part, in all and by jar that was kept; what is not known of it."""
    [found] = costs.costs([making])
    labels = dict(bench.COSTS)
    parts = [(str(labels[part.kind]).capitalize(), part.cents) for part in found.cost.parts]
    rows = [(name, cents) for name, cents in parts if cents]
    notes = []
    if found.cost.fair:
        notes.append(_("Dons, à leur valeur : %(worth)s, hors du coût.") % {"worth": euros(found.cost.fair)})
    if found.no_rates:
        notes.append(
            _("Aucun tarif n’est écrit pour ce jour : le travail, l’énergie et les étiquettes manquent à ce coût.")
        )
    if found.unpriced:
        notes.append(_("Reçus sans prix ni valeur : %(lots)s.") % {"lots": ", ".join(found.unpriced)})
    if not found.released:
        notes.append(_("Ce lot n’est pas libéré : son coût peut encore changer."))
    return {
        "title": _("Ce qu’il a coûté"),
        "head": [_("Quoi"), _("Dépensé"), _("Le kilo") if found.cost.mass_mg else _("Par bocal")],
        "rows": [
            [name, euros(cents), price(each) if (each := found.cost.per_jar(cents)) is not None else ""]
            for name, cents in [*rows, (_("En tout"), found.cost.total)]
        ],
        "notes": notes,
    }


def _mixed(line: reads.MixLine) -> list[str]:
    """A share of the pot, as a line of a table."""
    share = line.share
    name = _("%(item)s, à la place de %(line)s") % {"item": line.name, "line": line.of} if line.of else line.name
    covered = _("%(low)s à %(high)s") % {"low": vat(share.low_bp), "high": vat(share.high_bp)}
    outside = _("hors de la recette") if line.by_weight else _("hors du barème")
    said = outside if line.outside else _("conforme")
    return [name, vat(share.share_bp), covered, said]


def _move(move: Any) -> list[str]:
    lot = move.lot
    return [
        lot.code if move.quantity else "",
        lot.item.name if move.quantity else "",
        str(move.source),
        str(move.target),
        amount(move.quantity, lot.item.dimension) if move.quantity and lot.item.dimension == "count" else "",
        kg(move.mass_mg) if move.mass_mg else "",
    ]


def _earlier(sent: Cook) -> list[str]:
    worth = _("%(minutes)s min") % {"minutes": number(round(sent.exact, 2))}
    return [sent.file_name, worth, str(sent.author or ""), moment(sent.made_at)]


def _check(check: Any, failed: bool) -> list[str]:
    if check.kind == "ph":
        found = f"{number(check.value)} {check.meter}".strip()
    elif check.kind == "closure":
        found = ngettext("%(bad)s mal fermé sur %(n)s", "%(bad)s mal fermés sur %(n)s", check.failing) % {
            "bad": check.failing,
            "n": check.looked_at,
        }
    else:
        found = _("rien à signaler") if check.sound else _("défaut")
    note = f" ({check.note})" if check.note else ""
    said = _("non conforme") if failed else _("conforme")
    return [check.get_kind_display(), found + note, said, str(check.author or ""), moment(check.made_at)]


def read_line(row: Any) -> list[str]:
    """A reading of the plan, as a line of a table."""
    found = f"{number(row.value)} {row.unit}" if row.value is not None else (_("oui") if row.sound else _("non"))
    note = f" ({row.note})" if row.note else ""
    said = _("conforme") if row.conform else _("non conforme")
    return [row.what, found + note, said, str(row.author or ""), moment(row.made_at)]


def deviation_line(one: Any) -> list[str]:
    """A deviation and what was decided, as a line of a table."""
    ruled = getattr(one, "ruling", None)
    said = _("à décider")
    if ruled is not None:
        paper = f" ({ruled.document})" if ruled.document else ""
        said = f"{ruled.get_decision_display()} : {ruled.reason}{paper}"
    who = f"{ruled.author or ''}, {moment(ruled.made_at)}" if ruled is not None else ""
    return [shortday(one.day), f"{one.get_cause_display()} : {one.found}", said, who]


def _oven(oven: Any) -> list[str]:
    test = oven.test
    if test is None:
        return [str(oven.point), _("à mettre à l’étuve"), "", "", shortday(oven.due_on)]
    name = _("%(celsius)s °C, %(n)s bocaux") % {"celsius": number(test.celsius), "n": test.jars}
    result = getattr(test, "result", None)
    if result is None:
        return [name, _("à lire"), "", str(test.author or ""), shortday(test.due_on)]
    found = _("rien à signaler") if result.sound else _("défaut")
    if result.ph is not None and result.ph_control is not None:
        found += f", pH {number(result.ph)} / {number(result.ph_control)}"
    if result.ratio is not None:
        found += ", " + _("microscope : %(ratio)s pour 1") % {"ratio": number(round(result.ratio, 1))}
    said = _("conforme") if result.conform else _("non conforme")
    return [name, found, said, str(result.author or ""), shortday(result.read_on)]


def _load(cook: Any) -> list[list[str]]:
    """How the autoclave ran, beside its curve."""
    rows = []
    if cook.operator:
        rows.append([_("Conduit par"), str(cook.operator)])
    if cook.load_jars is not None:
        rows.append([_("Bocaux dans la charge"), str(cook.load_jars)])
    if cook.initial_temperature is not None:
        rows.append([_("Bocaux au départ"), f"{number(cook.initial_temperature)} °C"])
    if cook.come_up is not None:
        rows.append([_("Montée jusqu’au palier"), f"{number(round(cook.come_up, 1))} min"])
    if cook.plateau is not None:
        rows.append([_("Palier tenu"), f"{number(round(cook.plateau, 1))} min"])
    if cook.cooling_sound is not None:
        rows.append([_("Eau de refroidissement"), _("conforme") if cook.cooling_sound else _("non conforme")])
    for one in cook.excluded:
        name = one["name"] or str(one["probe"] + 1)
        rows.append([_("Sonde écartée"), f"{name} : {one['reason']}"])
    return rows


def _error(cook: Any) -> str:
    if cook.error is None:
        return _("pas connue : rien n’est déduit des relevés")
    return _("%(error)s °C au plus, déduits des relevés avant de calculer") % {"error": number(cook.error)}


def _heat(file: reads.File, cook: Any) -> list[list[str]]:
    rows = []
    if schedule := file.schedule:
        said = _("%(kind)s, %(due)s min à %(tref)s °C, z %(z)s °C") % {
            "kind": schedule.get_treatment_display(),
            "due": number(schedule.required),
            "tref": number(schedule.tref),
            "z": number(schedule.z),
        }
        rows.append([_("Barème"), f"{schedule.reference} : {said}"])
        validated = _("%(by)s, le %(on)s") % {"by": schedule.validated_by, "on": shortday(schedule.validated_on)}
        rows.append([_("Validé par"), validated])
    if cook:
        sign = f"°{cook.unit}"
        rows += [
            [_("Valeur, forme exacte"), f"{number(round(cook.exact, 2))} min"],
            [_("Par les trapèzes"), f"{number(round(cook.trapezoid, 2))} min"],
            [_("Erreur d’étalonnage"), _error(cook)],
            [_("Référence"), f"{number(round(cook.tref, 2))} {sign}, z {number(round(cook.z, 2))} {sign}"],
            [_("Au plus chaud"), f"{number(round(cook.peak, 1))} {sign}"],
            [_("Relevés"), f"{cook.points} × {len(cook.probes)}, {number(round(cook.minutes))} min"],
            [_("Appareil"), f"{cook.equipment}, {cook.get_probe_at_display()}"],
            *_load(cook),
            [_("Fichier"), cook.file_name],
            ["SHA-256", cook.sha256],
            [_("Envoyé par"), f"{cook.author or ''}, {moment(cook.made_at)}"],
        ]
    return rows


def _alone(figure: str) -> str:
    """The chart's picture taken out of its page, with its colours."""
    found = re.search(r"<svg\b.*?</svg>", figure, re.DOTALL)
    picture = found[0] if found else ""
    return picture.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1).replace(
        ">", f"><style>{_INK}</style>", 1
    )
