from django.apps import AppConfig


class BillingConfig(AppConfig):
    name = "bocal.billing"
    label = "billing"
