"""The form of a donor's values, line by line: shared by the desk's page and the donor's own link."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from bocal.look.forms import EurosField, PlainForm
from bocal.supply import notices
from bocal.supply.models import ReceptionLine
from bocal.supply.reads import gifts as reads


class ValueForm(PlainForm):
    cents = EurosField(label=later("Sa valeur, au prix de revient"), required=False)
    half = forms.BooleanField(label=later("Date à 3 jours ou moins, ou plus vendable"), required=False)


class Valued:
    """A line of a gift with its form."""

    def __init__(self, line: ReceptionLine, data: Any) -> None:
        self.line, self.nature, self.quantity = line, notices.nature(line), notices.net(line)
        self.told = reads.value_of(line)
        self.receipted: bool = line.receipted  # type: ignore[attr-defined]
        initial = {"cents": self.told.cents, "half": self.told.half} if self.told else {}
        self.form = ValueForm(None if self.receipted else data, initial=initial, prefix=f"v{line.pk}")
        # A screen reader hears which line it is.
        for name, field in self.form.fields.items():
            label = _("{what} de {nature}").format(what=field.label, nature=self.nature)
            field.widget.attrs["aria-label"] = (
                label if name == "cents" else _("{nature} : pour moitié").format(nature=self.nature)
            )


def values(rows: list[Valued]) -> dict[int, tuple[int, bool]] | None:
    """What was typed, by line; None when something is to mend."""
    open_rows = [row for row in rows if not row.receipted]
    # Every form is looked at: the page shows all that is to mend.
    if [row for row in open_rows if not row.form.is_valid()]:
        return None
    return {row.line.pk: (row.form.cleaned_data["cents"] or 0, row.form.cleaned_data["half"]) for row in open_rows}
