from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from bocal.directory.doors import Request, enter
from bocal.directory.rules import Desk
from bocal.journals.rules import Refused
from bocal.journals.words import say
from bocal.kitchen import acts, reads, words
from bocal.kitchen.models import RecipeVersion
from bocal.kitchen.rules.stands import Stand
from bocal.look.forms import NumberField, PlainForm

#: Substitutes that a version may have, and blank rows shown beyond those written.
MOST, SPARE = 12, 2


def _share(value: Decimal | None) -> int | None:
    return None if value is None else int(value * 100)


class VaryForm(PlainForm):
    """The range of each line, and what may stand in for it. Shares are typed in per cent."""

    def __init__(self, *args: Any, version: RecipeVersion, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.version_lines = reads.whole_lines(version)
        self.covered = reads.covered(version)
        for line in self.version_lines:
            for name, label, value in (
                ("low", _("Part la plus basse"), line.low_bp),
                ("high", _("Part la plus haute"), line.high_bp),
            ):
                self.fields[f"{name}-{line.item_id}"] = NumberField(
                    label=label,
                    required=False,
                    highest=100,
                    places=1,
                    unit_sign="%",
                    initial=None if value is None else Decimal(value) / 100,
                )
        written = [(line.item_id, one) for line in self.version_lines for one in line.substitutes.all()]
        self.row_count = min(len(written) + SPARE, MOST)
        lines = [("", _("(rien)")), *((str(line.item_id), line.item.name) for line in self.version_lines)]
        items = [("", _("choisir")), *((str(item.pk), item.name) for item in reads.ingredients())]
        for i in range(self.row_count):
            line_key, one = written[i] if i < len(written) else (None, None)
            item_key = str(one.item_id) if one else ""
            self.fields[f"line-{i}"] = forms.ChoiceField(
                label=_("Ce produit"), choices=lines, required=False, initial=str(line_key or "")
            )
            self.fields[f"item-{i}"] = forms.ChoiceField(
                label=_("peut être remplacé par"),
                choices=items,
                required=False,
                initial=item_key,
            )
            self.fields[f"most-{i}"] = NumberField(
                label=_("jusqu’à"),
                required=False,
                highest=100,
                places=1,
                unit_sign="%",
                initial=Decimal(one.most_bp) / 100 if one else None,
            )
            self.fields[f"peel-{i}"] = NumberField(
                label=_("Épluchures"),
                required=False,
                highest=99,
                places=1,
                unit_sign="%",
                initial=Decimal(one.peel_bp) / 100 if one and one.peel_bp else None,
            )

    @property
    def ranges(self) -> list[tuple[Any, Any, Any, Any]]:
        """Each line with its share as the recipe is written, what holds when nothing is said, and its two fields."""
        return [
            (line, self.covered[line.item_id], self[f"low-{line.item_id}"], self[f"high-{line.item_id}"])
            for line in self.version_lines
        ]

    @property
    def stands(self) -> list[list[Any]]:
        """The fields of each substitute."""
        return [[self[f"{name}-{i}"] for name in ("line", "item", "most", "peel")] for i in range(self.row_count)]

    def clean(self) -> dict[str, Any]:
        """A substitute has its line, its product and its share, or nothing."""
        said: dict[str, Any] = super().clean() or {}
        for i in range(self.row_count):
            whole = [said.get(f"{name}-{i}") for name in ("line", "item", "most")]
            if any(whole) and not all(whole):
                empty = next(name for name, value in zip(("line", "item", "most"), whole, strict=True) if not value)
                if f"{empty}-{i}" not in self.errors:
                    self.add_error(
                        f"{empty}-{i}", _("Un remplaçant a sa ligne, son produit et sa part : il en manque une.")
                    )
        return said

    def lines(self) -> dict[int, acts.Variation]:
        """What was typed, as the act wants it."""
        said = self.cleaned_data
        found = {}
        for line in self.version_lines:
            rows = [i for i in range(self.row_count) if said.get(f"line-{i}") == str(line.item_id)]
            found[line.item_id] = acts.Variation(
                _share(said[f"low-{line.item_id}"]),
                _share(said[f"high-{line.item_id}"]),
                tuple(
                    Stand(int(said[f"item-{i}"]), _share(said[f"most-{i}"]) or 0, _share(said[f"peel-{i}"]) or 0)
                    for i in rows
                ),
            )
        return found


@enter(Desk.PRODUCTION, Desk.DIRECTION)
def vary(request: Request, pk: int) -> HttpResponse:
    """What the schedule covers beside the recipe as it is written: ranges and substitutes."""
    found = reads.version(pk)
    if found is None:
        raise Http404
    form = VaryForm(request.POST or None, version=found)
    if request.method == "POST" and form.is_valid():
        try:
            acts.vary(found, lines=form.lines())
        except Refused as refused:
            form.add_error(None, say(refused, words.REFUSALS))
        else:
            messages.success(request, _("Ce qui peut varier est enregistré."))
            return redirect("kitchen:recipe", found.recipe_id)
    return render(
        request, "kitchen/pages/vary.html", {"version": found, "form": form, "water": reads.water_share(found)}
    )
