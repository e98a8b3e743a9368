"""How does ./run start the one worker of a small installation, with its scheduler inside?"""

import os
import warnings

from django.conf import settings

from kanazawa_exchange.celery import app


def main() -> None:
    """Runs until TERM; two children are enough where page and worker share a computer."""
    os.umask(0o077)
    # Who is root here has chosen so, on a trial machine; in production the image has a user of its own.
    warnings.filterwarnings("ignore", message="(?s).*running the worker with superuser privileges")
    schedule = str(settings.DATA_DIR / "beat")
    app.worker_main(
        ["-q", "worker", "-B", "-s", schedule, "-l", "WARNING", "-c", "2", "--without-gossip", "--without-mingle"]
    )


if __name__ == "__main__":
    main()
