"""What can happen, as choices: kinds of gestures, statuses, accounts, hours, ways in."""

from enum import StrEnum


class Kind(StrEnum):
    """What happened."""

    RECEIVE = "receive"
    MAKE = "make"
    MOVE = "move"
    SET_ASIDE = "set_aside"
    DELIVER = "deliver"
    GIVE = "give"
    RETURN = "return"
    LOSE = "lose"
    COUNT = "count"
    DECIDE = "decide"
    DEPOSIT = "deposit"
    JOIN = "join"
    INVOICE = "invoice"
    SUPPLIER_INVOICE = "supplier_invoice"
    SETTLE = "settle"
    PAY = "pay"
    PREPAY = "prepay"
    PAYOUT = "payout"
    WORK = "work"
    REVERSE = "reverse"


#: An invoice is mended by a credit note, a reversal by doing the thing again.
FINAL = frozenset({Kind.INVOICE, Kind.REVERSE})


class Status(StrEnum):
    """What may be done with a lot: nothing on hold or blocked goes to a customer or a recipient."""

    HOLD = "hold"
    RELEASED = "released"
    BLOCKED = "blocked"


class Account(StrEnum):
    """Accounts of the French associations' chart (règlement ANC 2018-06, PCG 2025)."""

    SUPPLIER = "401"
    SUPPLIER_UNBILLED = "408"
    CUSTOMER = "411"
    UNBILLED = "418"
    ADVANCES = "4191"
    DEPOSITS = "4196"
    VAT_DEDUCTIBLE = "44566"
    VAT_COLLECTED = "44571"
    VAT_WAITING = "44574"
    VAT_UNBILLED = "44587"
    THIRD_PARTIES = "467"
    ONLINE = "5115"
    BANK = "512"
    CASH = "530"
    PURCHASES = "601"
    SUBCONTRACTING = "611"
    BANK_FEES = "627"
    ROUNDING_LOSS = "658"
    OWN_PRODUCTS = "701"
    SERVICES = "706"
    RESALE = "707"
    DONATED_SOLD = "7073"
    DUES = "756"
    ROUNDING_GAIN = "758"
    GIFT_IN_KIND = "860"
    GIFT_RECEIVED = "870"


#: What an invoice bills.
REVENUE = frozenset(
    {Account.OWN_PRODUCTS, Account.SERVICES, Account.RESALE, Account.DONATED_SOLD, Account.DEPOSITS, Account.DUES}
)
#: Of that, what no VAT is on, because it is outside its scope: such a line has no rate.
OUTSIDE_VAT = frozenset({Account.DEPOSITS, Account.DUES})


class HoursKind(StrEnum):
    """What somebody's minutes were given to."""

    SHIFT = "shift"
    PRODUCTION = "production"
    WORKSHOP = "workshop"
    GLEANING = "gleaning"
    DISTRIBUTION = "distribution"
    INSERTION = "insertion"


class Way(StrEnum):
    """How a lot came to be here: bought, given, for toll work or to be sold for its farm; an empty jar that came back;
    made here."""

    BOUGHT = "bought"
    GIVEN = "given"
    TOLL = "toll"
    ENTRUSTED = "entrusted"
    RETURNED = "returned"
    MADE = "made"
