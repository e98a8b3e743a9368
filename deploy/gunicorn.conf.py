"""Settings of gunicorn behind the proxy that buffers; read by gunicorn, not imported by the portal.

Reading the portal's own settings here refuses wrong ones once, before there are processes that each would.
"""

import os
import re

from kanazawa_exchange.settings import LOGGING
from kanazawa_exchange.settings.environment import env

bind = env.checked(
    "WEB_BIND",
    "0.0.0.0:8000",
    lambda given: bool(re.fullmatch(r"[\w.\[\]:-]*:\d{2,5}", given)),
    "address:port, such as 0.0.0.0:8000",
)
worker_class = "gthread"
workers = env.whole("WEB_WORKERS", 2, least=1, most=64)
threads = env.whole("WEB_THREADS", 8, least=1, most=256)
env.refuse_faults()
timeout = 60  # a page that takes longer is a fault; long work is a job
graceful_timeout = 30
keepalive = 5
max_requests = 5000  # what a library leaks is given back
max_requests_jitter = 500
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None  # noqa: S108  (heartbeats of the children, in memory)
limit_request_line = 8190
limit_request_fields = 100
limit_request_field_size = 8190
forwarded_allow_ips = "*"  # only the proxy reaches this port; it overwrites what a client claims
accesslog = None  # addresses may name people; the application logs ids and codes
errorlog = "-"
logconfig_dict = {  # one JSON object a line, as the portal's own
    **LOGGING,
    "loggers": {
        "gunicorn.error": {"level": "INFO", "handlers": ["stderr"], "propagate": False},
        "gunicorn.access": {"handlers": [], "propagate": False},
    },
}
control_socket_disable = True
umask = 0o077  # documents are for the portal alone
