"""The ASGI application; no server of this repository runs it."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kanazawa_exchange.settings")
application = get_asgi_application()
