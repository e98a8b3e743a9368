"""The app's part of the start: its sections of the menu, its letters."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from kanazawa_exchange import menu, today
from kanazawa_exchange.lib import imports, mails

from . import permissions


class PartnersConfig(AppConfig):
    name = "partners"

    def ready(self) -> None:
        from kanazawa_exchange.accounts.queries import translations
        from kanazawa_exchange.accounts.services import references

        from . import mail_kinds, translated_kinds  # they need the models, which are there only now
        from .queries.today import parts
        from .services import merging
        from .services.import_agreements import AGREEMENTS
        from .services.import_institutions import INSTITUTIONS

        references.register("partners", merging.KNOWLEDGE)
        mails.register(mail_kinds.AGREEMENT_EXPIRY)
        today.add(20, parts)
        imports.register(INSTITUTIONS)
        imports.register(AGREEMENTS)
        translations.add(translated_kinds.INSTITUTIONS)
        menu.add(
            menu.Section(50, _("Agreements"), "partners:agreement_list", permissions.may_read_agreements),
            menu.Section(
                60,
                _("Partners"),
                "partners:partner_list",
                kept_at=("partners:office", permissions.may_enter_office),
                for_visitors=20,
            ),
        )
