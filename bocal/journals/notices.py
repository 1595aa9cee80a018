"""What a recall sends and prints: letters to whoever received some, and the account of the whole for the inspector."""

from django.core import signing
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bocal.catalog.rules import Storage
from bocal.catalog.words import STORAGES
from bocal.directory import reads as directory
from bocal.directory.models import Organisation
from bocal.directory.rules import OrganisationKind
from bocal.journals import reads, words
from bocal.journals.models import Recall, RecallStep
from bocal.journals.reads import Case, PartyLine
from bocal.journals.rules import Status, StepKind
from bocal.journals.rules.authority import ASKED
from bocal.look import pdf
from bocal.look.templatetags.look import amount, day, kg, lang, moment, percent, shortday

_SALT = "bocal.recall"

# ── A party's own page ───────────────────────────────────────────────────────────────────────────────────────────────


def token(recall: Recall, party: Organisation) -> str:
    """What opens a party's page of this recall without a password, for as long as the recall is open.

    The recall's key is in it, so that it opens nothing in another collective.
    """
    return signing.dumps([recall.pk, party.pk, recall.key], salt=_SALT, compress=True)


def read_token(text: str) -> tuple[Recall, int] | None:
    """The recall and the party of a token; None when it was not made here."""
    try:
        pk, party, key = signing.loads(text, salt=_SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    found = Recall.objects.filter(pk=pk, key=key, drill=False).first()
    return (found, party) if found else None


# ── Letters ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def _signed() -> str:
    collective = directory.collective()
    return collective.name if collective else "Bocal"


def _phone() -> str:
    collective = directory.collective()
    return collective.organisation.phone if collective else ""


def first_subject(recall: Recall) -> str:
    """The subject proposed for the letters."""
    mark = _("EXERCICE : ") if recall.drill else ""
    return mark + _("Rappel de produit {number} : ne consommez pas ces produits").format(number=recall.number)


def first_body(recall: Recall) -> str:
    """The text proposed for the letters; what each party received and its address are added under it."""
    phone = _phone()
    call = _("Nous répondons au {phone}.").format(phone=phone) if phone else ""
    return _(
        "Bonjour,\n\nPar précaution, nous rappelons les produits ci-dessous : {reason}.\n\n"
        "Ne les consommez pas, ne les vendez pas, ne les donnez pas. Mettez-les de côté, bien marqués : "
        "nous viendrons les reprendre, ou vous pouvez nous les rapporter.\n\n{call}"
    ).format(reason=recall.reason.rstrip("."), call=call)


def to_write(case: Case) -> list[PartyLine]:
    """The parties that have something to account for and were sent no letter yet."""
    letters = ("letter", "posted")
    return [
        line
        for line in case.found.parties
        if line.party and line.missing and not any(step.kind in letters for step in line.steps)
    ]


def to_post(case: Case) -> list[PartyLine]:
    """Those of them that have no e-mail address: a printed letter."""
    return [line for line in to_write(case) if line.party and not line.party.email]


def received(line: PartyLine) -> list[str]:
    """What a party received, a line a lot."""
    return [
        _("{quantity} de {item}, lot {lot}").format(
            quantity=amount(one.account.sent, one.lot.item.dimension), item=one.lot.item.name, lot=one.lot.code
        )
        for one in line.lots
    ]


def recall_letter(line: PartyLine, body: str, page: str = "") -> str:
    """The whole text of one party's letter."""
    name = line.party.name if line.party else ""
    told = "\n".join(f"- {one}" for one in received(line))
    parts = [body.strip(), _("Ce que {name} a reçu :\n{told}").format(name=name, told=told)]
    if page:
        parts.append(_("Dites-nous ce qu’il en reste, en une minute et sans mot de passe :\n{page}").format(page=page))
    parts.append(_signed())
    return "\n\n".join(parts) + "\n"


def letters_paper(case: Case, subject: str, body: str) -> bytes:
    """The letters to print, for those without an e-mail address: one page each, with a slip to send back."""
    collective = directory.collective()
    ours = collective.organisation if collective else None
    return pdf.render(
        "journals/pages/recall_letters.typ",
        {
            "title": subject,
            "lang": lang(),
            "collective": _signed(),
            "day": day(timezone.localdate()),
            "drill": _drill(case.recall),
            "body": [part for part in body.replace("\r", "").split("\n\n") if part.strip()],
            "received": _("Ce que vous avez reçu"),
            "heads": [_("Produit"), _("Lot"), _("Reçu"), _("Mis de côté"), _("Détruit"), _("Consommé")],
            "slip": _("À nous renvoyer ou à lire au téléphone"),
            "reach": " · ".join(one for one in (ours.phone, ours.email, ours.address, ours.town) if one)
            if ours
            else "",
            "letters": [
                {
                    "name": line.party.name,
                    "address": [
                        one for one in (line.party.address, f"{line.party.postcode} {line.party.town}".strip()) if one
                    ],
                    "rows": [
                        [one.lot.item.name, one.lot.code, amount(one.account.sent, one.lot.item.dimension)]
                        for one in line.lots
                    ],
                }
                for line in to_post(case)
                if line.party
            ],
        },
    )


def _drill(recall: Recall) -> str:
    return _("EXERCICE : rien n’est bloqué, aucune lettre ne part") if recall.drill else ""


# ── The authority's sheet ────────────────────────────────────────────────────────────────────────────────────────────


def sheet_of(case: Case) -> dict[str, str]:
    """The authority's fields: what was written last, else what the journals know, else nothing."""
    known = _known(case)
    return {asked.name: case.sheet.get(asked.name, known.get(asked.name, "")) for asked in ASKED}


def _known(case: Case) -> dict[str, str]:
    sold = [line for line in case.found.lots if line.balance.sent]
    collective = directory.collective()
    ours = collective.organisation if collective else None
    names = sorted({line.lot.item.name for line in sold})
    days = reads.days_sent([line.lot.pk for line in sold])
    towns = sorted({line.party.town for line in case.found.parties if line.party and line.party.town})
    trade = (OrganisationKind.SHOP, OrganisationKind.CENTRE, OrganisationKind.FOOD_AID, OrganisationKind.CANTEEN)
    return {
        "categorie_produit": _("Alimentation"),
        "marque_produit": ours.name if ours else "",
        "modeles_ou_references": "\n".join(names),
        "identification_produits": "\n".join(_identified(line) for line in sold),
        "conditionnements": "\n".join(sorted({_packed(line) for line in sold} - {""})),
        "date_debut_commercialisation": shortday(days[0]) if days else "",
        "date_fin_commercialisation": shortday(days[-1]) if days else "",
        "temperature_conservation": ", ".join(
            sorted({str(dict(STORAGES)[Storage(line.lot.item.storage)]) for line in sold})
        ),
        "marque_salubrite": collective.packer_code if collective else "",
        "zone_geographique_de_vente": ", ".join(towns),
        "distributeurs": ", ".join(
            line.party.name for line in case.found.parties if line.party and line.party.kind in trade
        ),
        "motif_rappel": case.recall.reason,
        "numero_contact": ours.phone if ours else "",
    }


def _identified(line: reads.LotLine) -> str:
    told = _("{item} : lot {lot}").format(item=line.lot.item.name, lot=line.lot.code)
    return f"{told}, {shortday(line.lot.good_until)}" if line.lot.good_until else told


def _packed(line: reads.LotLine) -> str:
    return line.lot.item.jar_format.name if line.lot.item.jar_format else ""


# ── The account of a recall ──────────────────────────────────────────────────────────────────────────────────────────


def duration(seconds: int) -> str:
    """How long it took, as one says it: "4 min 05 s", "2 h 10"."""
    hours, rest = divmod(int(seconds), 3600)
    minutes, left = divmod(rest, 60)
    if hours >= 48:
        return ngettext("%(n)s jour", "%(n)s jours", hours // 24) % {"n": hours // 24}
    if hours:
        return f"{hours} h {minutes:02d}"
    return f"{minutes} min {left:02d} s" if minutes else f"{left} s"


def step_words(step: RecallStep, *, drill: bool) -> str:
    """What was done in a step of a recall, or of a drill, in a line."""
    named = dict(words.STEPS) | (words.DRILL_STEPS if drill else {})
    said = str(named[StepKind(step.kind)])
    parts = [said]
    if step.party:
        parts.append(step.party.name)
    if step.lot:
        quantity = f"{amount(step.quantity, step.lot.item.dimension)} " if step.quantity else ""
        parts.append(f"{quantity}{step.lot.item.name} {step.lot.code}")
    if step.note:
        parts.append(step.note)
    return " · ".join(parts)


def recall_paper(case: Case) -> bytes:
    """The recall in figures, as a PDF: what was found where, who was told, who answered what, who did what when."""
    found, recall = case.found, case.recall
    facts = [
        [_("Ouvert le"), f"{moment(recall.opened_at)}, {recall.opened_by.name}"],
        [_("Part de"), recall.what],
        [_("Pourquoi"), recall.reason],
        [_("Poids à retrouver"), kg(found.made_mg)],
        [_("Part retrouvée"), percent(found.share)],
    ]
    if case.listed:
        facts.append([_("Liste complète en"), duration(case.listed.said["seconds"])])
    if case.closed:
        ended = _("Exercice terminé le") if recall.drill else _("Clos le")
        facts.append([ended, moment(case.closed.at) + (f" · {case.closed.note}" if case.closed.note else "")])
    return pdf.render(
        "journals/pages/recall_paper.typ",
        {
            "title": (_("Exercice de rappel") if recall.drill else _("Rappel")) + f" {recall.number}",
            "lang": lang(),
            "collective": _signed(),
            "day": day(timezone.localdate()),
            "drill": _drill(recall),
            "facts": facts,
            "parties_title": _("Qui en a reçu"),
            "parties_head": [
                _("Qui"),
                _("Lot"),
                _("Remis"),
                _("Rendu"),
                _("Détruit"),
                _("Consommé"),
                _("Manque"),
                _("Prévenu"),
            ],
            "parties": [row for line in found.parties for row in _party_rows(line)],
            "lots_title": _("Les lots"),
            "lots_head": [
                _("Produit"),
                _("Lot"),
                _("Entré"),
                _("Cuisiné"),
                _("Parti"),
                _("Perdu"),
                _("Écart"),
                _("En stock"),
                _("État"),
            ],
            "lots": [_lot_row(line) for line in found.lots],
            "steps_title": _("Qui a fait quoi"),
            "steps": [
                [moment(step.at), step.by.name if step.by else _("par son lien"), step_words(step, drill=recall.drill)]
                for step in case.steps
            ],
            "nobody": _("Personne n’en a reçu."),
            "sign": [_("Contrôle"), _("Direction")],
        },
    )


def _party_rows(line: PartyLine) -> list[list[str]]:
    told = [shortday(timezone.localdate(step.at)) for step in line.steps if step.kind in ("letter", "posted", "call")]
    rows: list[list[str]] = []
    for one in line.lots:
        account, dimension = one.account, one.lot.item.dimension
        numbers = (account.sent, account.returned, account.destroyed, account.eaten, account.missing)
        name = line.party.name if line.party else "?"
        contact = line.contact if not rows else ""
        rows.append([name, contact, one.lot.code, *(amount(n, dimension) for n in numbers), told[0] if told else "—"])
    return rows


def _lot_row(line: reads.LotLine) -> list[str]:
    it, dimension = line.balance, line.lot.item.dimension
    numbers = (it.came, it.used, it.held, it.lost, it.gap, it.stock)
    status = str(dict(words.STATUSES)[Status(line.lot.state.status)])
    return [line.lot.item.name, line.lot.code, *(amount(n, dimension) for n in numbers), status]
