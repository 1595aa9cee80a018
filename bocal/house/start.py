"""Importing this module makes Django ready: the server and the commands do so before anything that needs it."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bocal.house.settings")
application = get_wsgi_application()
