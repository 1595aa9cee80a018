"""French labels of invoices and payments, refusals, and the sentences that the law wants on an invoice."""

from django.utils.translation import gettext_lazy as _

from bocal.billing.rules import InvoiceKind, Means, Nature
from bocal.billing.rules.fec import CARRIED, VOLUNTEERING, VOLUNTEERS, Book
from bocal.billing.rules.matching import Clue
from bocal.billing.rules.online import OnlineState
from bocal.billing.rules.prepaid import BY_HAND
from bocal.billing.rules.sharing import Per
from bocal.directory import words as directory
from bocal.directory.rules import FarmVat, OrganisationKind, VatProfile

KINDS = [(InvoiceKind.INVOICE, _("Facture")), (InvoiceKind.CREDIT_NOTE, _("Avoir"))]
NATURES = [
    (Nature.GOODS, _("livraison de biens")),
    (Nature.SERVICES, _("prestation de services")),
    (Nature.MIXED, _("livraison de biens et prestation de services")),
]
MEANS = [
    (Means.TRANSFER, _("virement")),
    (Means.CHEQUE, _("chèque")),
    (Means.CARD, _("carte")),
    (Means.CASH, _("espèces")),
    (Means.PREPAID, _("compte prépayé")),
    (Means.ONLINE, _("paiement en ligne")),
    (Means.SET_OFF, _("compensation")),
]
ONLINE_STATES = [
    (OnlineState.ASKED, _("demandé")),
    (OnlineState.OPEN, _("en attente")),
    (OnlineState.PAID, _("payé")),
    (OnlineState.ABANDONED, _("abandonné")),
    (OnlineState.FAILED, _("sans réponse")),
]
#: What somebody at a desk can have taken or given.
MEANS_BY_HAND = [(means, label) for means, label in MEANS if means in BY_HAND]

PER_WHAT = [
    (Per.HOUR, _("à l’heure")),
    (Per.ORDER, _("à la commande")),
    (Per.KILOMETRE, _("au kilomètre")),
]
#: What a farm's account and invoice say of a round's settlement.
MARGIN = _("Part du groupe, %(percent)s %% : %(title)s")
#: What an account rendered to a farm calls the cents by which its invoices differ from their handovers.
ROUNDINGS = _("Arrondis des factures")
COMPENSATION = _("Distribution, %(given)s × %(rate)s %(per)s : %(title)s")

REFUSALS = {
    "bad_margin": _("Le groupe garde entre 0 et %(most)s %%."),
    "bad_rate": _("Ce tarif est trop grand : vérifiez-le."),
    "bad_given": _("Indiquez un nombre entre 0 et %(most)s."),
    "no_rate": _("Le groupe ne paie rien pour une distribution : fixez d’abord un tarif, ou laissez vide."),
    "settlement_changed": _("Ce que les fermes ont apporté a changé entre-temps. Relisez, puis réglez de nouveau."),
    "not_in_round": _("Cette ferme n’est pas de cette vente. Rechargez la page."),
    "nothing_to_bill": _("Il n’y a plus rien à facturer ici jusqu’à ce jour : la facture a peut-être déjà été faite."),
    "nothing_chosen": _("Cochez au moins une ligne. Si elle n’y est plus, elle vient d’être traitée."),
    "changed": _("Une remise est arrivée ou a été reprise entre-temps. Relisez la facture, puis envoyez de nouveau."),
    "vat_in_franchise": _(
        "« %(label)s », remis le %(day)s, porte de la TVA, alors que le collectif n’en facture pas. Une facture suit "
        "la situation du jour de la remise. Si la TVA était due ce jour-là, remettez l’ancienne situation dans les "
        "réglages, facturez ce qui attend, puis rechangez-la. Sinon, reprenez cette remise, corrigez le taux du "
        "produit, puis refaites-la."
    ),
    "vat_missing": _(
        "« %(label)s », remis le %(day)s, n’a pas de taux de TVA, alors que le collectif la facture. Une facture suit "
        "la situation du jour de la remise. Si la TVA n’était pas due ce jour-là, remettez l’ancienne situation dans "
        "les réglages, facturez ce qui attend, puis rechangez-la. Sinon, reprenez cette remise, choisissez le taux "
        "du produit, puis refaites-la."
    ),
    "amounts_differ": _(
        "La remise du %(day)s ne donne pas le montant qui a été annoncé au client. Prévenez la direction."
    ),
    "bad_due": _("L’échéance doit être entre le %(first)s et le %(last)s."),
    "no_address": _("%(name)s n’a pas d’adresse e-mail : ajoutez-la dans l’annuaire, ou décochez l’envoi."),
    "bank_unreadable": _(
        "Ce fichier ne peut pas être lu en entier (%(what)s) : rien n’a été gardé. Téléchargez-le de nouveau."
    ),
    "bank_unknown": _(
        "Ce n’est pas un fichier de banque que nous connaissons. Demandez-lui un relevé CAMT.053 ou OFX, "
        "ou un tableau CSV avec les colonnes Date, Libellé, et Montant (ou Débit et Crédit)."
    ),
    "bank_too_large": _("Ce fichier est trop gros : téléchargez une période plus courte."),
    "bank_empty": _("Ce fichier ne contient aucune opération : choisissez une autre période."),
    "bank_changed": _("Ce qui reste à payer a changé entre-temps. Relisez les lignes, puis enregistrez de nouveau."),
    "bank_done": _("Cette ligne vient d’être traitée."),
    "no_customer": _("Ce client n’est plus dans l’annuaire : choisissez-en un autre."),
    "no_supplier_invoice": _("Cette facture n’attend plus de paiement : choisissez-en une autre."),
    "no_invoice": _("Aucune facture ne porte le numéro « %(number)s »."),
    "no_amount": _("Indiquez un montant plus grand que zéro."),
    "over_payment": _(
        "C’est plus que ce qui reste à payer. Si c’est bien ce que vous avez reçu, cochez la case "
        "pour garder le surplus en avance."
    ),
    "advance_owed": _(
        "Ce client doit encore ce qui lui a été remis : %(cents)s au plus peuvent lui être rendus. "
        "Facturez d’abord, son compte paiera."
    ),
    "nothing_prepaid": _("Il n’y a rien sur le compte prépayé : choisissez un autre moyen."),
    "no_provider": _("Ce collectif ne prend pas de paiement en ligne : payez par virement, ou sur place."),
    "bad_online_amount": _("En ligne, payez entre 1 € et 2 000 € ; au-delà, par virement."),
    "provider_down": _(
        "Le paiement en ligne ne répond pas. Rien n’a été pris, et ce que vous avez commandé reste commandé. "
        "Payez par virement ou sur place, ou réessayez plus tard."
    ),
    "provider_down_refund": _("Le paiement en ligne ne répond pas : rien n’a été rendu. Réessayez plus tard."),
    "over_refund": _("De ce paiement, %(cents)s au plus peuvent encore être rendus."),
    "payout_done": _("Ce versement est déjà noté."),
    "refund_too_large": _("C’est plus que ce que le collectif doit à ce client."),
    "supplier_number_known": _(
        "La facture %(number)s de %(name)s est déjà notée : elle ne peut pas l’être deux fois. Vérifiez le numéro."
    ),
    "purchases_changed": _("Ce qui reste à facturer a changé entre-temps. Relisez la liste, puis notez de nouveau."),
    "amounts_apart": _(
        "La facture s’écarte de %(gap)s de ce qui a été reçu. Vérifiez le montant et les livraisons cochées ; "
        "si c’est bien ce qu’elle dit, cochez la case."
    ),
    "bad_vat": _("La TVA ne peut pas dépasser un cinquième du montant hors taxe, ni être du signe contraire."),
    "too_old": _("Le %(day)s est trop ancien : vérifiez l’année de la facture."),
    "vat_of_item_missing": _(
        "« %(label)s » n’a pas de taux de TVA : choisissez-le dans le catalogue, puis recommencez."
    ),
    "no_agreement": _("%(name)s n’a pas donné son accord à l’autofacturation : notez-le d’abord sur sa page."),
    "over_supplier_payment": _("C’est plus que ce qui reste dû sur cette facture."),
    "in_transfer": _(
        "Le virement %(number)s, envoyé à la banque, paie déjà cette facture. S’il n’a pas été exécuté, abandonnez-le "
        "d’abord."
    ),
    "bad_iban": _("Cet IBAN n’est pas juste : recopiez-le depuis le RIB de la ferme."),
    "nothing_to_transfer": _("Cochez au moins une ferme à payer."),
    "transfer_changed": _(
        "Ce qui est dû a changé entre-temps. Relisez la liste, puis préparez de nouveau le virement."
    ),
    "no_payee_account": _("L’IBAN de %(name)s manque : notez-le sur sa page, ou décochez-la."),
    "no_own_iban": _("L’IBAN du collectif manque ou n’est pas juste : notez-le dans les réglages."),
    "bad_transfer_day": _("Choisissez un jour entre aujourd’hui et dans %(days)s jours."),
    "transfer_done": _("La banque a déjà tout exécuté : il n’y a rien à abandonner."),
    "transfer_dropped": _("Ce virement a été abandonné : préparez-en un autre."),
    "bad_mandate": _("Le mandat ne peut pas être daté d’un jour à venir."),
    "mandate_to_bill": _(
        "Des ventes faites au nom de %(name)s attendent leur facture : faites-la d’abord, puis notez son nouveau "
        "régime de TVA."
    ),
    "bad_agreement": _("L’accord ne peut pas être daté d’un jour à venir."),
    "einvoice_too_large": _("Ce fichier est trop gros pour une facture : demandez-en un autre au fournisseur."),
    "einvoice_none": _(
        "Ce fichier ne porte pas de facture électronique (Factur-X). Notez-la à la main, sur la page de la ferme."
    ),
    "einvoice_unreadable": _(
        "Cette facture électronique ne peut pas être lue (%(what)s) : rien n’a été noté. "
        "Demandez-la de nouveau au fournisseur, ou notez-la à la main."
    ),
    "einvoice_not_ours": _("Cette facture est adressée à une autre entreprise (SIREN %(siren)s) : rien n’a été noté."),
    "einvoice_from_nobody": _(
        "Aucune ferme ni aucun fournisseur de l’annuaire n’a le SIREN de %(name)s : ajoutez-le, puis recommencez."
    ),
    "before_invoice": _("Le paiement ne peut pas dater de plus d’un an avant la facture."),
}

#: What an invoice without VAT must say: a reference to the text that exempts it (CGI ann. II, 242 nonies A, I, 12°;
#: read in several published guides). For 293 B the law gives the words (CGI 293 E; the words read in guides). For 261,
#: 7 it gives none: ours have the form of the tax office's own, "Exonération TVA, art. …" (read, of exempt sales within
#: the Union, in BOI-TVA-DECLA-30-20-20-30). What is outside the tax needs no invoice by law, which obliges the taxable
#: alone (CGI 289, I, 1; read), so no text gives words: the sentence is ours, and names the articles that set the scope.
NO_VAT = {
    VatProfile.FRANCHISE: _("TVA non applicable, art. 293 B du CGI."),
    VatProfile.EXEMPT: _("Exonération de TVA, art. 261, 7-1° du CGI."),
    VatProfile.OUTSIDE: _("TVA non applicable : activité hors du champ de la taxe, art. 256 et 256 A du CGI."),
}
#: When the VAT of services is due: what an invoice that bills some must say, or what tells its buyer when to deduct.
#: Older guides call the first one optional; the reform of electronic invoices made it a mention (docs/money.md).
VAT_DUE = {
    VatProfile.LIABLE: _("Option pour le paiement de la taxe d’après les débits."),
    VatProfile.RECEIPTS: _("TVA des prestations de services exigible à l’encaissement, art. 269, 2, c du CGI."),
}
#: What an invoice to a professional must say (code de commerce, art. L. 441-9, L. 441-10 and D. 441-5), by the codes
#: that the electronic invoice gives these sentences (BT-21; XP Z12-012, BR-FR-05).
TO_PROFESSIONALS = {
    "AAB": _("Pas d’escompte en cas de paiement anticipé."),
    "PMD": _("Pénalités de retard : trois fois le taux de l’intérêt légal, exigibles dès le lendemain de l’échéance."),
    "PMT": _("Indemnité forfaitaire pour frais de recouvrement en cas de retard : 40 €."),
}
#: What stands in their place when the electronic invoice is a private person's, who owes none of it.
TO_PERSONS = {
    "AAB": _("Pas d’escompte en cas de paiement anticipé."),
    "PMD": _("Pénalités de retard : sans objet pour un particulier."),
    "PMT": _("Indemnité forfaitaire pour frais de recouvrement : sans objet pour un particulier."),
}
#: What an invoice made in a farm's name must say (CGI ann. II art. 242 nonies A, I), and why it bears no VAT.
SELF_BILLED = _("Autofacturation")
SELF_BILLED_BY_AGREEMENT = _(
    "Facture établie par l’acheteur au nom et pour le compte du vendeur, selon leur accord du %(day)s. "
    "Le vendeur peut la contester."
)
#: What an invoice made in a farm's name to its customers must say (CGI art. 289, I, 2; the form is the tax office's,
#: “Facture établie par A au nom et pour le compte de B”), and whom to pay.
ON_MANDATE = _(
    "Facture établie par %(us)s au nom et pour le compte de %(farm)s, selon son mandat du %(day)s. "
    "À régler à %(us)s, qui encaisse pour le compte du vendeur."
)
FARM_VAT = directory.FARM_VAT
#: 298 quater is the flat-rate compensation itself (read); that a farm's invoice says so, and these words, is ours.
#: A buyer liable to VAT owes the farm a purchase slip and a yearly certificate, by hand (docs/money.md).
FARM_NO_VAT = {
    FarmVat.FRANCHISE: NO_VAT[VatProfile.FRANCHISE],
    FarmVat.FLAT: _("TVA non applicable : régime du remboursement forfaitaire agricole, art. 298 quater du CGI."),
}
DEPOSIT_OUTSIDE = _("Consigne d’emballage, rendue avec l’emballage : hors de la base de la TVA.")
DUES_OUTSIDE = _("Cotisation d’adhésion, sans contrepartie individuelle : hors du champ de la TVA.")
#: What a bank line's proposal rests on.
WHY = [
    (Clue.END_TO_END, _("référence du virement")),
    (Clue.NUMBER, _("numéro de facture")),
    (Clue.TRANSFER, _("montant du virement groupé")),
    (Clue.PAYOUT, _("versement des paiements en ligne")),
    (Clue.ACCOUNT, _("numéro de compte prépayé")),
    (Clue.NAME, _("nom et montant")),
]
#: Those who buy as private persons.
PRIVATE = frozenset({OrganisationKind.HOUSEHOLD})

DEPOSIT = _("Consigne")
DEPOSIT_BACK = _("Consigne rendue")
GOODS = _("Marchandise")

BOOKS = [
    (Book.OPENING, _("À-nouveaux")),
    (Book.PURCHASES, _("Achats")),
    (Book.SALES, _("Ventes")),
    (Book.BANK, _("Banque")),
    (Book.CASH, _("Caisse")),
    (Book.ONLINE, _("Paiements en ligne")),
    (Book.OTHER, _("Opérations diverses")),
    (Book.IN_KIND, _("Contributions volontaires en nature")),
]
#: Accounts that only the file of entries has.
FEC_ACCOUNTS = {
    CARRIED: _("Report à nouveau"),
    VOLUNTEERS: _("Personnel bénévole"),
    VOLUNTEERING: _("Bénévolat"),
}

#: What `bocal check` says of each thing that does not hold.
BROKEN = {
    "invoice_lines": _("Facture %(a)s : ses lignes ne donnent pas son total hors taxe."),
    "invoice_total": _("Facture %(a)s : base, TVA et arrondi ne donnent pas le montant à payer."),
    "invoice_money": _("Facture %(a)s : le registre ne dit pas le même montant."),
    "payment_money": _("Facture %(a)s : un de ses paiements n’est pas celui du registre."),
    "advance_money": _("Compte prépayé, mouvement %(a)s : le registre ne dit pas le même montant."),
    "online_money": _("Paiement en ligne %(a)s : le compte prépayé n’a pas reçu ce qui est arrivé."),
    "payout_money": _("Versement %(a)s : le registre ne dit pas le même montant."),
    "advance_overdrawn": _("Compte prépayé de %(a)s : plus d’argent en est sorti qu’il n’y est entré."),
    "supplier_money": _("Facture de fournisseur %(a)s : le registre ne dit pas le même montant."),
    "supplier_payment_money": _("Facture de fournisseur %(a)s : un de ses paiements n’est pas celui du registre."),
    "supplier_twice": _("Facture de fournisseur %(a)s : une de ses livraisons est facturée deux fois."),
    "self_billed_gap": _("Série « %(a)s » : il manque un numéro d’autofacture."),
    "vat_waiting": _("Facture %(a)s : la TVA en attente de paiement ne va pas avec la facture."),
    "mandate_gap": _("Série « %(a)s » : il manque un numéro de facture faite au nom d’une ferme."),
    "mandate_money": _("Relevé %(a)s : le registre ne dit pas le même montant."),
    "mandate_left": _("Mandat de %(a)s : ce qui lui est dû n’est pas ce que disent ses ventes et ses relevés."),
    "mandate_kept": _("Geste %(a)s : un produit vendu au nom d’une ferme y est compté comme acheté ou vendu par nous."),
    "invoice_gap": _("Série « %(a)s » : il manque un numéro de facture."),
}
