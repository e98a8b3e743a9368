"""The app's part of the start: its section of the menu, and the audit of sign-ins."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _

from kanazawa_exchange import (
    checks,  # noqa: F401  registers the system checks
    menu,
)

from . import permissions


class AccountsConfig(AppConfig):
    name = "kanazawa_exchange.accounts"
    label = "accounts"

    def ready(self) -> None:
        autodiscover_modules("security_events")  # they need the models, which are there only now
        jobs = menu.Section(
            120, _("Administration"), "accounts:role_list", permissions.may_list_roles, also=("what-runs/",)
        )
        menu.add(jobs)
