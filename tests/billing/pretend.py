"""A payment provider that always answers, for a world that is told once."""

from bocal.billing.rules.online import Asked, NotSigned, PayPage, Told


class Pretend:
    """Does nothing, and says so."""

    name = "stripe"

    def ask(self, asked: Asked) -> PayPage:
        return PayPage(f"cs {asked.key}", "https://checkout.example.test/")

    def look(self, reference: str) -> Told | None:
        return None

    def give_back(self, payment: str, cents: int, key: str) -> None:
        """Nothing goes back."""

    def read(self, body: bytes, signature: str) -> Told | None:
        raise NotSigned


def provider() -> Pretend:
    return Pretend()
