"""The health check of a container: ``healthcheck.py database broker`` looks at these answers of /healthz."""

import json
import os
import sys
import urllib.error
import urllib.request


def main(names: list[str]) -> int:
    """0 when each named check is true."""
    port = os.environ.get("WEB_BIND", "127.0.0.1:8000").rpartition(":")[2]
    host = os.environ.get("ALLOWED_HOSTS", "localhost").split(",")[0].strip()
    request = urllib.request.Request(f"http://127.0.0.1:{port}/healthz", headers={"Host": host})
    try:
        with urllib.request.urlopen(request, timeout=4) as answer:  # noqa: S310  (this container)
            said = json.load(answer)
    except urllib.error.HTTPError as error:
        said = json.load(error) if error.code == 503 else {}
    return 0 if all(said.get(name) is True for name in names) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
