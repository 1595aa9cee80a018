"""What a round came to for one farm, on paper, and the letter that takes it there."""

from datetime import datetime

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from bocal.billing.models import SettlementLine
from bocal.directory import acts as directory
from bocal.directory import reads as directory_reads
from bocal.look import pdf
from bocal.look.templatetags.look import euros, number, share, shortday


def settlement_paper(line: SettlementLine) -> bytes:
    """The PDF of a round's statement for one farm, in the house's language: whoever is at the farm reads it."""
    with translation.override(settings.LANGUAGE_CODE):
        return pdf.render("billing/pages/settlement.typ", _data(line))


def _data(line: SettlementLine) -> dict[str, object]:
    made = line.settlement
    collective = directory_reads.collective()
    account = line.account
    nothing = _("Rien vendu") if account else _("Rien apporté")
    rows = [(label, euros(cents)) for label, cents in line.document["brought"]] or [(nothing, "")]
    rows += [
        (_("{label} : il en manquait {n}").format(label=label, n=number(units)), "")
        for label, units in line.document["missing"]
    ]
    if line.margin:
        billed = _(", facture {number}, TTC").format(number=line.share_invoice.number) if line.share_invoice else ""
        rows.append((f"{_('Part du groupe')} ({share(line.margin_bp)}){billed}", euros(-line.margin)))
    if line.compensation:
        given = f"{number(line.amount)} × {euros(made.rate_cents)} {made.get_per_display()}"
        rows.append((f"{_('Distribution')} ({given})", euros(line.compensation)))
    said = [_("Montants hors taxe. Votre prochaine facture les reprend ligne par ligne.")]
    if account:
        said = [
            _(
                "Relevé {number}. Produits vendus en votre nom et pour votre compte : montants TTC. La part du groupe "
                "est déjà déduite ; le reste vous est versé par virement. Une distribution se facture à part, HT."
            ).format(number=account.number)
        ]
    if line.voucher is not None and hasattr(line.voucher, "reversal"):
        said.append(_("La part du groupe et la distribution ont été reprises depuis."))
    day = shortday(timezone.localdate(made.at))
    return {
        "title": _("Règlement : {title}").format(title=made.title),
        "collective": collective.name if collective else "",
        "day": day,
        "note": made.title,
        "facts": [(_("Ferme"), line.supplier.name), (_("Vente"), made.title), (_("Réglée le"), day)],
        "headers": [_("Quoi"), _("Montant TTC") if account else _("Montant HT")],
        "rows": rows,
        "total": [_("Dû") if account else _("Dû HT"), euros(line.owed)],
        "said": said,
    }


def _bought() -> str:
    return _(
        "Bonjour,\n\nLa vente « {title} » est réglée : {owed} hors taxe vous reviennent. Le détail est joint : "
        "ce que vous avez apporté, ce que garde le groupe, ce qui est payé pour la distribution.\n"
        "Une erreur ? Répondez-nous.\n\nMerci,\n{name}"
    )


def _on_mandate() -> str:
    return _(
        "Bonjour,\n\nLa vente « {title} » est réglée : {owed} vous reviennent. Le relevé est joint : ce que nous avons "
        "vendu en votre nom, et la part du groupe, qui vous est facturée et déjà déduite.\n"
        "Une erreur ? Répondez-nous.\n\nMerci,\n{name}"
    )


def tell_settled(line: SettlementLine, *, now: datetime) -> None:
    """Queue the letter that takes a farm its statement, in the transaction at hand; none without an e-mail."""
    if not line.supplier.email:
        return
    collective = directory_reads.collective()
    name = collective.name if collective else ""
    with translation.override(settings.LANGUAGE_CODE):
        directory.write_letter(
            email=line.supplier.email,
            organisation=line.supplier,
            subject=_("{title} : ce que la vente vous rapporte").format(title=line.settlement.title)[:200],
            body=(_on_mandate() if line.account else _bought()).format(
                title=line.settlement.title, owed=euros(line.owed), name=name
            ),
            attachment=(_("reglement.pdf"), settlement_paper(line)),
            now=now,
        )
