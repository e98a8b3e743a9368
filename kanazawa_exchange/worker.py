"""How does ./run start the one worker of a small installation, with its scheduler inside?"""

import os
import sys

from django.conf import settings

from kanazawa_exchange.celery import app


def main() -> None:
    """Runs until TERM; two children are enough where page and worker share a computer."""
    os.umask(0o077)
    app.worker_main(
        [
            "worker",
            "-B",
            "-s",
            str(settings.DATA_DIR / "beat"),
            "-l",
            "WARNING",
            "-c",
            "2",
            "--without-gossip",
            "--without-mingle",
        ]
    )


if __name__ == "__main__":
    sys.exit(main())
