"""Which promises this app makes to the others when the portal starts."""

from django.apps import AppConfig


class ProgramsConfig(AppConfig):
    name = "programs"

    def ready(self) -> None:
        from kanazawa_exchange.accounts.permissions import count_as_staff

        from .permissions import is_program_coordinator

        count_as_staff(is_program_coordinator)
