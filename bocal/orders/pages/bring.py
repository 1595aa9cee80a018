from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bocal.directory.doors import Request, enter
from bocal.directory.rules import Desk
from bocal.journals.rules import Refused
from bocal.look.forms import KeyField, PiecesField, PlainForm, WeightField
from bocal.orders import acts, reads, words
from bocal.orders.reads import Expected


class BringForm(PlainForm):
    """What really came, offer by offer; filled in with what was asked for."""

    key = KeyField()

    def __init__(self, *args: Any, lines: tuple[Expected, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lines = lines
        for line in lines:
            label = f"{line.offer.item.name}, {line.offer.label}"
            self.fields[f"n{line.offer.pk}"] = PiecesField(label=label, initial=line.missing, highest=100_000)
            if line.offer.by_weight:
                self.fields[f"w{line.offer.pk}"] = WeightField(label=_("Poids en tout"), required=False)

    def came(self) -> dict[int, acts.Came]:
        """Offer → what came."""
        found = self.cleaned_data
        return {
            line.offer.pk: acts.Came(found[f"n{line.offer.pk}"], found.get(f"w{line.offer.pk}")) for line in self.lines
        }

    def clean(self) -> dict[str, Any]:
        """A weight for what is billed by weight."""
        found = super().clean() or {}
        for line in self.lines:
            pk = line.offer.pk
            if line.offer.by_weight and found.get(f"n{pk}") and not found.get(f"w{pk}") and f"w{pk}" not in self.errors:
                self.add_error(f"w{pk}", _("Pesez le tout : 1,85+1,7+1,92."))
        return found


@enter(Desk.POINT, Desk.SALES, Desk.RECEPTION, Desk.DIRECTION)
def bring(request: Request, pk: int, producer_pk: int) -> HttpResponse:
    """What a farm brings: asked for against arrived."""
    sale = reads.round_(pk)
    farm = next((f for f in reads.expected(sale) if f.producer.pk == producer_pk), None) if sale else None
    if sale is None or farm is None:
        raise Http404
    form = BringForm(request.POST or None, lines=farm.lines)
    if request.method == "POST" and form.is_valid():
        try:
            noted = acts.bring(
                sale=sale,
                producer=farm.producer,
                arrived=form.came(),
                person=request.user,
                key=str(form.cleaned_data["key"]),
                now=timezone.now(),
            )
        except Refused as refused:
            form.add_error(None, words.say(refused))
        else:
            came = form.came()
            short = sum(max(0, line.missing - came[line.offer.pk].count) for line in farm.lines)
            said = _("{farm} : c’est noté.").format(farm=farm.producer.name)
            if short:
                said += " " + ngettext(
                    "Il manque {n} unité : les dernières commandes en auront moins.",
                    "Il manque {n} unités : les dernières commandes en auront moins.",
                    short,
                ).format(n=short)
            messages.success(request, said, extra_tags=f"undo:{noted.voucher_id}" if noted.voucher_id else "")
            return redirect("orders:arrivals", sale.pk)
    rows = [
        (line, form[f"n{line.offer.pk}"], form[f"w{line.offer.pk}"] if line.offer.by_weight else None)
        for line in farm.lines
    ]
    return render(request, "orders/pages/bring.html", {"form": form, "rows": rows, "sale": sale, "farm": farm})
