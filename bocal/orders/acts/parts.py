"""The parts of a handover, of a delivery or of a return while it is put together."""

from collections import defaultdict
from collections.abc import Iterable

from bocal.catalog.models import Item
from bocal.journals.rules import Account, Decision, Money, Move, NewLot
from bocal.orders import rules
from bocal.orders.rules import Amount, Terms


class Parts:
    """What a gesture moves and what its party then owes; in a return (`sign` −1) what is owed is taken off."""

    def __init__(self, party: int, sign: int = 1) -> None:
        self.party, self.sign = party, sign
        self.lots: list[NewLot] = []
        self.moves: list[Move] = []
        self.money: list[Money] = []
        self.decisions: list[Decision] = []
        # Jars under deposit that went with the goods.
        self.jars: dict[int, int] = defaultdict(int)
        # What the scale found beyond what the books say, lot by lot: a count of its own says so.
        self.found: list[Move] = []

    def sell(
        self,
        item: Item,
        label: str,
        terms: Terms,
        total: Amount,
        taken: Iterable[tuple[int, Account, int]],
        *,
        billed: int | None = None,
        farm: int | None = None,
    ) -> None:
        """What the party owes for these lots of an item (lot, account of its sale, quantity in the item's own unit):
        the contract of docs/money.md, each line on 418 followed by its sale. `billed`: the weight (mg) that is paid
        for, when that is less than what left. `farm`: whose goods these are, when they are sold in its name."""
        by_account: dict[Account, list[tuple[int, int]]] = defaultdict(list)
        for lot, account, part in taken:
            by_account[account].append((lot, part))
        shares = [
            (account, lots[0][0] if len(lots) == 1 else None, self.sign * sum(part for _, part in lots))
            for account, lots in sorted(by_account.items())
        ]
        if billed is not None and len(shares) == 1:
            shares = [(shares[0][0], shares[0][1], billed)]
        signed = Amount(self.sign * total.due, self.sign * total.net, self.sign * total.vat)
        self.money += rules.sale_lines(
            terms, shares, total=signed, party=self.party, item=item.pk, label=label[:200], farm=farm
        )

    def deposit(self, item: Item, pieces: int) -> None:
        """The deposits of so many jars of an item, when its format has one."""
        jar = item.jar_format
        if jar is not None and jar.deposit_cents:
            self.jars[jar.jar_id] += pieces
            self.money += rules.deposit_lines(
                jar=jar.jar_id,
                count=self.sign * pieces,
                deposit_cents=jar.deposit_cents,
                party=self.party,
                label=jar.jar.name,
            )
