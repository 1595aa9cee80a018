"""What this room sends: the receipt of a fee, the letter about a membership that ends soon."""

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.utils.translation import override

from bocal.directory import acts as directory
from bocal.directory import reads as directory_reads
from bocal.directory.models import Letter
from bocal.look import pdf
from bocal.look.templatetags.look import day, euros, shortday
from bocal.membership.models import Membership, MembershipTerms


def receipt(membership: Membership) -> bytes:
    """The PDF that says that a fee was paid, in the house's language. It claims no tax reduction."""
    with override(settings.LANGUAGE_CODE):
        return pdf.render("membership/pages/receipt.typ", _data(membership))


def _data(membership: Membership) -> dict[str, object]:
    collective = directory_reads.collective()
    name = collective.name if collective else ""
    years = {membership.since.year, membership.until.year}
    return {
        "title": _("Reçu d’adhésion {year}").format(year="-".join(str(year) for year in sorted(years))),
        "collective": name,
        "day": shortday(membership.voucher.day),
        "note": _("Adhésion n° {number}").format(number=membership.pk),
        "facts": [
            (_("Adhérent"), membership.member.name),
            (_("Adhésion"), f"{shortday(membership.since)} – {shortday(membership.until)}"),
            (_("Cotisation payée"), euros(membership.cents)),
        ],
        "said": [
            _("{collective} a reçu cette cotisation de {name}. Merci !").format(
                collective=name, name=membership.member.name
            ),
            _("Cotisation hors du champ de la TVA. Ce reçu n’est pas un reçu fiscal."),
        ],
    }


def tell_ending(memberships: Sequence[Membership], terms: MembershipTerms, *, now: datetime) -> None:
    """To each member with an address: it ends, and one tap renews it. Within the transaction at hand."""
    collective = directory_reads.collective()
    name = collective.name if collective else "Bocal"
    page = import_string(settings.ORIGIN)() + reverse("membership:mine")
    letters = []
    with override(settings.LANGUAGE_CODE):
        for one in memberships:
            if not one.member.email:
                continue
            facts = {"day": day(one.until), "page": page, "purpose": terms.purpose, "name": name}
            letters.append(
                Letter(
                    email=one.member.email,
                    organisation=one.member,
                    subject=_("Votre adhésion à {name} finit le {day}").format(**facts)[:200],
                    body=_(
                        "Bonjour,\n\nVotre adhésion finit le {day}. Pour continuer, un geste suffit :\n{page}\n\n"
                        "{purpose}\n\nSinon, il n’y a rien à faire.\n\nMerci,\n{name}\n"
                    ).format(**facts),
                    written_at=now,
                )
            )
    directory.write_letters(letters)
