from django.apps import AppConfig


class CatalogConfig(AppConfig):
    name = "bocal.catalog"
    label = "catalog"
