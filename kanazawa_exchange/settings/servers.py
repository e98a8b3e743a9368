"""Whether an address in the settings can be that of a database, a cache, a mail server, a sender or a malware scanner."""

import re
from urllib.parse import parse_qs, urlsplit

from kanazawa_exchange.settings.environment import is_server


def is_database(address: str) -> bool:
    parts = urlsplit(address)
    if parts.scheme == "sqlite":
        return not parts.netloc and len(parts.path) > 1
    has_host = bool(parts.hostname or parse_qs(parts.query).get("host"))
    return parts.scheme in {"postgresql", "postgres"} and has_host and len(parts.path) > 1 and parts.port != 0


def is_cache(address: str) -> bool:
    """A Redis, a table of the database, or what only a test wants."""
    parts = urlsplit(address)
    return (
        is_server("redis", "rediss")(address)
        or parts.scheme == "locmemcache"
        or bool(parts.scheme == "dbcache" and re.fullmatch(r"[a-z_]+", parts.netloc))
    )


def is_mail_server(address: str) -> bool:
    return is_server("smtp", "smtp+tls", "smtp+ssl")(address) or address in {"filemail://", "consolemail://"}


def is_scanner(address: str) -> bool:
    """clamd at a port, or at a socket of this machine."""
    parts = urlsplit(address)
    at_socket = parts.scheme == "unix" and not parts.netloc and len(parts.path) > 1
    return at_socket or is_server("tcp")(address)


def is_domain(name: str) -> bool:
    return bool(re.fullmatch(r"[a-z0-9-]+(\.[a-z0-9-]+)+", name.lower()))


def is_sender(address: str) -> bool:
    """An address, or a name with an address in angle brackets."""
    bare = re.fullmatch(r"[^<>\r\n]*<([^<>]+)>", address)
    name, _at, domain = (bare[1] if bare else address).strip().rpartition("@")
    return bool(re.fullmatch(r"[^\s@]+", name)) and is_domain(domain)
