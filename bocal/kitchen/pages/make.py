from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.forms.utils import ErrorDict
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from bocal.catalog.models import Item
from bocal.catalog.rules import Dimension, ItemKind
from bocal.directory.doors import Request, enter
from bocal.directory.models import Person
from bocal.directory.rules import Desk
from bocal.journals.rules import Refused
from bocal.journals.words import say
from bocal.kitchen import acts, reads, words
from bocal.kitchen.reads.bench import Bench, bench_of
from bocal.kitchen.rules.bench import read_code
from bocal.kitchen.words import mixing
from bocal.look.forms import DayField, KeyField, PiecesField, PlainForm, WeightField
from bocal.look.templatetags.look import kg

#: Which field each refusal belongs to; the others stand above the form.
PLACES = {
    "nothing_used": None,
    "no_jars": "jars_filled",
    "no_weight": "weighed",
    "too_many_jars": "jars_filled",
    "not_enough_jars": "jars_filled",
    "not_enough_lids": "lids_broken",
    "too_many_tasted": "tasting_jars",
    "reason_needed": "note",
    "mix_outside": "mix_reason",
    "mix_other": "mix_reason",
    "unexplained": "note",
    "future": "day",
    "made_before": "day",
    "not_enough_then": "day",
    "too_much_out": "evaporation",
}


#: Lots of something else that one pot may have.
MOST_BESIDE = 20


class MakeForm(PlainForm):
    """What really went in and came out. A field for each lot and each person is added to these."""

    water = WeightField(required=False, allow_zero=True)
    weighed = WeightField()
    jars_filled = PiecesField(lowest=0, highest=100_000)
    jars_broken = PiecesField(required=False, highest=100_000)
    lids_broken = PiecesField(required=False, highest=100_000)
    tasting_jars = PiecesField(required=False, highest=100_000)
    tasting = WeightField(required=False, allow_zero=True, unit="g")
    spilled = WeightField(required=False, allow_zero=True)
    evaporation = WeightField(required=False, allow_zero=True)
    day = DayField(latest=timezone.localdate)
    note = forms.CharField(required=False, max_length=500)
    mix_reason = forms.CharField(required=False, max_length=300)
    beside_code = forms.CharField(required=False, max_length=300)
    beside_lot = forms.ChoiceField(required=False)
    key = KeyField()

    def __init__(
        self,
        *args: Any,
        by_weight: bool,
        planned: list[tuple[str, Any, int]],
        others: list[reads.HandLot],
        besides: reads.Besides,
        people: list[Person],
        bags: list[tuple[Item, int]] | None = None,
        standbys: Mapping[int, reads.Standby],
        unjudged: bool = False,
        **kwargs: Any,
    ) -> None:
        """`bags`: packaging with the pieces there, for what is made by weight; None for what goes in jars. `unjudged`:
        what was typed is only shown again, with a lot more."""
        self.unjudged = unjudged
        super().__init__(*args, **kwargs)
        self.bags: list[str] = []
        if bags is None:
            del self.fields["weighed"]
        else:
            for name in ("jars_filled", "jars_broken", "lids_broken", "tasting_jars"):
                del self.fields[name]
            for item, there in bags:
                help_text = _("%(n)s en réserve. Laissez vide si rien n’est compté.") % {"n": there}
                self.fields[f"b-{item.pk}"] = PiecesField(
                    label=item.name, required=False, highest=100_000, help_text=help_text
                )
                self.bags.append(f"b-{item.pk}")
        self.standbys = standbys
        labels = {
            "water": _("Eau ajoutée"),
            "weighed": _("Poids de ce qui est sorti"),
            "jars_filled": _("Bocaux remplis"),
            "jars_broken": _("Pots cassés"),
            "lids_broken": _("Couvercles perdus"),
            "tasting_jars": _("Bocaux pour la dégustation et les analyses"),
            "tasting": _("Goûté à la cuillère"),
            "spilled": _("Renversé"),
            "evaporation": _("Évaporation"),
            "day": _("Jour de la fabrication"),
            "note": _("Si l’écart est grand : pourquoi ?"),
            "mix_reason": _("Si le mélange n’est plus celui de la recette : pourquoi ?")
            if by_weight
            else _("Si le mélange n’est plus celui du barème : pourquoi ?"),
            "beside_code": _("Code du lot"),
            "beside_lot": _("ou choisissez-le"),
        }
        for name, label in labels.items():
            if name in self.fields:
                self.fields[name].label = label
        if bags is None:
            self.fields["tasting_jars"].help_text = _("Parmi les bocaux remplis.")
        self.fields["evaporation"].help_text = _(
            "Laissez vide pour la calculer : ce qui reste, sans dépasser ce que la recette prévoit."
        )
        self.fields["beside_code"].help_text = _(
            "Écrit sous le carré de l’étiquette ; une douchette l’écrit toute seule."
        )
        self.fields["beside_code"].widget.attrs |= {"autocomplete": "off", "autocapitalize": "characters"}
        self.fields["beside_lot"].choices = [  # type: ignore[attr-defined]
            ("", _("choisir")),
            *((one.ref, f"{one.stock.lot.item} · {one.stock.lot.code}") for one in besides.listed),
        ]
        self.rows: list[dict[str, Any]] = []
        self.others: list[dict[str, Any]] = []
        for ref, lot, quantity in planned:
            self.rows.append(self._add(ref, lot, quantity))
        for hand in others:
            self.others.append(self._add(hand.ref, hand.stock.lot, 0))
        self.besides = [
            self._add(one.hand.ref, one.hand.stock.lot, 0) | {"stranger": one.stranger} for one in besides.named
        ]
        self.people: list[str] = []
        for person in people:
            self.fields[f"m-{person.pk}"] = PiecesField(
                label=person.name, required=False, highest=24 * 60, unit_sign=_("min")
            )
            self.people.append(f"m-{person.pk}")

    def full_clean(self) -> None:
        """Nothing is said yet of what is only shown again."""
        if self.unjudged:
            self._errors, self.cleaned_data = ErrorDict(), {}
        else:
            super().full_clean()

    def _add(self, ref: str, lot: Any, quantity: int) -> dict[str, Any]:
        weighed = lot.item.dimension == Dimension.MASS
        field = WeightField(required=False, allow_zero=True) if weighed else PiecesField(required=False)
        field.label = _("Pris, poids brut") if weighed else _("Pris, pièces")
        self.fields[f"q-{ref}"] = field
        peel = weighed and lot.item.kind != ItemKind.ADDITIVE
        if peel:
            self.fields[f"p-{ref}"] = WeightField(label=_("Épluchures"), required=False, allow_zero=True)
        standby = self.standbys.get(lot.item_id)
        return {"ref": ref, "lot": lot, "planned": quantity, "peel": peel, "standby": standby}

    def shown(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Each lot with its fields."""
        return [
            {**row, "q": self[f"q-{row['ref']}"], "p": self[f"p-{row['ref']}"] if row["peel"] else None} for row in rows
        ]

    def taken(self) -> list[acts.Taken]:
        """What was taken, lot by lot; a lot left blank was not."""
        found = []
        for row in (*self.rows, *self.others, *self.besides):
            ref = row["ref"]
            if quantity := self.cleaned_data.get(f"q-{ref}"):
                lot, place = ref.split("-")
                found.append(acts.Taken(int(lot), int(place), quantity, self.cleaned_data.get(f"p-{ref}") or 0))
        return found

    def outcome(self) -> acts.Outcome:
        """What came of it."""
        said = self.cleaned_data
        return acts.Outcome(
            jars_filled=said.get("jars_filled") or 0,
            water_mg=said["water"] or 0,
            jars_broken=said.get("jars_broken") or 0,
            lids_broken=said.get("lids_broken") or 0,
            tasting_jars=said.get("tasting_jars") or 0,
            tasting_mg=said["tasting"] or 0,
            spilled_mg=said["spilled"] or 0,
            evaporation_mg=said["evaporation"],
            minutes=tuple((int(name[2:]), said[name]) for name in self.people if said[name]),
            weighed_mg=said.get("weighed") or 0,
            bags=tuple((int(name[2:]), said[name]) for name in self.bags if said[name]),
        )


def noted(found: Bench) -> dict[str, Any]:
    """What the tablet noted, as the form's first values: nobody types it twice."""
    first: dict[str, Any] = {f"m-{person}": minutes for person, minutes in found.minutes.items()}
    for row in found.weighed:
        first[f"q-{row.lot_id}-{row.place_id}"] = row.quantity
        if row.peel_mg:
            first[f"p-{row.lot_id}-{row.place_id}"] = row.peel_mg
    if found.filled:
        first |= {
            "water": found.filled.water_mg or None,
            "jars_filled": found.filled.jars_filled or None,
            "jars_broken": found.filled.jars_broken or None,
            "lids_broken": found.filled.lids_broken or None,
            "tasting_jars": found.filled.tasting_jars or None,
            "spilled": found.filled.spilled_mg or None,
            "weighed": found.filled.weighed_mg or None,
        }
    return first


def _again(post: QueryDict, *, keep_code: bool) -> QueryDict:
    """All that was typed; the lot that was named is a row now, unless nobody knows its code."""
    typed = post.copy()
    typed["beside_lot"] = ""
    if not keep_code:
        typed["beside_code"] = ""
    return typed


def _bags() -> list[tuple[Item, int]]:
    """The bags and crates that there are, with how many."""
    named = {item.pk: item for item in reads.bags()}
    there = reads.pieces_there(named, reads.us().pk) if named else {}
    return [(item, there[key]) for key, item in named.items() if there.get(key)]


def _refs(said: Iterable[str]) -> list[tuple[int, int]]:
    """Each (lot, place) that the form says; what does not read is left out."""
    found = []
    for ref in said:
        lot, _dash, place = ref.partition("-")
        if lot.isdecimal() and place.isdecimal() and len(lot) < 16 and len(place) < 16:
            found.append((int(lot), int(place)))
    return found[:MOST_BESIDE]


@enter(Desk.PRODUCTION, Desk.DIRECTION)
def make(request: Request, pk: int) -> HttpResponse:
    """At the kettle: what went in, what came out; the balance as one types."""
    line = reads.order(pk)
    if line is None:
        raise Http404
    order = line.order
    if line.making or order.cancelled_at:
        return render(request, "kitchen/pages/make.html", {"order": order, "line": line})
    now = timezone.now()
    today = timezone.localdate(now)
    chosen = reads.planned_lots(order)
    planned = [(f"{row.lot_id}-{row.place_id}", row.lot, row.quantity) for row in chosen]
    mine = {ref for ref, _lot, _quantity in planned}
    known = reads.permits(order.version, [(row.lot.item_id, row.lot.allergens) for row in chosen])
    hands = reads.lots_at_hand(known.items, today=today)
    bench = bench_of(order, now)
    what = request.POST.get("what", "")
    added = (request.POST.get("beside_code", "").strip(), request.POST.get("beside_lot", ""))
    # A lot that was named is first shown with what follows: nothing is written before.
    adding = what != "balance" and any(added)
    balancing = what in ("balance", "beside")
    refs = [*((row.lot_id, row.place_id) for row in bench.weighed), *_refs(request.POST.getlist("beside"))]
    unknown = ""
    if adding:
        found = reads.lot_beside(order, known, read_code(added[0])[:40], today=today) if added[0] else None
        refs += [found] if found else _refs([added[1]]) if not added[0] else []
        if added[0] and not found:
            unknown = str(mixing.REFUSALS["beside_unknown"]) % {"lot": added[0][:60]}
    form = MakeForm(
        _again(request.POST, keep_code=bool(unknown)) if adding else request.POST or None,
        by_weight=order.by_weight,
        planned=planned,
        others=[hand for hand in hands if hand.ref not in mine],
        besides=reads.besides(order, known, refs, today=today),
        people=list(reads.cooks_people()),
        bags=_bags() if order.by_weight else None,
        standbys=known.standbys,
        unjudged=adding,
        initial={"day": today} | noted(bench),
    )
    account = refusal = mix = None
    if request.method == "POST" and not adding and form.is_valid():
        taken, outcome = form.taken(), form.outcome()
        try:
            account, mixed = acts.weigh_up(order, taken=taken, outcome=outcome)
            mix = mixed.seen
            if not balancing:
                posted = acts.make(
                    order,
                    taken=taken,
                    outcome=outcome,
                    day=form.cleaned_data["day"],
                    author=request.user,
                    key=str(form.cleaned_data["key"]),
                    now=now,
                    note=form.cleaned_data["note"],
                    mix_reason=form.cleaned_data["mix_reason"],
                )
                sentence = (
                    _("%(mass)s faits, lot %(lot)s. Il est en attente de ses contrôles.")
                    if order.by_weight
                    else _("%(jars)s bocaux faits, lot %(lot)s. Il est en attente de ses contrôles.")
                )
                said = sentence % {
                    "jars": outcome.jars_filled,
                    "mass": kg(outcome.weighed_mg),
                    "lot": posted.lots["jars"].code,
                }
                if mix.outside:
                    said += " " + (
                        _("Ce n’est plus la recette : une personne doit décider d’un écart.")
                        if order.by_weight
                        else _("Le barème ne tient plus : une personne doit décider d’un écart.")
                    )
                messages.success(request, said, extra_tags=f"undo:{posted.voucher.pk}")
                return redirect("kitchen:order", order.pk)
        except Refused as refused:
            refusal = say(refused, words.REFUSALS)
            if not balancing:
                form.add_error(PLACES.get(refused.code), refusal)
    return render(
        request,
        "kitchen/pages/make.html",
        {
            "order": order,
            "line": line,
            "form": form,
            "rows": form.shown(form.rows),
            "others": form.shown(form.others),
            "besides": form.shown(form.besides),
            "adding": adding,
            "unknown": unknown,
            "people": [form[name] for name in form.people],
            "bags": [form[name] for name in form.bags],
            "account": account,
            "mix": mix,
            "refusal": refusal,
            "balancing": balancing or adding,
            # What the tablet noted is weighed up as soon as the page opens.
            "noted": request.method != "POST" and bool(bench.weighed or bench.filled),
        },
    )
