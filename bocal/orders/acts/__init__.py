"""Verbs on sales: open, offer, order, close, bring, hand over, give; agree, promise, pick and deliver."""

from bocal.orders.acts.agreeing import agree, deliver_standing, end_standing, price_standing, stand
from bocal.orders.acts.baskets import forget_baskets, keep_basket
from bocal.orders.acts.bringing import Came, bring
from bocal.orders.acts.handing import Given, give, hand_over, take_jars_back
from bocal.orders.acts.leaving import Taken, deliver, pick, set_route, settle_return, take_goods_back
from bocal.orders.acts.moving import Moved, advance, keep_time
from bocal.orders.acts.noting import (
    Handed,
    insist_bringing,
    insist_handing,
    note_bringing,
    note_handing,
)
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
from bocal.orders.acts.own_standing import change_own_standing, stop_own_standing
from bocal.orders.acts.packing import pack
from bocal.orders.acts.placing import Placed, cancel, place
from bocal.orders.acts.planning import plan_next, set_rhythm
from bocal.orders.acts.points import forget_collectors, name_collector, set_point
from bocal.orders.acts.promising import (
    Served,
    cancel_delivery,
    carry_over,
    place_delivery,
    restore_delivery,
    serve_all,
    serve_waiting,
)
from bocal.orders.acts.rehousing import Closed, cancel_point, choose_slot, refund_displaced
from bocal.orders.acts.stalls import add_to_stall, copy_stall, prepare, price_stall, set_stall

__all__ = [
    "Came",
    "Closed",
    "Given",
    "Handed",
    "Moved",
    "Placed",
    "Served",
    "Taken",
    "add_slots",
    "add_to_stall",
    "advance",
    "agree",
    "bring",
    "cancel",
    "cancel_delivery",
    "cancel_point",
    "carry_over",
    "change_offer",
    "change_own_standing",
    "change_slot",
    "choose_slot",
    "copy_stall",
    "deliver",
    "deliver_standing",
    "edit_round",
    "end_standing",
    "forget_baskets",
    "forget_collectors",
    "give",
    "hand_over",
    "insist_bringing",
    "insist_handing",
    "keep_basket",
    "keep_time",
    "name_collector",
    "note_bringing",
    "note_handing",
    "offer_goods",
    "offer_jars",
    "open_round",
    "pack",
    "pick",
    "place",
    "place_delivery",
    "plan_next",
    "prepare",
    "price_stall",
    "price_standing",
    "refund_displaced",
    "restore_delivery",
    "serve_all",
    "serve_waiting",
    "set_point",
    "set_rhythm",
    "set_route",
    "set_stall",
    "settle_return",
    "stand",
    "stop_own_standing",
    "take_goods_back",
    "take_jars_back",
    "withdraw_offer",
]
