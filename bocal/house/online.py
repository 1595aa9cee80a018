"""Who takes payments online for the collective at hand; lower floors find it by name, `settings.PAYMENT_PROVIDER`."""

import os

from bocal.billing.notices.stripe import Stripe
from bocal.billing.rules.online import Provider
from bocal.house import collectives


def provider() -> Provider | None:
    """The collective's own account at Stripe, by its keys in the environment; None without them.

    Each collective has its own: one's money must never come to another.
    """
    found = collectives.current()
    if found is None:
        return None
    name = found.slug.upper().replace("-", "_")
    key = os.environ.get(f"BOCAL_STRIPE_KEY_{name}", "")
    secret = os.environ.get(f"BOCAL_STRIPE_SECRET_{name}", "")
    address = os.environ.get("BOCAL_STRIPE_URL", "")
    return Stripe(key=key, secret=secret, address=address) if key and secret else None
