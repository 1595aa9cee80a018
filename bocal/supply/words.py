"""French labels of what comes in, and what each refusal says."""

from django.utils.translation import gettext_lazy as _

from bocal.journals.rules import Way
from bocal.supply.rules import Look, OfferState, Quick
from bocal.supply.rules.gifts import DoneeKind, TaxKind, ValueSaid
from bocal.supply.rules.seasons import Container

#: What a farm wishes, in its own voice.
WISHES = [
    (Way.BOUGHT, _("le vendre")),
    (Way.GIVEN, _("le donner")),
    (Way.TOLL, _("le faire transformer pour moi")),
]
#: The same wish as the team reads it.
WISHED = {
    Way.BOUGHT: _("à vendre"),
    Way.GIVEN: _("à donner"),
    Way.TOLL: _("à transformer pour la ferme"),
}
#: What each way means for whoever stands at the scales.
WAYS = [
    (Way.BOUGHT, _("Acheté : nous le payons, il est à nous")),
    (Way.GIVEN, _("Donné : nous ne payons rien, il est à nous")),
    (Way.TOLL, _("Travail à façon : il reste à la ferme, nous le transformons pour elle")),
]
WAY_NAMES = {Way.BOUGHT: _("acheté"), Way.GIVEN: _("donné"), Way.TOLL: _("travail à façon")}
#: How a farm counts, with what each is taken to weigh (rules.seasons.KILOS).
CONTAINERS = [
    (Container.KILO, _("kilos")),
    (Container.CRATE, _("cagettes (10 kg)")),
    (Container.BOX, _("caisses (15 kg)")),
    (Container.SACK, _("sacs (25 kg)")),
    (Container.PALLET_BOX, _("palox (250 kg)")),
]
#: How many of them were announced: {n} as typed.
COUNTED = {
    Container.CRATE: _("{n} cagettes, comptées 10 kg chacune"),
    Container.BOX: _("{n} caisses, comptées 15 kg chacune"),
    Container.SACK: _("{n} sacs, comptés 25 kg chacun"),
    Container.PALLET_BOX: _("{n} palox, comptés 250 kg chacun"),
}
QUICK = [
    (Quick.TODAY, _("aujourd’hui")),
    (Quick.TOMORROW, _("demain")),
    (Quick.WEEK, _("cette semaine")),
]
CHECKS = [
    (Look.CLEAN, _("C’est propre")),
    (Look.ASPECT, _("L’aspect est bon")),
    (Look.TRANSPORT, _("Le véhicule et les caisses conviennent")),
]
OFFER_STATES = {
    OfferState.OPEN: _("attend une réponse"),
    OfferState.TAKEN: _("on vient le chercher"),
    OfferState.DECLINED: _("refusée"),
    OfferState.EXPIRED: _("date passée"),
    OfferState.WITHDRAWN: _("retirée"),
    OfferState.RECEIVED: _("reçue"),
}
#: The badge of each state: colour and icon.
OFFER_TONES = {
    OfferState.OPEN: ("wait", "clock"),
    OfferState.TAKEN: ("info", "truck"),
    OfferState.DECLINED: ("stop", "cross"),
    OfferState.EXPIRED: ("", "calendar"),
    OfferState.WITHDRAWN: ("", "undo"),
    OfferState.RECEIVED: ("ok", "check"),
}

STANDINGS = [
    (DoneeKind.GENERAL_INTEREST, _("œuvre ou organisme d’intérêt général")),
    (DoneeKind.PUBLIC_UTILITY, _("association ou fondation reconnue d’utilité publique")),
    (DoneeKind.FOOD_AID, _("organisme sans but lucratif d’aide aux personnes en difficulté")),
]
VALUES_SAID = [(ValueSaid.PAPER, _("sur papier")), (ValueSaid.LINK, _("par son lien"))]
TAX_KINDS = [
    (TaxKind.FIRM, _("entreprise (article 238 bis du CGI)")),
    (TaxKind.PERSON, _("particulier (article 200 du CGI)")),
]

REFUSALS = {
    "not_entitled": _(
        "Aucun reçu fiscal ne part : le collectif n’a pas déclaré qu’il y a droit. La direction le déclare dans « "
        "Droit aux reçus »."
    ),
    "our_identity": _(
        "Le reçu doit dire qui nous sommes : complétez l’adresse, la commune et le SIRET (ou le RNA) du collectif."
    ),
    "donor_identity": _("Le reçu doit dire où se trouve « %(name)s » : complétez son adresse et sa commune."),
    "donor_siren": _("Le reçu d’une entreprise porte son SIREN : notez le SIRET de « %(name)s » sur sa fiche."),
    "no_gifts": _("Cochez au moins un don."),
    "too_many_gifts": _("Un reçu porte %(most)s lignes au plus : faites-en deux."),
    "gift_of_another": _("Un de ces dons vient de quelqu’un d’autre : rechargez la page."),
    "gift_taken_back": _("%(nature)s : cette réception a été reprise, elle n’est plus un don."),
    "gift_receipted": _("%(nature)s : un reçu fiscal tient déjà ce don. Annulez-le d’abord."),
    "gift_no_value": _("%(nature)s : le donateur n’a pas encore dit sa valeur. C’est lui qui la déclare."),
    "years_apart": _("Ces dons sont de deux années : un reçu par année."),
    "agreement_of_two": _("Il faut trois parties différentes : qui cultive, qui transforme, qui reçoit."),
    "agreement_future": _("Ce jour n’est pas encore arrivé : notez l’accord une fois signé."),
    "agreement_of_others": _("Cet accord ne lie pas ce donateur et le collectif : choisissez-en un autre."),
    "agreement_late": _(
        "Cet accord est signé le %(signed)s, après le premier de ces dons (%(first)s) : le bénéficiaire doit être "
        "nommé avant. Ne cochez que les dons d’après."
    ),
    "agreement_used": _("Un reçu fiscal s’appuie sur cet accord : il reste."),
    "value_frozen": _("%(nature)s : sa valeur est sur un reçu fiscal. Annulez le reçu avant de la changer."),
    "why_missing": _("Écrivez pourquoi ce reçu est annulé."),
    "span_past": _("Ce jour est déjà passé : choisissez aujourd’hui ou plus tard."),
    "span_backwards": _("La fin vient avant le début : vérifiez les deux dates."),
    "span_far": _("C’est trop loin : annoncez au plus %(days)s jours à l’avance."),
    "too_many_offers": _(
        "Vous avez déjà %(most)s annonces ouvertes : retirez-en une, ou attendez que nous ayons répondu."
    ),
    "too_much": _("C’est plus de %(tonnes)s tonnes : vérifiez le nombre, ou appelez-nous."),
    "offer_gone": _("Cette annonce a été retirée par la ferme : appelez-la si vous y comptiez."),
    "offer_received": _("Cette annonce a déjà été reçue : regardez dans les réceptions."),
    "offer_expired": _("Cette annonce est passée depuis le %(day)s : appelez la ferme, puis recevez sans l’annonce."),
    "offer_declined": _("Cette annonce a été refusée : dites d’abord qu’on vient la chercher."),
    "offer_other_farm": _("Cette annonce vient de « %(farm)s » : choisissez cette ferme, ou recevez sans l’annonce."),
    "pickup_past": _("Ce jour est déjà passé : choisissez aujourd’hui ou plus tard."),
    "pickup_outside": _("La ferme l’a annoncé du %(ready)s au %(until)s : choisissez un de ces jours, ou appelez-la."),
    "word_missing": _("Écrivez un mot pour la ferme : pourquoi nous ne le prenons pas."),
    "no_match": _("« %(text)s » n’est pas dans la liste : choisissez une des propositions."),
    "near_match": _("« %(text)s » n’est pas dans la liste. Vouliez-vous dire : %(names)s ?"),
    "not_a_way_in": _("Choisissez une des trois façons de recevoir."),
    "no_lines": _("Il n’y a rien à recevoir : remplissez au moins une ligne, avec son produit et son poids."),
    "too_many_lines": _("Cela fait trop de lignes : %(most)s au plus. Enregistrez en deux fois."),
    "day_future": _("Ce jour n’est pas encore arrivé : choisissez aujourd’hui ou avant."),
    "day_too_old": _("Ce jour est trop ancien : %(days)s jours au plus. Vérifiez l’année."),
    "crates": _("%(item)s : indiquez entre 1 et %(most)s caisses."),
    "nothing_weighed": _("%(item)s : indiquez un poids plus grand que zéro."),
    "tare_too_heavy": _("%(item)s : les caisses vides pèsent plus que l’ensemble. Vérifiez la tare d’une caisse."),
    "too_heavy": _("%(item)s : c’est trop pour une ligne, 20 tonnes ou 200 000 pièces au plus. Vérifiez la virgule."),
    "price_missing": _("%(item)s : indiquez le prix, puisque c’est acheté."),
    "price_negative": _("%(item)s : le prix ne peut pas être négatif."),
    "fault_unsaid": _("Une vérification n’est pas cochée : cochez-la, ou écrivez ce qui ne va pas."),
    "temperature_missing": _("%(item)s se garde au froid : mesurez sa température et notez-la."),
    "giver_unknown": _("Cette ferme n’est plus dans l’annuaire : choisissez-en une autre."),
}
