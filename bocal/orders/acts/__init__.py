"""Verbs on sales: open, offer, order, close, bring, hand over, give."""

from bocal.orders.acts.bringing import Came, bring
from bocal.orders.acts.closing import close_due, close_round
from bocal.orders.acts.handing import Given, give, hand_over, take_jars_back
from bocal.orders.acts.opening import (
    add_slots,
    change_offer,
    change_slot,
    edit_round,
    offer_goods,
    offer_jars,
    open_round,
    withdraw_offer,
)
from bocal.orders.acts.placing import Placed, cancel, place

__all__ = [
    "Came",
    "Given",
    "Placed",
    "add_slots",
    "bring",
    "cancel",
    "change_offer",
    "change_slot",
    "close_due",
    "close_round",
    "edit_round",
    "give",
    "hand_over",
    "offer_goods",
    "offer_jars",
    "open_round",
    "place",
    "take_jars_back",
    "withdraw_offer",
]
