"""Country sheets: the office writes the first one, and each year a further version, changed or just reviewed."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from kanazawa_exchange.accounts.models import User
from kanazawa_exchange.accounts.services.permits import refuse_unless
from kanazawa_exchange.lib import clock
from kanazawa_exchange.lib.languages import columns
from kanazawa_exchange.lib.refusals import Refused, explained

from ..models import CountrySheet
from ..permissions import may_edit_partners

TEXTS = columns("summary", "measures")


@transaction.atomic
def write(country: str, values: Mapping[str, Any], *, after: int = 0, by: User | None, now: datetime) -> CountrySheet:
    """The next version for a country. `after`: the version that was read; 0 for the first one.

    Errors: PermissionDenied, Refused, also when somebody wrote a version after that one.
    """
    refuse_unless(may_edit_partners, by)
    if values["reviewed_on"] > clock.tokyo_date(now):
        raise Refused(_("This day has not come yet."), field="reviewed_on")
    lacks = {name: _("A country sheet is written in every language.") for name in TEXTS if not values.get(name)}
    if lacks:
        raise Refused(lacks)
    last = CountrySheet.objects.filter(country=country).aggregate(last=Max("number"))["last"] or 0
    if last != after:
        raise Refused(_overtaken())
    sheet = CountrySheet(country=country, number=last + 1, written_at=now, written_by=by)
    for name in (*TEXTS, "source", "reviewed_on", "is_draft"):
        setattr(sheet, name, values[name])
    with explained({"country_sheet_version": ("", _overtaken)}), transaction.atomic():
        sheet.save()
    return sheet


def review(sheet: CountrySheet, *, by: User | None, now: datetime) -> CountrySheet:
    """The same words once more, as a version that was looked at today. Errors: as `write`."""
    values = {name: getattr(sheet, name) for name in (*TEXTS, "source", "is_draft")}
    values["reviewed_on"] = clock.tokyo_date(now)
    return write(sheet.country, values, after=sheet.number, by=by, now=now)


def _overtaken() -> str:
    return _("Somebody else wrote a version of this sheet meanwhile. Compare it with yours first.")
