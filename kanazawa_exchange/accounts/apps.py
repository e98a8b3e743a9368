"""Which promises this app makes to the others when the portal starts."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "kanazawa_exchange.accounts"
    label = "accounts"

    def ready(self) -> None:
        from kanazawa_exchange import checks  # noqa: F401  registers the system checks

        from . import security_events

        security_events.connect()
