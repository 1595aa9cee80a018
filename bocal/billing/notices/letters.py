"""The letters that take papers to customers."""

from datetime import datetime

from django.utils import translation
from django.utils.translation import gettext as _

from bocal.billing.notices.einvoice import facturx
from bocal.billing.notices.paper import how_to_pay, payee
from bocal.billing.reads import Shown
from bocal.directory import acts as directory
from bocal.directory.models import Organisation
from bocal.look.templatetags.look import euros, shortday


def send_self_billed(shown: Shown, *, email: str, supplier: Organisation, now: datetime) -> None:
    """Queue a letter to a farm with the invoice made in its name, in the transaction at hand."""
    one = shown.invoice
    with translation.override("fr"):
        body = _(
            "Bonjour,\n\nVous trouverez ci-joint {number} du {day}, d’un montant de {total} : la facture que nous "
            "faisons en votre nom, comme convenu, de ce que vous nous avez apporté.\n"
            "Une erreur ? Répondez-nous : nous la corrigerons.\n\nMerci,\n{collective}"
        ).format(number=one.number, day=shortday(one.issued_on), total=euros(one.payable), collective=one.buyer["name"])
        directory.write_letter(
            email=email,
            subject=_("Autofacture {number} · {collective}").format(number=one.number, collective=one.buyer["name"]),
            body=body,
            organisation=supplier,
            attachment=(f"{one.number}.pdf", facturx(shown)),
            now=now,
        )


def send(shown: Shown, *, email: str, now: datetime) -> None:
    """Queue a letter with the PDF to `email`, in the transaction at hand."""
    one = shown.invoice
    with translation.override("fr"):
        name = f"{one.get_kind_display()} {one.number}"
        body = _(
            "Bonjour,\n\nVous trouverez ci-joint : {name} du {day}, d’un montant de {total}.\n{pay}\n\n"
            "Merci de votre confiance,\n{collective}"
        ).format(
            name=name,
            day=shortday(one.issued_on),
            total=euros(one.payable),
            pay="\n".join(how_to_pay(shown)[:2]),
            collective=payee(one)["name"],
        )
        directory.write_letter(
            email=email,
            subject=f"{name} · {one.seller['name']}",
            body=body,
            organisation=one.customer,
            attachment=(f"{one.number}.pdf", facturx(shown)),
            now=now,
        )
