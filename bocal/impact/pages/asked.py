"""The period that an address asks for."""

from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlencode

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as later

from bocal.impact import rules, words
from bocal.impact.rules import Span
from bocal.look.forms import DayField, PlainForm
from bocal.measure.period import LAST_YEAR, Period, parse_day
from bocal.measure.unreadable import Unreadable


class DatesForm(PlainForm):
    du = DayField(label=later("Du"))
    au = DayField(label=later("Au"))

    def clean_au(self) -> date:
        """The last day, not before the first."""
        last: date = self.cleaned_data["au"]
        first = self.cleaned_data.get("du")
        if first is not None and last < first:
            raise forms.ValidationError(later("Le dernier jour doit suivre le premier : choisissez un jour plus tard."))
        return last


@dataclass(frozen=True)
class Asked:
    """A period with its name, and the addresses of those around it."""

    span: Span
    period: Period
    form: DatesForm

    @property
    def title(self) -> str:
        """How people call it."""
        return words.title(self.span, self.period)

    @property
    def query(self) -> str:
        """What stands in the address to come back to it."""
        if self.span is Span.FREE:
            return urlencode({"periode": self.span, "du": self.period.start, "au": self.period.last})
        return urlencode({"periode": self.span, "jour": self.period.start})

    @property
    def around(self) -> list[str]:
        """The addresses of the period before and of the one after; none for free dates."""
        if self.span is Span.FREE:
            return []
        days = rules.neighbours(self.span, self.period)
        return [urlencode({"periode": self.span, "jour": day}) for day in days]

    @property
    def spans(self) -> list[tuple[str, object, bool]]:
        """The tabs: address, label, whether it is this one."""
        return [(urlencode(self._jump(span)), label, span is self.span) for span, label in words.SPANS]

    def _jump(self, span: Span) -> dict[str, object]:
        if span is Span.FREE:
            return {"periode": span, "du": self.period.start, "au": self.period.last}
        return {"periode": span, "jour": self.period.start}


def read(query: QueryDict, today: date) -> Asked:
    """What is asked; this month when it cannot be read. Only free dates are answered by an error beside the field."""
    text = query.get("periode", "")
    span = Span(text) if text in set(Span) else Span.MONTH
    if span is Span.FREE:
        form = DatesForm(query)
        if form.is_valid():
            days = form.cleaned_data
            return Asked(span, Period(days["du"], days["au"] + timedelta(days=1)), form)
        return Asked(Span.MONTH, Period.month_of(today), form)
    try:
        day = parse_day(query.get("jour", ""))
    except Unreadable:
        day = today
    if day.year >= LAST_YEAR:
        day = today
    chosen = rules.period(span, day)
    return Asked(span, chosen, DatesForm(initial={"du": chosen.start, "au": chosen.last}))
