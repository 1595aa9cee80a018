"""Stripe, behind the interface of rules.online: its own library speaks to it, nothing of it reaches our pages.

Whoever pays does so on Stripe's page (Checkout), never on ours; what it announces is signed (HMAC, five minutes old at
most), and read by the library.
"""

import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import islice
from typing import Any

import stripe

from bocal.billing.rules.online import Asked, Heard, NotSigned, PayPage, Told, Unreachable

#: Seconds to wait for an answer: to reach it, to be answered.
PATIENCE = (5, 15)
#: Seconds that an announcement stays good: said again, it is signed again.
FRESH = stripe.Webhook.DEFAULT_TOLERANCE
#: Announcements about a Checkout page.
OF_PAGE = ("completed", "async_payment_succeeded", "expired")
#: Lines of one payout that are added up at most.
MOST_LINES = 5_000
stripe.enable_telemetry = False
log = logging.getLogger(__name__)


@contextmanager
def _reached() -> Iterator[None]:
    try:
        yield
    except stripe.StripeError as error:
        # Its message may quote what was sent; its kind is enough to look for it in Stripe's own log.
        log.warning("Stripe: %s %s", type(error).__name__, error.code or "")
        raise Unreachable from error


class Stripe:
    """One account at Stripe, by its secret key and the secret that signs its announcements; `address` replaces
    Stripe's own, for a double of it."""

    name = "stripe"

    def __init__(self, *, key: str, secret: str, address: str = "") -> None:
        client = stripe.RequestsClient(timeout=PATIENCE)
        self.secret = secret
        self.client = stripe.StripeClient(
            key,
            base_addresses={"api": address} if address else None,
            http_client=client,
            max_network_retries=1,
        )

    def ask(self, asked: Asked) -> PayPage:
        """Open a Checkout page. Raises Unreachable."""
        line: Any = {
            "quantity": 1,
            "price_data": {
                "currency": "eur",
                "unit_amount": asked.cents,
                "product_data": {"name": asked.label},
            },
        }
        params: Any = {
            "mode": "payment",
            "locale": "fr",
            "line_items": [line],
            "client_reference_id": asked.key,
            "success_url": asked.back,
            "cancel_url": asked.back,
        }
        if asked.email:
            params["customer_email"] = asked.email
        with _reached():
            made = self.client.v1.checkout.sessions.create(params, {"idempotency_key": asked.key})
        if not made.url:
            raise Unreachable
        return PayPage(made.id, made.url)

    def look(self, reference: str) -> Told | None:
        """What became of a Checkout page. Raises Unreachable."""
        with _reached():
            return _of_session(self.client.v1.checkout.sessions.retrieve(reference).to_dict())

    def give_back(self, payment: str, cents: int, key: str) -> None:
        """Refund a payment, whole or in part. Raises Unreachable."""
        with _reached():
            self.client.v1.refunds.create({"payment_intent": payment, "amount": cents}, {"idempotency_key": key})

    def read(self, body: bytes, signature: str) -> Told | None:
        """An announcement of Stripe's. Raises NotSigned, and Unreachable when a payout's fees cannot be asked for."""
        try:
            stripe.WebhookSignature.verify_header(body.decode(), signature, self.secret, FRESH)
            event = json.loads(body)
            kind, said = event["type"], event["data"]["object"]
        except (ValueError, LookupError, TypeError, stripe.SignatureVerificationError) as error:
            raise NotSigned from error
        if kind in [f"checkout.session.{news}" for news in OF_PAGE]:
            return _of_session(said)
        if kind == "charge.refunded":
            payment = str(said.get("payment_intent") or "")
            return Told(Heard.REFUNDED, payment, said["amount_refunded"], said["currency"], payment)
        return self._payout(said) if kind == "payout.paid" else None

    def _payout(self, said: dict[str, Any]) -> Told:
        """With the fees of the payments in it, which its announcement does not say."""
        with _reached():
            page = self.client.v1.balance_transactions.list({"payout": said["id"], "limit": 100})
            rows = [(row.type, row.fee) for row in islice(page.auto_paging_iter(), MOST_LINES)]
        day = datetime.fromtimestamp(said["arrival_date"], UTC).date()
        fee = sum(fee for kind, fee in rows if kind != "payout")
        return Told(Heard.PAYOUT, said["id"], said["amount"], said["currency"], fee=fee, day=day)


def _of_session(said: dict[str, Any]) -> Told | None:
    if said.get("payment_status") == "paid":
        payment = said.get("payment_intent") or ""
        key = said.get("client_reference_id") or ""
        return Told(Heard.PAID, said["id"], said["amount_total"], said["currency"], str(payment), str(key))
    return Told(Heard.ABANDONED, said["id"]) if said.get("status") == "expired" else None
