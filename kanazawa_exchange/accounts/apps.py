"""The app's part of the start: its section of the menu, its kinds of long work, and the audit of sign-ins."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _

from kanazawa_exchange import (
    checks,  # noqa: F401  registers the system checks
    menu,
    today,
)
from kanazawa_exchange.lib import jobs as kinds_of_jobs
from kanazawa_exchange.lib import mails

from . import permissions


class AccountsConfig(AppConfig):
    name = "kanazawa_exchange.accounts"
    label = "accounts"

    def ready(self) -> None:
        autodiscover_modules("security_events")  # they need the models, which are there only now
        from . import mail_kinds
        from .queries import translations, translations_today
        from .services import mail_translations, merged_accounts, pictures, rebuilding, references

        mails.register(mail_kinds.INVITATION)
        mails.register(mail_kinds.SIGN_IN)
        kinds_of_jobs.register(rebuilding.KIND)
        kinds_of_jobs.register(pictures.KIND)
        references.register("accounts", merged_accounts.KNOWLEDGE)
        pages = ("what-runs/", "jobs/", "office/consents/", "office/mails/", "office/mail-templates/")
        menu.add(menu.Section(120, _("Administration"), "accounts:role_list", permissions.may_list_roles, also=pages))
        menu.add(menu.Section(39, _("Translations"), "accounts:translation_list", permissions.translates_only))
        translations.add(mail_translations.KIND)
        today.add(14, translations_today.parts)
