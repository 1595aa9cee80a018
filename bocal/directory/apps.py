from django.apps import AppConfig


class DirectoryConfig(AppConfig):
    name = "bocal.directory"
    label = "directory"
