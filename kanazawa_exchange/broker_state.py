"""Asks the broker whether a message could be sent now, and how many wait; gives up after two seconds."""

from celery import current_app
from kombu import Connection


def broker_answers() -> bool:
    """True when a message could be sent now."""
    return queue_length() is not None


def queue_length() -> int | None:
    """How many messages wait for a worker; None when the broker does not answer."""
    try:
        with current_app.connection_for_write(transport_options=_impatient()) as connection:
            return _waiting(connection)
    except Exception:  # every transport has its own errors; any of them means no
        return None


def _waiting(connection: Connection) -> int:
    connection.ensure_connection(max_retries=1, interval_start=0, interval_step=0, timeout=2)
    return int(connection.default_channel.queue_declare(queue=current_app.conf.task_default_queue).message_count)


def _impatient() -> dict[str, object]:
    options = dict(current_app.conf.broker_transport_options or {})
    if str(current_app.conf.broker_url).startswith("redis"):
        options |= {"socket_connect_timeout": 2, "socket_timeout": 2}
    return options
