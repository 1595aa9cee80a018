"""Numbers that a business is known by: SIREN, VAT number. Pure."""

from bocal.directory.rules.contact import luhn_holds


def vat_number(siret: str) -> str:
    """The French VAT number that follows from a SIREN (CGI art. 286 ter; key = (12 + 3 × SIREN mod 97) mod 97)."""
    siren = siret[:9]
    if len(siren) != 9 or not (siren.isascii() and siren.isdigit()):
        return ""
    return f"FR{(12 + 3 * (int(siren) % 97)) % 97:02d}{siren}"


def siren(siret: str) -> str:
    """The nine digits of a business in a SIRET or SIREN, when its check digit holds (Luhn); "" otherwise.

    La Poste's establishments alone break Luhn's rule in their SIRET, never in their SIREN.
    """
    bare = "".join(siret.split())[:9]
    if len(bare) != 9 or not (bare.isascii() and bare.isdigit()):
        return ""
    return bare if luhn_holds(bare) else ""
