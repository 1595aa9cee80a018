from datetime import UTC, datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from bocal.directory import acts as directory
from bocal.directory.doors import collective, for_everyone, held
from bocal.directory.models import Organisation, Person
from bocal.directory.rules import Desk, OrganisationKind
from bocal.journals.rules import Refused
from bocal.membership import reads as membership
from bocal.orders import acts, reads, words
from bocal.orders.pages import missing
from bocal.orders.pages.basket import BasketForm, NameForm, chosen_level, chosen_slot, initial_of, numbers, row, stepped
from bocal.orders.pages.ordering import posted_prices
from bocal.orders.reads import Mine, Shop, ShopLine, Shown
from bocal.orders.rules import NotPlaced
from bocal.orders.rules.rhythm import State
from bocal.orders.rules.solidarity import same_side

_EVER = datetime.min.replace(tzinfo=UTC)


@for_everyone
def shop(request: HttpRequest, pk: int) -> HttpResponseBase:
    """All that a round sells, one basket over all farms, a slot, one button."""
    now = timezone.now()
    refused = None
    if request.method == "POST":
        try:
            answer = _at_once(request, pk, now)
        except Refused as found:
            refused = found
        else:
            if answer is not None:
                return answer
    sale = reads.round_(pk)
    if sale is None:
        return render(request, "orders/pages/gone.html", {"coming": reads.coming(now)}, status=404)
    shown = reads.shown(sale, now)
    customers = _customers(request)
    customer = _chosen(request, customers)
    mine = next(iter(reads.mine(sale, [customer.pk])), None) if customer else None
    sells = shown.state is State.OPEN or (_for_another(request) is not None and reads.may_coordinate(sale, now))
    if not sells and request.method != "POST":
        return _shut(request, shown, mine)
    house = collective(request)
    page = _Page(
        request, shown, reads.shop(sale, now, mine, us=house.organisation if house else None), mine, customers, customer
    )
    if not sells:
        form = BasketForm(request.POST, shop=page.shop)
        form.is_valid()
        return _shut(request, shown, mine, page.basket(form))
    if request.method != "POST":
        return page.show(page.form())
    return _posted(page, refused)


def _at_once(request: HttpRequest, sale: int, now: datetime) -> HttpResponse | None:
    """The order, or what is missing for it: the shop is not even loaded. None when it must be shown.

    Raises what the act raises, when that is not to be asked about at once.
    """
    person = request.user
    if not isinstance(person, Person) or _unnamed(person) or _again(request):
        return None
    homes = held(request).organisations(Desk.CUSTOMER)
    form = BasketForm(request.POST)
    another = _for_another(request)
    if not (homes or another) or not form.is_valid():
        return None
    if another is not None:
        return _place(request, form, sale, *another, now, coordinator=True)
    asked = request.GET.get("pour", "")
    home = next((pk for pk in homes if str(pk) == asked), homes[0])
    return _place(request, form, sale, home, person.pk, now)


def _for_another(request: HttpRequest) -> tuple[int, int] | None:
    """(customer, person) for whom a coordinator orders: the address names a household that is not their own."""
    asked, seats = request.GET.get("pour", ""), held(request)
    if not (asked.isascii() and asked.isdecimal() and len(asked) < 16) or not seats.any_of(
        (Desk.SALES, Desk.DIRECTION)
    ):
        return None
    if int(asked) in seats.organisations(Desk.CUSTOMER):
        return None
    return reads.buyer_for(int(asked))


def _again(request: HttpRequest) -> bool:
    """Whether a button was pressed that only shows the page again: + or −, or the whole sale."""
    return "step" in request.POST or "whole" in request.POST


def _place(
    request: HttpRequest,
    form: BasketForm,
    sale: int,
    customer: int,
    person: int,
    now: datetime,
    *,
    coordinator: bool = False,
) -> HttpResponse:
    """The order's page, or the short one about what is missing. Raises the act's other refusals."""
    wanted, slot = form.wanted(), form.cleaned_data["slot"]
    try:
        placed = acts.place(
            sale=sale,
            customer=customer,
            person=person,
            slot=slot,
            wanted=wanted,
            key=str(form.cleaned_data["key"]),
            now=now,
            seen=form.cleaned_data["seen"],
            rest="rest" in request.POST,
            prices=posted_prices(request.POST),
            coordinator=coordinator,
            one_more="one_more" in request.POST,
            # Whoever orders for a household neither reads nor changes the price that it chose.
            level_bp=None if coordinator else chosen_level(request.POST),
        )
    except NotPlaced as refused:
        short = reads.short(sale, customer, wanted, slot, refused, now, level_bp=chosen_level(request.POST))
        if short is None:
            raise Refused("unknown_offer") from None
        return missing.ask(request, short)
    request.session.pop("basket", None)
    if coordinator:
        messages.success(request, _("La commande est enregistrée."))
        return redirect("orders:sale_orders", sale)
    # Said by the address: a message would wait in the session, which costs the rush a second write to the disk.
    said = {"enregistree": "1", "manque": [f"{one.offer}-{one.wanted}-{one.left}" for one in placed.short]}
    return redirect(f"{reverse('orders:order', args=[placed.order])}?{urlencode(said, doseq=True)}")


def _unnamed(person: Person) -> bool:
    """Whoever has just signed up is called by what stands before the @, until the first order."""
    return bool(person.email) and person.name == (person.email or "").partition("@")[0]


def _posted(page: "_Page", refused: Refused | None) -> HttpResponseBase:
    """What could not be placed at once; `refused` says why, where it was tried."""
    request, sale = page.request, page.shown.sale
    form = BasketForm(request.POST, shop=page.shop)
    valid = form.is_valid()
    if _again(request):
        # A tap on + or − without script: the page comes back with the basket as it now is.
        return page.show(page.kept(stepped(form, request.POST.get("step", ""), page.shop)))
    if not request.user.is_authenticated:
        request.session["basket"] = {
            "sale": sale.pk,
            "wanted": form.wanted(),
            "slot": request.POST.get("slot", ""),
            "level": chosen_level(request.POST),
        }
        return redirect_to_login(request.get_full_path())
    person = request.user
    assert isinstance(person, Person)
    names = page.names
    if not valid or (names is not None and not names.is_valid()):
        return page.show(form)
    if refused is not None and refused.code != "unknown_offer":
        return _refused(page, form, refused)
    # Somebody's first order; or one that names an offer taken off the sale, which is done without.
    page.customer = customer = page.customer or reads.customers([directory.welcome(person).pk])[0]
    if names is not None:
        _introduce(person, customer, names)
    try:
        return _place(request, form, sale.pk, customer.pk, person.pk, timezone.now())
    except Refused as found:
        return _refused(page, form, found)


def _introduce(person: Person, home: Organisation, names: NameForm) -> None:
    """The household that the sign-up opened bore the same makeshift name."""
    if home.name == person.name:
        directory.save_customer(home, OrganisationKind(home.kind), names.cleaned_data)
    directory.change_own(person, language=person.language, **names.cleaned_data)


def _refused(page: "_Page", form: BasketForm, refused: Refused) -> HttpResponseBase:
    sentence = words.say(refused)
    if refused.code == "members_only":
        # The line at the top says where to join; what was chosen waits meanwhile.
        form.add_error(None, sentence)
        return page.show(page.kept(form))
    if refused.code == "closed":
        return _shut(page.request, reads.shown(page.shown.sale, timezone.now()), page.mine, page.basket(form))
    if refused.code == "changed_meanwhile":
        # Drawn again from what is stored: what was typed here was typed against another order.
        messages.warning(page.request, sentence)
        return redirect(page.request.get_full_path())
    form.add_error("slot" if refused.code == "unknown_slot" else None, sentence)
    return page.show(form)


def _customers(request: HttpRequest) -> list[Organisation]:
    if not request.user.is_authenticated:
        return []
    another = _for_another(request)
    return reads.customers([another[0]] if another else held(request).organisations(Desk.CUSTOMER))


def _chosen(request: HttpRequest, customers: list[Organisation]) -> Organisation | None:
    asked = request.GET.get("pour", "")
    return next((c for c in customers if str(c.pk) == asked), customers[0] if customers else None)


def _shut(
    request: HttpRequest, shown: Shown, mine: Mine | None, basket: list[tuple[ShopLine, int]] | None = None
) -> HttpResponse:
    """Before the opening, after the closing: a friendly page, and the basket of whoever came a minute too late."""
    coming = [found for found in reads.coming(timezone.now()) if found.sale.pk != shown.sale.pk]
    context = {"shown": shown, "mine": mine, "coming": coming, "basket": basket}
    return render(request, "orders/pages/shut.html", context)


class _Page:
    """What the page needs to be drawn, whatever happens."""

    def __init__(
        self,
        request: HttpRequest,
        shown: Shown,
        shop: Shop,
        mine: Mine | None,
        customers: list[Organisation],
        customer: Organisation | None,
    ) -> None:
        self.request, self.shown, self.shop, self.mine = request, shown, shop, mine
        self.customers, self.customer = customers, customer
        self.names: NameForm | None = None
        # Whether a basket of before was found, and the price that it was put together for.
        self.waits = False
        self.level: int | None = None
        person = request.user
        if isinstance(person, Person) and _unnamed(person):
            data = request.POST if request.method == "POST" and not _again(request) else None
            self.names = NameForm(data)

    def form(self) -> BasketForm:
        """The basket as it is stored: the order, else what a stranger had chosen before signing in."""
        data: dict[str, Any] = {}
        if self.mine is not None:
            data["seen"] = str(self.mine.order.version)
        if self.mine is not None and self.mine.stands:
            initial = initial_of(numbers(self.mine.lines), self.mine.order.slot_id, data)
        else:
            kept = self.request.session.get("basket", {})
            if kept.get("sale") != self.shown.sale.pk:
                kept = self._waiting()
            self.level = kept.get("level")
            initial = initial_of(numbers(kept.get("wanted", {})), kept.get("slot"), data)
        return BasketForm(initial=initial, shop=self.shop)

    def _waiting(self) -> dict[str, Any]:
        """What this household had put together, here or on another device."""
        if self.customer is None or _for_another(self.request):
            return {}
        order = self.mine.order if self.mine else None
        after = max(order.changed_at, order.cancelled_at or _EVER) if order else None
        found = reads.basket(self.shown.sale.pk, self.customer.pk, after=after)
        self.waits = found is not None
        return {"wanted": found.wanted, "slot": found.slot, "level": found.level_bp} if found else {}

    @property
    def keeps(self) -> bool:
        """Whether the basket is kept on the way: the household's own, which has no order yet."""
        stands = self.mine is not None and self.mine.stands
        return self.customer is not None and not stands and not _for_another(self.request)

    def kept(self, form: BasketForm) -> BasketForm:
        """The same basket, kept for later."""
        person = self.request.user
        if self.keeps and self.customer is not None and isinstance(person, Person):
            typed = {pk: form.typed(pk) for pk in self.shop.lines}
            acts.keep_basket(
                sale=self.shown.sale.pk,
                customer=self.customer.pk,
                person=person.pk,
                wanted={pk: int(text) for pk, text in typed.items() if text.isdecimal() and len(text) < 4},
                slot=chosen_slot(self.request.POST),
                level_bp=chosen_level(self.request.POST),
                now=timezone.now(),
            )
        return form

    def basket(self, form: BasketForm) -> list[tuple[ShopLine, int]]:
        """What was typed, as lines."""
        lines = self.shop.lines
        return [(lines[pk], n) for pk, n in form.wanted().items() if n]

    def _one_more(self) -> bool:
        if self.request.method == "POST":
            return "one_more" in self.request.POST
        return self.mine is not None and self.mine.order.one_more

    def _invitation(self) -> membership.Standing | None:
        """What joining would give this household; None for a member, and where nobody can join."""
        person = self.request.user
        if self.customer is None or not isinstance(person, Person) or _for_another(self.request):
            return None
        one = membership.standing_of(self.customer, person.pk, timezone.localdate())
        return one if one and one.span else None

    def _levels(self) -> tuple[int, list[tuple[int, str]]]:
        """The price chosen, else that of the household's order before; those to choose from: none for somebody else."""
        offered = () if _for_another(self.request) else reads.levels_of(self.shown.sale)
        if not offered:
            return 0, []
        if self.request.method == "POST":
            chosen = chosen_level(self.request.POST)
        elif self.mine is not None and self.mine.stands:
            chosen = self.mine.order.level_bp
        elif self.level is not None or self.customer is None:
            chosen = self.level or 0
        else:
            chosen = reads.last_level(self.customer.pk)
        return same_side(chosen, offered), [(bp, words.choice(bp)) for bp in offered]

    def show(self, form: BasketForm) -> HttpResponse:
        """The whole shop with this basket in it."""
        # What was seen stays so until the act has said what rose since, and been answered.
        seen = posted_prices(self.request.POST)
        groups = [(group, [row(form, line, seen) for line in group.lines]) for group in self.shop.groups]
        rows = [row for _, of_group in groups for row in of_group]
        wanted = {row.line.pk: int(row.typed) for row in rows if row.typed.isdecimal() and len(row.typed) < 4}
        level, levels = self._levels()
        chosen = str(form["slot"].value() or "")
        context = {
            "shown": self.shown,
            "shop": self.shop,
            "groups": groups,
            "form": form,
            "names": self.names,
            "total": reads.total(self.shop, wanted, level_bp=level, slot=chosen),
            "level": level,
            "levels": levels,
            "rest": self.request.method != "POST" or "rest" in self.request.POST,
            "crates": any(line.offer.crate > 1 or line.offer.minimum for line in self.shop.lines.values()),
            "one_more": self._one_more(),
            "chosen": chosen,
            "mine": self.mine,
            "customers": self.customers if len(self.customers) > 1 else [],
            "customer": self.customer,
            "far": any(group.km for group in self.shop.groups),
            "season": any(line.season for line in self.shop.lines.values()),
            "keeps": self.keeps,
            "waits": self.waits,
            "another": _for_another(self.request) is not None,
            "invitation": self._invitation(),
        }
        return render(self.request, "orders/pages/shop.html", context)
