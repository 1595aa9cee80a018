"""French labels of the sales, and what each refusal says."""

from django.utils.translation import gettext_lazy as _

from bocal.journals import words as journals
from bocal.journals.rules import Refused
from bocal.look.templatetags.look import share
from bocal.orders.rules.delivering import BayUse, DeliveryState
from bocal.orders.rules.noting import Errand
from bocal.orders.rules.points import Fate
from bocal.orders.rules.rhythm import Cadence, Passage, State
from bocal.orders.rules.shortage import Rule

STATES = [
    (State.PLANNED, _("prévue")),
    (State.OPEN, _("ouverte")),
    (State.COORDINATORS, _("coordination seulement")),
    (State.FROZEN, _("arrêtée")),
    (State.HANDED_OVER, _("remise")),
    (State.SETTLED, _("réglée")),
    (State.CANCELLED, _("annulée")),
]
#: What the journal of a round says of each step.
STEPS = [
    (Passage.PLANNED, _("prévue")),
    (Passage.OPEN, _("ouverte aux commandes")),
    (Passage.REMINDED, _("rappel envoyé")),
    (Passage.COORDINATORS, _("fermée aux clients")),
    (Passage.FROZEN, _("arrêtée : les listes ne changent plus")),
    (Passage.TOLD, _("listes et lettres envoyées")),
    (Passage.HANDED_OVER, _("commandes remises")),
    (Passage.SETTLED, _("réglée")),
    (Passage.CANCELLED, _("annulée")),
    (Passage.EDITED, _("titre ou dates changés")),
    (Passage.POINT_SHUT, _("point de retrait annulé")),
]
EVERY = [
    (Cadence.WEEK, _("Toutes les semaines")),
    (Cadence.FORTNIGHT, _("Toutes les deux semaines")),
    (Cadence.BY_HAND, _("À des dates choisies")),
]

DELIVERY_STATES = [
    (DeliveryState.ORDERED, _("commandée")),
    (DeliveryState.PICKED, _("préparée")),
    (DeliveryState.DELIVERED, _("livrée")),
    (DeliveryState.REFUSED, _("refusée")),
    (DeliveryState.CANCELLED, _("annulée")),
]
BAYS = [
    (BayUse.READY, _("Prêt à partir")),
    (BayUse.RETURNED, _("Revenu, à contrôler")),
]
#: What was noted without network.
ERRANDS = [
    (Errand.HAND_OVER, _("remise d’une commande")),
    (Errand.BRING, _("apport d’une ferme")),
]
#: What became of an order whose point was cancelled.
FATES = [
    (Fate.MOVED, _("déplacée")),
    (Fate.WAITING, _("à décider")),
    (Fate.REFUNDED, _("annulée")),
]
#: What the group does when there is less than was ordered, as buyers read it.
SHORTAGE = [
    (Rule.FIRST_COME, _("Qui a commandé le premier est servi en entier, puis le suivant.")),
    (Rule.CEILING, _("Le même plafond pour tous : les petites commandes sont servies en entier.")),
]
#: By `date.weekday()`.
WEEKDAYS = [
    (0, _("lundi")),
    (1, _("mardi")),
    (2, _("mercredi")),
    (3, _("jeudi")),
    (4, _("vendredi")),
    (5, _("samedi")),
    (6, _("dimanche")),
]

#: What a person reads when something is refused here; keys are the codes of journals.rules.Refused.
REFUSALS = {
    "closes_before_opening": _("La fermeture vient avant l’ouverture : choisissez une fermeture plus tardive."),
    "bad_crate": _("Une caisse ou un minimum de plus que les %(available)s proposés ne se remplirait jamais."),
    "bad_level": _("C’est entre 0 et %(most)s %%."),
    "levels_were_read": _("Des clients ont déjà commandé à ces prix : ils valent jusqu’au bout de cette vente."),
    "level_gone": _("Le prix que vous aviez choisi n’est plus proposé. Choisissez-en un autre."),
    "rule_was_read": _("Des clients ont commandé sous l’autre règle : elle vaut jusqu’au bout de cette vente."),
    "too_many_hours": _("C’est entre 0 et %(most)s heures."),
    "too_many_dates": _("Cela fait plus de %(most)s dates : gardez les prochaines."),
    "bad_weekday_rhythm": _("Choisissez un jour de la semaine."),
    "no_date": _("Notez au moins une date à venir."),
    "round_moved_on": _(
        "Cette vente n’en est plus là : quelqu’un l’a fait avancer entre-temps. La voici telle qu’elle est."
    ),
    "stall_firm": _(
        "Une ferme a déjà fermé ses commandes : ce que vous lui avez commandé ne peut plus baisser. Appelez-nous."
    ),
    "members_only": _(
        "Ici, seuls les adhérents commandent. Adhérez d’un geste en haut de cette page : votre panier vous attend."
    ),
    "already_brought": _("Ce que la ferme a apporté est déjà noté."),
    "slot_length": _("Un créneau dure entre 5 minutes et 8 heures."),
    "slots_backwards": _("La fin vient avant le début : choisissez une heure de fin plus tardive."),
    "too_many_slots": _("Cela ferait plus de %(most)s créneaux : allongez chaque créneau."),
    "slot_before_closing": _("Le retrait commence avant la fermeture des commandes : choisissez un jour plus tardif."),
    "slot_shut": _("Ce point est annulé pour cette vente : il ne reçoit plus personne."),
    "hours_overlap": _("Deux ouvertures du même jour se chevauchent : corrigez leurs heures."),
    "bad_helpers": _("Il faut entre 0 et %(most)s bénévoles par ouverture."),
    "bad_fee": _("La participation est entre 0 et 50 €."),
    "not_a_point": _("Ce lieu n’est pas un point de retrait."),
    "point_empty": _("Ce point n’a pas de créneau dans cette vente."),
    "point_too_late": _("Cette vente est finie ou annulée : ses points ne changent plus."),
    "same_point": _("C’est le point que vous annulez : choisissez-en un autre."),
    "no_room_there": _("L’autre point n’a plus de créneau à venir : choisissez-en un autre."),
    "bad_until": _("Le délai pour choisir est à venir, dans les quatorze jours."),
    "why_needed": _("Dites pourquoi, en quelques mots : les clients le liront."),
    "may_not_choose": _(
        "Le délai pour choisir un autre créneau est passé, ou cette commande n’a pas été déplacée. Appelez-nous."
    ),
    "slot_twice": _("Ce point a déjà un créneau à cette heure-là."),
    "slot_taken": _("%(taken)s commandes sont déjà dans ce créneau : la place ne peut pas descendre plus bas."),
    "bad_capacity": _("Un créneau accueille entre 1 et 500 commandes."),
    "empty_basket": _("Votre panier est vide : choisissez au moins un produit."),
    "bad_quantity": _("La quantité doit être un nombre entre 0 et %(most)s."),
    "short": _("Il n’y en a plus assez. Rien n’est commandé pour l’instant."),
    "dearer": _("Un prix a changé pendant que vous choisissiez. Rien n’est commandé pour l’instant."),
    "slot_full": _("Ce créneau vient de se remplir : choisissez-en un autre."),
    "unknown_slot": _("Choisissez un créneau de retrait."),
    "unknown_offer": _("Un produit de votre panier n’est plus proposé. Rechargez la page pour voir ce qui reste."),
    "not_open": _("Les commandes ne sont pas encore ouvertes."),
    "closed": _("Les commandes sont fermées : il n’est plus possible de changer."),
    "changed_meanwhile": _(
        "Votre commande a changé entre-temps, dans une autre fenêtre ou par une autre personne du foyer. "
        "La voici telle qu’elle est enregistrée."
    ),
    "offer_twice": _("Ce produit est déjà proposé sous ce nom dans cette vente : changez l’offre qui existe."),
    "no_vat": _("Ce produit n’a pas de taux de TVA : choisissez-le d’abord dans le catalogue."),
    "bad_portion": _("Dites combien contient une unité vendue : plus que zéro, une tonne au plus."),
    "weighed_by_mass": _("Seul un produit au poids peut être facturé à la pesée."),
    "most_below_portion": _("Le poids le plus lourd est plus petit que le poids habituel."),
    "bad_available": _("La quantité disponible est entre 0 et 100 000."),
    "below_ordered": _("%(ordered)s sont déjà commandés : la quantité ne peut pas descendre plus bas."),
    "already_ordered": _("Des clients ont déjà commandé : cela ne peut plus changer."),
    "not_in_stock": _("Il n’y en a que %(there)s en stock, libérés et encore bons : baissez la quantité."),
    "still_selling": _("La vente est encore ouverte : fermez-la d’abord."),
    "already_closed": _("Cette vente est fermée : elle ne peut plus changer."),
    "not_brought": _("Rien n’est arrivé pour « %(label)s » : notez d’abord ce que la ferme a apporté, ou mettez 0."),
    "too_few_there": _("Il ne reste pas assez de « %(label)s » pour cette commande : baissez la quantité."),
    "lot_not_free": _("« %(label)s » : le lot %(lot)s n’est pas libéré. Ne le remettez pas, et mettez 0."),
    "weight_missing": _("Pesez « %(label)s » et notez le poids."),
    "too_much": _("« %(label)s » : %(ordered)s commandés, vous ne pouvez pas en remettre plus."),
    "too_heavy": _("« %(label)s » : ce poids est trop grand pour la quantité remise. Vérifiez la virgule."),
    "already_handed": _("Cette commande est déjà remise."),
    "cancelled": _("Cette commande a été annulée."),
    "nothing_handed": _("Rien n’est remis : il n’y a rien à enregistrer."),
    "many_jars": _(
        "%(back)s bocaux rendus, alors que %(held)s sont notés chez cette personne. Si c’est bien cela, cochez la case "
        "en dessous."
    ),
    "levels_on_mandate": _(
        "Une ferme de cette vente vend en son nom, par mandat : son prix est le même pour tous. Retirez ses produits, "
        "ou laissez un seul prix."
    ),
    "no_cost": _("« %(label)s » n’a pas de prix d’achat : notez-le dans l’offre, puis revenez."),
    "nothing_to_go_by": _(
        "La coordination met en vente votre premier produit : elle dit ce que votre ferme en est payée. "
        "Ensuite, vous ajoutez les autres vous-même."
    ),
    "unknown_producer": _("Cette ferme ne vend rien dans cette vente."),
    "day_past": _("Ce jour est passé : choisissez-en un à venir."),
    "day_far": _("Ce jour est dans plus d’un an : vérifiez l’année."),
    "not_delivery_day": _("Ce n’est pas un jour de livraison chez ce client : choisissez un des jours proposés."),
    "delivery_closed": _("Les commandes pour ce jour sont closes : choisissez le jour suivant."),
    "below_minimum": _(
        "%(total)s hors taxes, alors que la livraison se fait à partir de %(minimum)s : ajoutez %(more)s."
    ),
    "nothing_ordered": _("Rien n’est commandé : notez au moins une quantité."),
    "too_much_ordered": _("C’est plus que ce que l’on peut livrer en une fois : vérifiez l’unité et la virgule."),
    "unknown_item": _("Un des produits n’est plus en vente. Rechargez la page."),
    "no_price": _("« %(label)s » n’a pas de prix : notez-le d’abord dans le catalogue."),
    "not_promised": _(
        "Il n’y en a pas assez pour ce jour. Rien n’est commandé pour l’instant : choisissez ligne à ligne."
    ),
    "delivery_moved_on": _("Cette livraison n’est plus au même point : %(state)s. La voici telle qu’elle est."),
    "delivery_changed": _(
        "Cette commande a changé entre-temps, dans une autre fenêtre ou par une autre personne. La voici telle "
        "qu’elle est."
    ),
    "nothing_picked": _("Rien n’est préparé : notez au moins une quantité."),
    "too_much_picked": _("« %(label)s » : c’est bien plus que commandé. Vérifiez la virgule."),
    "too_little_there": _("« %(label)s » : il n’y en a pas autant dans le lot %(lot)s à cet endroit."),
    "too_much_taken": _("« %(label)s » : pris et cassé font plus que ce qui est préparé."),
    "too_much_back": _("« %(label)s » : le client n’en a pas autant."),
    "nothing_back": _("Rien ne revient : notez au moins une quantité."),
    "no_signer": _("Notez le nom de la personne qui reçoit."),
    "bad_signature": _("La signature n’est pas arrivée entière. Signez de nouveau, ou laissez seulement le nom."),
    "bad_weekday": _("Choisissez au moins un jour de livraison."),
    "bad_pause": _("La pause a un début et une fin, dans cet ordre."),
    "bad_dates": _("La dernière livraison vient avant la première."),
    "standing_changed": _(
        "Cette commande régulière a changé entre-temps, dans une autre fenêtre ou par une autre personne. Rechargez la "
        "page pour voir où elle en est."
    ),
    "standing_over": _("Cette commande régulière est terminée. Appelez-nous pour la reprendre."),
    "nothing_waits": _("Rien n’attend dans cette livraison."),
    "order_changed": _("Cette commande a changé depuis que vous avez ouvert la page. Comparez, puis remettez-la."),
    "brought_meanwhile": _(
        "Quelqu’un d’autre a noté un apport de cette ferme entre-temps : ne le comptez pas deux fois."
    ),
    "round_settled": _("Cette vente est déjà réglée : les fermes sont payées et les clients facturés."),
    "not_yours_to_undo": _(
        "L’autre version ne peut être reprise que par la personne qui l’a notée, les ventes ou la direction : "
        "demandez-leur de décider."
    ),
    "key_reused": _("Ce formulaire a déjà servi à autre chose. Rechargez la page et recommencez."),
}


def choice(level_bp: int) -> str:
    """A price that a buyer may choose, by its level (basis points above the plain price, below 0 under it)."""
    if not level_bp:
        return str(_("Prix indiqué"))
    said = _("Prix solidaire : {share} de moins") if level_bp < 0 else _("Prix de soutien : {share} de plus")
    return str(said).format(share=share(abs(level_bp)))


def level(level_bp: int) -> str:
    """The price that a buyer chose, where its amount stands beside it; nothing for the plain one."""
    if not level_bp:
        return ""
    said = _("au prix solidaire, {share} de moins") if level_bp < 0 else _("au prix de soutien, {share} de plus")
    return str(said).format(share=share(abs(level_bp)))


def at_level(name: str, level_bp: int) -> str:
    """What is billed at the price that its buyer chose: « Tomates, le kilo (prix solidaire) »."""
    if not level_bp:
        return name
    said = _("{name} (prix solidaire)") if level_bp < 0 else _("{name} (prix de soutien)")
    return str(said).format(name=name)


def say(refused: Refused) -> str:
    """What happened and what to do, in the reader's language."""
    return journals.say(refused, REFUSALS)
