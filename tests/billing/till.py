"""A double of the payment provider: its HTTP API on the loopback, small, bounded, as its own library speaks to it."""

import hashlib
import hmac
import json
import re
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from bocal.billing.notices.stripe import Stripe

KEY, SECRET = "sk_test_double", "whsec_double"
#: Bytes of a request that are read at most.
BIGGEST = 100_000


class Till:
    """What the double knows: pages asked for, refunds, balance lines of each payout; `down` makes it fail."""

    def __init__(self) -> None:
        self.pages: dict[str, dict[str, Any]] = {}
        self.refunds: list[dict[str, Any]] = []
        self.lines: dict[str, list[dict[str, Any]]] = {}
        self.keys: dict[str, dict[str, Any]] = {}
        self.down = False
        self.asked = 0
        self.lock = threading.Lock()
        self.url = ""

    def provider(self) -> Stripe:
        return Stripe(key=KEY, secret=SECRET, address=self.url)

    def answer(self, method: str, path: str, said: dict[str, str], key: str) -> tuple[int, dict[str, Any]]:
        with self.lock:
            self.asked += 1
            if self.down:
                return 503, {"error": {"type": "api_error", "message": "down"}}
            if key and key in self.keys:
                return 200, self.keys[key]
            code, found = self._answer(method, path, said)
            if key:
                self.keys[key] = found
            return code, found

    def _answer(self, method: str, path: str, said: dict[str, str]) -> tuple[int, dict[str, Any]]:
        if (method, path) == ("POST", "/v1/checkout/sessions"):
            name = f"cs_test_{len(self.pages) + 1}"
            self.pages[name] = {
                "id": name,
                "object": "checkout.session",
                "url": f"https://checkout.example.test/{name}",
                "amount_total": int(said["line_items[0][price_data][unit_amount]"]),
                "currency": said["line_items[0][price_data][currency]"],
                "client_reference_id": said["client_reference_id"],
                "success_url": said["success_url"],
                "payment_status": "unpaid",
                "payment_intent": None,
                "status": "open",
            }
            return 200, self.pages[name]
        if found := re.fullmatch(r"/v1/checkout/sessions/(cs_test_\d+)", path):
            return 200, self.pages[found[1]]
        if (method, path) == ("POST", "/v1/refunds"):
            made = {"id": f"re_{len(self.refunds) + 1}", "object": "refund", **said, "amount": int(said["amount"])}
            self.refunds.append(made)
            return 200, made
        if path == "/v1/balance_transactions":
            rows = self.lines[said["payout"]]
            start = next((n + 1 for n, row in enumerate(rows) if row["id"] == said.get("starting_after")), 0)
            part = rows[start : start + int(said["limit"])]
            return 200, {"object": "list", "data": part, "has_more": start + len(part) < len(rows), "url": path}
        return 404, {"error": {"type": "invalid_request_error", "message": path}}

    # ── What people and the provider do ──────────────────────────────────────────────────────────────────────────────

    def paid(self, name: str, cents: int | None = None) -> dict[str, Any]:
        """Somebody pays on the provider's page; what it would announce."""
        page = self.pages[name]
        page.update(payment_status="paid", status="complete", payment_intent=f"pi_{name}")
        if cents is not None:
            page["amount_total"] = cents
        return event("checkout.session.completed", page)

    def payout(self, name: str, parts: list[tuple[int, int]], day: int) -> dict[str, Any]:
        """The provider pays out (gross, fee) of some payments."""
        rows = [
            {"id": f"txn_{n}", "object": "balance_transaction", "type": "charge", "amount": gross, "fee": fee}
            for n, (gross, fee) in enumerate(parts)
        ]
        net = sum(gross - fee for gross, fee in parts)
        rows.append({"id": "txn_out", "object": "balance_transaction", "type": "payout", "amount": -net, "fee": 0})
        self.lines[name] = rows
        said = {"id": name, "object": "payout", "amount": net, "currency": "eur", "arrival_date": day}
        return event("payout.paid", said)


def event(kind: str, said: dict[str, Any]) -> dict[str, Any]:
    return {"id": "evt_1", "object": "event", "type": kind, "data": {"object": said}}


def signed(body: bytes, *, secret: str = SECRET, at: int | None = None) -> str:
    """The header that proves an announcement."""
    at = int(time.time()) if at is None else at
    mac = hmac.new(secret.encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={at},v1={mac}"


def sent(said: dict[str, Any]) -> bytes:
    return json.dumps(said).encode()


@contextmanager
def open_till() -> Iterator[Till]:
    """A double that answers until the end of the block."""
    till = Till()

    class Handler(BaseHTTPRequestHandler):
        timeout = 10

        def _reply(self) -> None:
            size = min(int(self.headers.get("Content-Length") or 0), BIGGEST)
            parts = urlsplit(self.path)
            text = self.rfile.read(size).decode() if size else parts.query
            said = {name: values[0] for name, values in parse_qs(text).items()}
            key = self.headers.get("Idempotency-Key", "") if self.command == "POST" else ""
            allowed = self.headers.get("Authorization") == f"Bearer {KEY}"
            code, found = till.answer(self.command, parts.path, said, key) if allowed else (401, {"error": {}})
            body = json.dumps(found).encode()
            self.send_response(code)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            if code >= 500:
                self.send_header("Stripe-Should-Retry", "false")
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_POST = _reply  # noqa: N815

        def log_message(self, *_said: object) -> None:
            """Nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    till.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield till
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
