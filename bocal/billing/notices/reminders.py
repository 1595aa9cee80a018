"""The statements of customers, prepaid accounts and suppliers on paper, and the letter that recalls what is overdue."""

from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from bocal.billing.notices.paper import grouped
from bocal.billing.reads import Overdue, Prepaid, PrepaidEntry, Statement, SupplierAccount, SupplierEntry
from bocal.directory import acts as directory
from bocal.directory import reads as directory_reads
from bocal.look import pdf
from bocal.look.templatetags.look import euros, number, shortday


def statement_paper(account: Statement, *, day: date) -> bytes:
    """The PDF of a customer's account, in the language at hand."""
    return pdf.render("billing/pages/statement.typ", _statement(account, day))


def _statement(account: Statement, day: date) -> dict[str, Any]:
    customer, collective = account.customer, directory_reads.collective()
    iban = collective.iban if collective else ""
    facts = [
        (_("Client"), customer.name),
        (_("Facturé, pas encore payé"), euros(max(0, account.balance))),
        (_("Avance"), euros(account.credit)),
    ]
    if account.unbilled:
        facts.append((_("Remis, pas encore facturé"), euros(account.unbilled)))
    facts += [(_("{name} en consigne").format(name=name), number(count)) for name, count in account.jars]
    brought_forward = []
    if account.since:
        brought_forward = [(shortday(account.since), _("Solde d’avant, reporté"), "", "", euros(account.opening))]
    return {
        "title": _("Relevé de compte"),
        "collective": collective.name if collective else "",
        "day": shortday(day),
        "note": _("Relevé de compte au {day}").format(day=shortday(day)),
        "facts": facts,
        "headers": [_("Jour"), _("Quoi"), _("Facturé"), _("Payé"), _("Solde")],
        "rows": [
            *brought_forward,
            *(
                (
                    shortday(one.day),
                    f"{one.payment.get_means_display()} · {one.invoice.number}"
                    if one.payment
                    else f"{one.invoice.get_kind_display()} {one.invoice.number}",
                    "" if one.payment else euros(one.cents),
                    euros(-one.cents) if one.payment else "",
                    euros(one.balance),
                )
                for one in account.entries
            ),
        ],
        "total": [_("Solde"), euros(account.balance)],
        "pay": _("Par virement : IBAN {iban}").format(iban=grouped(iban)) if iban and account.balance > 0 else "",
    }


def prepaid_paper(account: Prepaid, *, day: date) -> bytes:
    """The PDF of a prepaid account, in the language at hand: what came, what it paid, what is left."""
    collective = directory_reads.collective()
    iban = collective.iban if collective else ""
    entries = account.entries[::-1]
    brought_forward = []
    if account.older:
        first = entries[0]
        before = euros(first.balance - first.cents)
        brought_forward = [(shortday(first.day), _("Solde d’avant, reporté"), "", "", before)]
    facts = [
        (_("Client"), account.customer.name),
        (_("Sur le compte"), euros(account.cents)),
    ]
    if account.owed > 0:
        facts.append((_("Déjà remis ou facturés, à payer"), euros(account.owed)))
    said = _("Par virement : IBAN {iban}, avec {code} dans le libellé.")
    data = {
        "title": _("Relevé du compte prépayé"),
        "collective": collective.name if collective else "",
        "day": shortday(day),
        "note": _("Relevé du compte prépayé au {day}").format(day=shortday(day)),
        "facts": facts,
        "headers": [_("Jour"), _("Quoi"), _("Versé"), _("Pris"), _("Reste")],
        "rows": [
            *brought_forward,
            *(
                (
                    shortday(one.day),
                    _moved(one),
                    euros(one.cents) if one.cents > 0 else "",
                    euros(-one.cents) if one.cents < 0 else "",
                    euros(one.balance),
                )
                for one in entries
            ),
        ],
        "total": [_("Reste"), euros(account.cents)],
        "pay": said.format(iban=grouped(iban), code=account.code) if iban else "",
    }
    return pdf.render("billing/pages/statement.typ", data)


def _moved(one: PrepaidEntry) -> str:
    if one.payment:
        said = f"{one.payment.invoice.get_kind_display()} {one.payment.invoice.number}"
    elif one.advance:
        said = f"{_('versé') if one.advance.cents > 0 else _('rendu')}, {one.advance.get_means_display()}"
        if one.advance.reference:
            said += f" ({one.advance.reference})"
    else:
        said = one.voucher.note
    return _("repris : {what}").format(what=said) if one.back else said


def supplier_statement_paper(account: SupplierAccount, *, day: date) -> bytes:
    """The PDF of a supplier's account, in the language at hand: what it billed, what it was paid, what waits."""
    collective = directory_reads.collective()
    data = {
        "title": _("Relevé de compte fournisseur"),
        "collective": collective.name if collective else "",
        "day": shortday(day),
        "note": _("Relevé de compte au {day}").format(day=shortday(day)),
        "facts": [
            (_("Fournisseur"), account.supplier.name),
            (_("Facturé, pas encore payé"), euros(account.billed)),
            (_("Reçu, pas encore facturé (HT)"), euros(account.expected)),
        ],
        "headers": [_("Jour"), _("Quoi"), _("Facturé"), _("Payé"), _("Solde")],
        "rows": [
            (
                shortday(one.day),
                f"{one.payment.get_means_display()} · {one.invoice.number}" if one.payment else _bill(one),
                "" if one.payment else euros(one.cents),
                euros(-one.cents) if one.payment else "",
                euros(one.balance),
            )
            for one in account.entries
        ],
        "total": [_("Solde dû"), euros(account.billed)],
        "pay": "",
    }
    return pdf.render("billing/pages/statement.typ", data)


def _bill(entry: SupplierEntry) -> str:
    said = (
        _("Relevé {number}")
        if entry.invoice.mandate_id
        else _("Autofacture {number}")
        if entry.invoice.self_billed
        else _("Facture {number} du {day}")
    )
    return said.format(number=entry.invoice.number, day=shortday(entry.invoice.issued_on))


def remind(late: Overdue, account: Statement, *, level: int, now: datetime) -> None:
    """Queue the letter about all that one customer has not paid in time, their statement with it."""
    # A customer's address is read by whoever is there: the house's language.
    with translation.override(settings.LANGUAGE_CODE):
        opening = (
            _("Sauf erreur de notre part, nous n’avons pas encore reçu votre paiement :")
            if level == 1
            else _("Malgré notre rappel, nous n’avons pas encore reçu votre paiement :")
            if level == 2
            else _("C’est notre dernier rappel avant que nous vous appelions :")
        )
        lines = "\n".join(
            _("- {number} du {day}, échue le {due} : il reste {left}").format(
                number=one.invoice.number,
                day=shortday(one.invoice.issued_on),
                due=shortday(one.invoice.due_on),
                left=euros(one.left),
            )
            for one in late.invoices
        )
        collective = directory_reads.collective()
        name = collective.name if collective else ""
        iban = collective.iban if collective else ""
        body = _(
            "Bonjour,\n\n{opening}\n\n{lines}\n\nEn tout : {total}.\n{pay}\n\n"
            "Si le paiement est déjà parti, merci de ne pas tenir compte de cette lettre. "
            "Une difficulté ? Répondez-nous : nous chercherons une solution.\n\n{collective}"
        ).format(
            opening=opening,
            lines=lines,
            total=euros(late.cents),
            pay=_("Par virement : IBAN {iban}").format(iban=grouped(iban)) if iban else "",
            collective=name,
        )
        directory.write_letter(
            email=late.customer.email,
            subject=_("Rappel : {total} à payer · {collective}").format(total=euros(late.cents), collective=name)[:200],
            body=body,
            organisation=late.customer,
            attachment=(_("releve.pdf"), statement_paper(account, day=timezone.localdate(now))),
            now=now,
        )
