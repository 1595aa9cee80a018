from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from bocal.catalog.rules import Dimension
from bocal.directory.doors import Request, enter
from bocal.directory.rules import Desk
from bocal.journals import reads as journals
from bocal.journals.rules import Refused
from bocal.journals.words import say
from bocal.kitchen import reads, words
from bocal.kitchen.acts import bench as acts
from bocal.kitchen.models import ManufacturingOrder, Step
from bocal.kitchen.reads import bench as found
from bocal.kitchen.rules.bench import MOST_HELPERS, StepKind, read_code
from bocal.kitchen.words import bench
from bocal.look.forms import KeyField, PiecesField, PlainForm, WeightField


class StepForm(PlainForm):
    """Who begins a step."""

    kind = forms.ChoiceField(choices=bench.STEPS)
    workers = forms.MultipleChoiceField(required=False)
    helpers = PiecesField(required=False, highest=MOST_HELPERS)
    key = KeyField()

    def __init__(self, *args: Any, people: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["workers"].choices = [(str(person.pk), person.name) for person in people]  # type: ignore[attr-defined]


class StopForm(PlainForm):
    """Which step ends; minutes when it was forgotten."""

    step = forms.IntegerField(min_value=1)
    minutes = PiecesField(required=False, lowest=1, highest=24 * 60)


class WeighForm(PlainForm):
    """A crate at the scales."""

    code = forms.CharField(
        label=later("Code du lot"),
        max_length=300,
        help_text=later("Écrit sous le carré de l’étiquette, comme L26-246-R2-4. Une douchette l’écrit toute seule."),
    )
    quantity = WeightField(label=later("Pris, poids brut"))
    peel = WeightField(label=later("Épluchures"), required=False, allow_zero=True)
    key = KeyField()

    def __init__(
        self, *args: Any, counted: bool = False, stranger: reads.Stranger | None = None, **kwargs: Any
    ) -> None:
        """`stranger`: what the lot means, when the recipe knows nothing of it; it is then weighed knowingly or not."""
        super().__init__(*args, **kwargs)
        self.stranger = stranger
        if stranger:
            self.fields["knowingly"] = forms.BooleanField(label=_("Nous le mettons quand même"), required=False)
        if counted:
            self.fields["quantity"] = PiecesField(label=_("Pris, pièces"), lowest=1)
        self.fields["code"].widget.attrs |= {
            "autocomplete": "off",
            "autocapitalize": "characters",
            "enterkeyhint": "next",
        }


class FilledForm(PlainForm):
    """What was filled, as far as it is known."""

    water = WeightField(label=later("Eau ajoutée"), required=False, allow_zero=True)
    jars_filled = PiecesField(label=later("Bocaux remplis"), required=False, highest=100_000)
    jars_broken = PiecesField(label=later("Pots cassés"), required=False, highest=100_000)
    lids_broken = PiecesField(label=later("Couvercles perdus"), required=False, highest=100_000)
    tasting_jars = PiecesField(
        label=later("Bocaux pour la dégustation et les analyses"), required=False, highest=100_000
    )
    spilled = WeightField(label=later("Renversé"), required=False, allow_zero=True)


class BaggedForm(PlainForm):
    """What was put in bags, as far as it is known."""

    water = WeightField(label=later("Eau ajoutée"), required=False, allow_zero=True)
    weighed = WeightField(label=later("Poids de ce qui est sorti"), required=False, allow_zero=True)
    spilled = WeightField(label=later("Renversé"), required=False, allow_zero=True)


#: Which field of the scales each refusal belongs to; the others are about the code.
AT_THE_SCALES = {"weighed_too_much": "quantity", "weighed_elsewhere": "quantity", "weigh_peel": "peel"}


@enter(Desk.PRODUCTION, Desk.DIRECTION)
def kettle(request: Request, pk: int) -> HttpResponse:
    """Step by step at the kettle, on a tablet: who works since when, what is weighed in, what is filled."""
    line = reads.order(pk)
    if line is None:
        raise Http404
    order, now = line.order, timezone.now()
    people = list(reads.cooks_people())
    forms_: dict[str, Any] = {}
    refusal = ""
    if request.method == "POST":
        what = request.POST.get("what", "")
        try:
            if what == "start":
                refusal = _start(request, order, people)
            elif what == "stop":
                refusal = _stop(request, order)
            elif what == "weigh":
                forms_["weigh"] = _weigh(request, order)
            elif what == "unweigh":
                _unweigh(request.POST, order)
            elif what == "filled":
                forms_["filled"] = _fill(request, order)
            elif what == "hours":
                acts.write_hours(order, author=request.user, key=request.POST.get("key", "")[:64], now=now)
                messages.success(request, _("Les heures sont enregistrées."))
            else:
                refusal = _("Rien n’a été changé : choisissez une étape.")
        except Refused as refused:
            refusal = say(refused, words.REFUSALS)
        if not refusal and not any(form.errors for form in forms_.values()):
            return redirect("kitchen:kettle", order.pk)
    state = found.bench_of(order, now)
    labels = dict(bench.STEPS)
    noted = state.filled
    first = (
        {
            "water": noted.water_mg or None,
            "jars_filled": noted.jars_filled or None,
            "jars_broken": noted.jars_broken or None,
            "lids_broken": noted.lids_broken or None,
            "tasting_jars": noted.tasting_jars or None,
            "spilled": noted.spilled_mg or None,
            "weighed": noted.weighed_mg or None,
        }
        if noted
        else {}
    )
    context = {
        "order": order,
        "line": line,
        "bench": state,
        "steps": [(one, labels[one.kind], bench.STEP_ICONS[one.kind]) for one in state.lines],
        "people": people,
        "refusal": refusal,
        **_mix(line, state),
        "weigh": forms_.get("weigh") or WeighForm(),
        "filled": forms_.get("filled") or (BaggedForm if order.by_weight else FilledForm)(initial=first),
    }
    return render(request, "kitchen/pages/kettle_steps.html", context)


def _mix(line: reads.OrderLine, state: found.Bench) -> dict[str, Any]:
    """What is planned and what is in the pot so far; once it is made, the mix as it was judged."""
    if line.making:
        return {"mix": reads.mix_of(line.making)}
    pot = reads.pot(line.order, state.weighed, water_mg=state.filled.water_mg if state.filled else 0)
    return {
        "chosen": [(row, pot.permits.standbys.get(row.lot.item_id)) for row in reads.planned_lots(line.order)],
        "weighed_lots": {row.lot_id for row in state.weighed},
        "pot": pot,
    }


def _start(request: Request, order: ManufacturingOrder, people: list[Any]) -> str:
    form = StepForm(request.POST, people=people)
    if not form.is_valid():
        return _("Cette étape n’a pas commencé : dites qui y travaille, et combien d’autres mains.")
    chosen = set(form.cleaned_data["workers"])
    acts.start_step(
        order,
        kind=StepKind(form.cleaned_data["kind"]),
        workers=[person for person in people if str(person.pk) in chosen],
        helpers=form.cleaned_data["helpers"] or 0,
        author=request.user,
        key=str(form.cleaned_data["key"]),
        now=timezone.now(),
    )
    return ""


def _stop(request: Request, order: ManufacturingOrder) -> str:
    form = StopForm(request.POST)
    step: Step | None = found.step(form.cleaned_data["step"], order.pk) if form.is_valid() else None
    if step is None:
        return _("Cette étape n’est plus là : rechargez la page.")
    acts.stop_step(step, now=timezone.now(), minutes=form.cleaned_data["minutes"])
    return ""


def _weigh(request: Request, order: ManufacturingOrder) -> WeighForm:
    lot = journals.lot(read_code(request.POST.get("code", ""))[:40])
    form = WeighForm(
        request.POST,
        counted=lot is not None and lot.item.dimension == Dimension.COUNT,
        stranger=reads.stranger_to(order, lot) if lot else None,
    )
    if form.is_valid():
        said = form.cleaned_data
        crate = acts.Crate(said["code"], said["quantity"], said["peel"] or 0, said.get("knowingly", False))
        try:
            acts.weigh_in(order, crate=crate, author=request.user, key=str(said["key"]), now=timezone.now())
        except Refused as refused:
            form.add_error(AT_THE_SCALES.get(refused.code, "code"), say(refused, words.REFUSALS))
    return form


def _unweigh(post: QueryDict, order: ManufacturingOrder) -> None:
    asked = post.get("weighing", "")
    weighing = found.weighing(int(asked), order.pk) if asked.isdecimal() and len(asked) < 16 else None
    if weighing is not None:
        acts.weigh_out(weighing)


def _fill(request: Request, order: ManufacturingOrder) -> PlainForm:
    form = (BaggedForm if order.by_weight else FilledForm)(request.POST)
    if form.is_valid():
        said = form.cleaned_data
        acts.note_filled(
            order,
            author=request.user,
            now=timezone.now(),
            water_mg=said["water"] or 0,
            jars_filled=said.get("jars_filled") or 0,
            jars_broken=said.get("jars_broken") or 0,
            lids_broken=said.get("lids_broken") or 0,
            tasting_jars=said.get("tasting_jars") or 0,
            weighed_mg=said.get("weighed") or 0,
            spilled_mg=said["spilled"] or 0,
        )
    return form
