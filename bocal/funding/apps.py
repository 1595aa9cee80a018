from django.apps import AppConfig


class FundingConfig(AppConfig):
    name = "bocal.funding"
    label = "funding"
