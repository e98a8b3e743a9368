"""The WSGI application that gunicorn and the embedded server run."""

import os

from django.core.wsgi import get_wsgi_application

from kanazawa_exchange.charsets import readable_types

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kanazawa_exchange.settings")
application = readable_types(get_wsgi_application())
