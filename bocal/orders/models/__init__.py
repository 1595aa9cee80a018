"""Tables of the sales: rounds and their orders; deliveries to professionals."""

from bocal.orders.models.baskets import Basket
from bocal.orders.models.deliveries import (
    Bay,
    CustomerTerms,
    Delivery,
    DeliveryLine,
    GoodsBack,
    StandingLine,
    StandingOrder,
)
from bocal.orders.models.noting import Unresolved
from bocal.orders.models.packing import Packed
from bocal.orders.models.points import Displaced, Helping, PickupPoint, PointClosing, PointHours
from bocal.orders.models.rounds import (
    Arrived,
    Bringing,
    Offer,
    Order,
    OrderLine,
    Rhythm,
    RoundStep,
    SaleRound,
    Slot,
)
from bocal.orders.models.stalls import Lack, Stall

__all__ = [
    "Arrived",
    "Basket",
    "Bay",
    "Bringing",
    "CustomerTerms",
    "Delivery",
    "DeliveryLine",
    "Displaced",
    "GoodsBack",
    "Helping",
    "Lack",
    "Offer",
    "Order",
    "OrderLine",
    "Packed",
    "PickupPoint",
    "PointClosing",
    "PointHours",
    "Rhythm",
    "RoundStep",
    "SaleRound",
    "Slot",
    "Stall",
    "StandingLine",
    "StandingOrder",
    "Unresolved",
]
