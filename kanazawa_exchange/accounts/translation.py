"""Histories of people and roles (no column here exists in three languages)."""

import simple_history

from .models import FormerName, Person, PersonName, RoleGrant

simple_history.register(Person, app="kanazawa_exchange.accounts", excluded_fields=["sort_ja", "sort_ru", "sort_en"])
simple_history.register(PersonName, app="kanazawa_exchange.accounts")
simple_history.register(FormerName, app="kanazawa_exchange.accounts")
simple_history.register(RoleGrant, app="kanazawa_exchange.accounts")
