"""Serves the pages on this computer only: ./run calls it."""

import errno
import signal
from argparse import ArgumentParser

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.core.servers.basehttp import get_internal_wsgi_application

from kanazawa_exchange.embedded import Limits, Server
from kanazawa_exchange.headers import security_headers
from kanazawa_exchange.supervisor import end_with_supervisor
from kanazawa_exchange.views import plain_page


class Command(BaseCommand):
    help = "Serves the portal on this computer, without a proxy. Larger installations use gunicorn."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("port", nargs="?", type=int, default=8000)
        parser.add_argument("--host", default="127.0.0.1")

    def handle(self, *args: object, port: int, host: str, **options: object) -> None:
        try:
            limits = Limits(settings.REQUEST_MAX_BYTES, security_headers(), plain_page(413))
            server = Server((host, port), get_internal_wsgi_application(), limits)
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise CommandError(f"Port {port} is taken. PORT={port + 1} ./run uses another one.") from error
            raise
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, server.leave)
        end_with_supervisor(server.leave)
        self.stdout.write(f"The portal is open at http://{host}:{port}/ (Ctrl-C stops it)")
        self.stdout.flush()
        server.run()
