"""The paper of what goes back to a farm: what it brought, what goes back, what was lost, what the work is owed."""

from django.utils.translation import gettext as _

from bocal.directory import words as places
from bocal.directory.models import Organisation
from bocal.kitchen.reads import collective
from bocal.kitchen.reads.toll import Story
from bocal.look import pdf
from bocal.look.templatetags.look import amount, day, euros, kg, lang, number, price, shortday


def toll_note(found: Story) -> bytes:
    """The return note as PDF, with room for both to sign."""
    voucher, us = found.voucher, collective().organisation
    farm = voucher.party
    assert farm is not None
    kinds = dict(places.PLACE_KINDS)
    data = {
        "lang": lang(),
        "collective": us.name,
        "day": shortday(voucher.day),
        "title": _("Bon de retour de travail à façon n° {number}").format(number=voucher.pk),
        "cancelled": _("Retour repris : ce bon n’est plus valable.") if found.taken_back else "",
        "parties": [_party(_("Propriétaire des denrées"), farm), _party(_("Façonnier"), us)],
        "facts": [
            [_("Jour"), day(voucher.day)],
            [_("Remis par"), voucher.author.name if voucher.author else "–"],
            # What goes back by weight is no jar: the note then says nothing of jars.
            *([[_("Bocaux rendus"), number(found.jars)]] if found.jars else []),
        ],
        "titles": [_("Ce qui repart"), _("Ce qui y est entré"), _("Ce qui s’est perdu"), _("Le travail")],
        "back_head": [_("Lot"), _("Produit"), _("Se garde jusqu’au"), _("Quantité")],
        "back": [
            [
                move.lot.code,
                move.lot.item.name,
                shortday(move.lot.good_until) or "–",
                amount(move.quantity, move.lot.item.dimension),
            ]
            for move in found.moves
        ],
        "came_head": [_("Lot"), _("Produit"), _("Reçu le"), _("Mis en œuvre"), _("Dans le lot")],
        "came": [
            [row.parent.code, row.parent.item.name, shortday(row.parent.voucher.day), kg(row.mass_mg), row.child.code]
            for row in found.parents
        ],
        "losses": [[str(kinds[kind]).capitalize(), kg(mass)] for kind, mass in found.losses.items()],
        "work_head": [_("Travail"), _("Prix HT"), _("Montant HT")],
        "work": [
            [
                f"{line.label} {line.lot.code}" if line.lot else line.label,
                price(line.unit_price) if line.unit_price is not None else "",
                euros(line.credit),
            ]
            for line in found.money
        ],
        "paragraphs": [
            _(
                "Les denrées confiées n’ont jamais changé de propriétaire : ce qui est rendu en vient, et appartient à"
                " la ferme."
            ),
            _("Entrées et pertes sont celles des fabrications entières dont vient ce qui est rendu."),
        ],
        "signs": [_("Pour {name}").format(name=one.name) for one in (farm, us)],
    }
    return pdf.render("kitchen/pages/toll_note.typ", data)


def _party(role: str, one: Organisation) -> dict[str, str]:
    lines = [one.contact, one.address, f"{one.postcode} {one.town}".strip(), f"SIRET {one.siret}" if one.siret else ""]
    return {"role": role, "name": one.name, "lines": "\n".join(line for line in lines if line)}
