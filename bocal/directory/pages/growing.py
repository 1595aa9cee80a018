"""The form of a farm's crops: a name and twelve months to touch, shared by the desk's page and the farm's own."""

from collections.abc import Iterable, Mapping

from django import forms
from django.http import HttpRequest
from django.utils.dates import MONTHS
from django.utils.translation import gettext_lazy as _

from bocal.directory import acts, reads, words
from bocal.directory.models import Organisation
from bocal.directory.rules import Refused
from bocal.directory.rules.crops import LONGEST, MOST
from bocal.look.forms import PlainForm


class CropForm(PlainForm):
    what = forms.CharField(label=_("Ce qui pousse"), max_length=LONGEST, required=False)
    months = forms.TypedMultipleChoiceField(
        label=_("Les mois où il y en a"),
        choices=list(MONTHS.items()),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )


#: Some blank rows wait at the end; to take a crop away is to blank its name and its months.
Crops = forms.formset_factory(CropForm, extra=2, max_num=MOST + 2, validate_max=True)


def crops_form(request: HttpRequest, farm: Organisation) -> forms.BaseFormSet[CropForm]:
    """The form, filled with what the farm grows."""
    initial = [{"what": crop.what, "months": list(crop.months)} for crop in reads.crops_of(farm)]
    return Crops(request.POST or None, initial=initial, prefix="c")


def keep(form: forms.BaseFormSet[CropForm], farm: Organisation) -> bool:
    """Write what was typed; False when something in the form is to mend."""
    if not form.is_valid():
        return False
    rows: Iterable[Mapping[str, object]] = [one.cleaned_data for one in form]
    try:
        acts.save_crops(farm, [(str(row.get("what") or ""), row.get("months") or ()) for row in rows])  # type: ignore[misc]
    except Refused as refused:
        row = min(int(str(refused.details["row"])), len(form.forms) - 1)
        form.forms[row].add_error("what", words.say(refused))
        return False
    return True


def initials() -> list[tuple[str, str]]:
    """Each month's first letter and its name."""
    return [(str(name)[:1].upper(), str(name)) for name in MONTHS.values()]
