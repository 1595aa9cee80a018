"""The key that opens a new collective on this server: whoever starts the server sees it, nobody else."""

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac


def setup_key() -> str:
    """Twenty characters that follow from the server's secret."""
    return salted_hmac("bocal.house.setup", "nouveau", secret=settings.SECRET_KEY).hexdigest()[:20]


def setup_address() -> str:
    """The page of the set-up wizard, with its key."""
    return f"/nouveau/?cle={setup_key()}"


def opens(key: str) -> bool:
    """Whether `key` is the right one. The demo's server lets anyone at the machine try the wizard."""
    return settings.DEMO or constant_time_compare(key, setup_key())
