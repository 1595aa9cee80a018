"""For the accountant: the file of entries of a year, and closing what is over."""

from datetime import date, timedelta

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from bocal.billing import reads
from bocal.directory.doors import Request, enter
from bocal.directory.rules import Desk
from bocal.journals import acts as journals
from bocal.journals import reads as journal_reads
from bocal.journals.rules import Refused
from bocal.journals.words import say
from bocal.look.forms import EurosField, PlainForm
from bocal.look.templatetags.look import shortday
from bocal.measure.period import Period


class YearForm(PlainForm):
    annee = forms.TypedChoiceField(label=later("Année"), coerce=int)
    heure = EurosField(
        label=later("Valeur d’une heure bénévole"),
        help_text=later("Laissez vide pour ne pas compter le bénévolat dans les comptes 864 et 875."),
        required=False,
        lowest=1,
        highest=10_000,
    )


class CloseForm(PlainForm):
    until = forms.ChoiceField(label=later("Clore jusqu’à la fin de"))


@enter(Desk.ACCOUNTS, Desk.DIRECTION)
def books(request: Request) -> HttpResponse:
    today = timezone.localdate()
    years = reads.book_years()
    closings = list(journal_reads.closings()[:12])
    months = _months(today, closings[0].until if closings else None, years)
    form = CloseForm(request.POST or None)
    form.fields["until"].choices = [(day.isoformat(), label) for day, label in months]  # type: ignore[attr-defined]
    if request.method == "POST" and form.is_valid():
        until = date.fromisoformat(form.cleaned_data["until"])
        if "sure" not in request.POST:
            found = reads.to_close(until, since=closings[0].until if closings else None)
            return render(request, "billing/pages/close.html", {"until": until, "found": found})
        try:
            journals.close_books(until=until, author=request.user, now=timezone.now())
        except Refused as refused:
            form.add_error("until", say(refused))
        else:
            messages.success(request, _("Les comptes sont clos jusqu’au {day}.").format(day=shortday(until)))
            return redirect("billing:books")
    year_form = YearForm(initial={"annee": today.year})
    year_form.fields["annee"].choices = [(year, str(year)) for year in years]  # type: ignore[attr-defined]
    context = {"years": years, "year_form": year_form, "form": form, "months": months, "closings": closings}
    return render(request, "billing/pages/books.html", context)


@enter(Desk.ACCOUNTS, Desk.DIRECTION)
def fec(request: Request) -> HttpResponse:
    """The file itself."""
    form = YearForm(request.GET)
    years = reads.book_years()
    form.fields["annee"].choices = [(year, str(year)) for year in years]  # type: ignore[attr-defined]
    if not form.is_valid():
        messages.error(request, _("Choisissez une année, et une valeur de l’heure entre 0,01 et 100 €."))
        return redirect("billing:books")
    made = reads.accounting_file(form.cleaned_data["annee"], hour_cents=form.cleaned_data["heure"] or 0)
    return HttpResponse(
        made.text.encode(),
        content_type="text/plain; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{made.name}"'},
    )


def _months(today: date, closed: date | None, years: list[int]) -> list[tuple[date, str]]:
    """Months that are over and not yet closed, newest first."""
    if not years:
        return []
    first = closed + timedelta(days=1) if closed else date(years[-1], 1, 1)
    this = today.replace(day=1)
    if first >= this:
        return []
    found = [(month.last, f"{month.start:%m/%Y}") for month in Period(first.replace(day=1), this).months()]
    return found[::-1][:24]
