from django.apps import AppConfig


class SupplyConfig(AppConfig):
    name = "bocal.supply"
    label = "supply"
