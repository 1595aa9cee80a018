"""Verbs on items, jar formats and VAT classes."""

from django.db import transaction

from bocal.catalog.models import VatClass

#: Rates with their legal source; a collective sees and changes them as data.
STANDING_VAT = (
    ("reduced", 550, "5,5 %", "CGI art. 278-0 bis A 1° : produits destinés à l’alimentation humaine"),
    ("intermediate", 1000, "10 %", "CGI art. 279 m et n : ventes à consommer sur place ou à emporter immédiatement"),
    ("standard", 2000, "20 %", "CGI art. 278 : taux normal"),
    ("zero", 0, "0 %", "CGI art. 293 B ou 261-7 : sans TVA"),
)


@transaction.atomic
def furnish() -> None:
    """Put the VAT classes of French law. Harmless when repeated."""
    for code, rate, label, source in STANDING_VAT:
        VatClass.objects.get_or_create(code=code, defaults={"rate_bp": rate, "label": label, "source": source})
