"""The columns of the file of agreements: those of their page, and all by which a table of agreements is imported."""

from collections.abc import Callable
from functools import partial

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kanazawa_exchange.lib.gazetteer import Gazetteer
from kanazawa_exchange.lib.languages import columns
from kanazawa_exchange.lib.list_files import FileColumn, read_again

from ..models import Agreement, Institution
from ..queries.agreements import AgreementLine
from ..sheets.agreements import BASIS, COLUMNS, LIMITS, TITLE

_again: Callable[..., FileColumn[AgreementLine]] = partial(read_again, COLUMNS)


def agreement_columns(institutions: Gazetteer[Institution]) -> tuple[FileColumn[AgreementLine], ...]:
    """`institutions`: by their names, so that each party is called as the import knows it."""

    def parties(line: AgreementLine) -> str:
        by_slug = {one.slug: one for one in institutions.things.values()}
        named = zip(line.party_slugs, line.parties, strict=True)
        return "; ".join(institutions.called_safely(by_slug[slug], str(name)) for slug, name in named)

    return (
        FileColumn(gettext_lazy("State"), lambda line: line.status, 18),
        _again(TITLE, lambda line: str(line.title), 44),
        _again("type", lambda line: line.type, 24),
        _again("scope", lambda line: str(Agreement.Scope(line.facts["scope"]).label), 24),
        _again("parties", parties, 44),
        _again("signed_on", lambda line: line.signed_on if line.is_signed_to_the_day else line.signed),
        _again("effective_on", lambda line: line.effective_on, 12),
        _again("expires_on", lambda line: line.expires_on, 12),
        _again("fee_waiver", lambda line: _("yes") if line.facts["fee_waiver"] else "", 12),
        *(_text(name) for name in columns(TITLE, BASIS, LIMITS)),
    )


def _text(name: str) -> FileColumn[AgreementLine]:
    return _again(name, lambda line: line.facts[name] or "", 32)
