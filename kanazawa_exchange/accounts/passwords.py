"""A validator of passwords that are too easy to guess for this portal in particular."""

import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

WORDS = ("kanazawa", "金沢", "kazan", "казан", "канадзав", "exchange", "portal", "россия", "russia", "japan", "日露")


class ContextWordValidator:
    """Refuse passwords built on the words everybody would try first."""

    def validate(self, password: str, user: object | None = None) -> None:
        folded = unicodedata.normalize("NFKC", password).casefold()
        if any(word in folded for word in WORDS):
            raise ValidationError(
                _("This password contains a word that anybody would try for this portal. Choose another one."),
                code="password_context_word",
            )

    def get_help_text(self) -> str:
        return _("Do not use the names of the portal, its cities or countries.")
