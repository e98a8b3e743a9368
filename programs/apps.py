"""The app's part of the start: its sections of the menu, and the seats that make a user staff."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from kanazawa_exchange import menu
from kanazawa_exchange.accounts.permissions import count_as_staff, is_signed_in
from kanazawa_exchange.lib import imports

from . import permissions


class ProgramsConfig(AppConfig):
    name = "programs"

    def ready(self) -> None:
        from kanazawa_exchange.accounts.queries import translations
        from kanazawa_exchange.accounts.services import references

        from .queries import program_parts, public_pages
        from .services import merging  # they need the models, which are there only now
        from .services.import_targets import TARGETS
        from .translated_kinds import KINDS

        references.register("programs", merging.KNOWLEDGE)
        count_as_staff(permissions.is_program_coordinator)
        imports.register(TARGETS)
        program_parts.add("faq", public_pages.faq_part)
        translations.add(*KINDS)
        menu.add(*_sections())


def _sections() -> list[menu.Section]:
    """Plans, news, calls, how to take part, and the programmes."""
    return [
        menu.Section(40, _("Plans"), "programs:plan_list", permissions.may_see_plans, also=("target-plan",)),
        menu.Section(
            31,
            _("News"),
            "programs:news_list",
            also=("events/",),
            for_visitors=50,
        ),
        menu.Section(
            38,
            _("Publications"),
            "programs:publication_kinds",
            permissions.may_publish,
            also=("office/publications", "office/translations/"),
        ),
        menu.Section(
            32,
            _("Calls for applications"),
            "programs:call_list",
            is_signed_in,
            kept_at=("programs:call_office_list", permissions.may_keep_calls),
            also=("office/call-parts/",),
        ),
        menu.Section(
            72,
            _("How to take part"),
            "programs:take_part",
            menu.outside_the_office,
            for_visitors=40,
        ),
        menu.Section(
            70,
            _("Programmes"),
            "programs:program_list",
            for_visitors=10,
            kept_at=("programs:office", permissions.may_edit_programs),
            also=("office/pro", "office/committees/", "rubric", "office/rubric"),
        ),
    ]
