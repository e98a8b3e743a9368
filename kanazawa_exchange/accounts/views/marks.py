"""The mark that every form of a signed-in reader carries: whose it is, on which page it stood, and under which key it counts."""

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256

from django.core import signing
from django.http import HttpRequest
from django.utils.translation import gettext as _

from kanazawa_exchange.lib.refusals import Refused

from ..models import User
from ..services.sent_forms import KEPT_FOR, Sending

FIELD = "form_mark"
TOKEN = "csrfmiddlewaretoken"  # noqa: S105  the name of the box, not a secret
OWN = frozenset({FIELD, TOKEN})
"""What the portal itself puts into a form."""
SALT = "accounts.form_mark"


@dataclass(frozen=True)
class Mark:
    """Signed by the portal: account, key of the form as it was shown, and the page it stood on."""

    user: int
    key: str
    page: str


class Outdated(Refused):
    """The form was shown too long ago, or to somebody else; it is shown again, to be sent once more."""

    def __init__(self) -> None:
        super().__init__(
            _("This page was opened too long ago. Nothing is saved yet: look once more and send it again.")
        )


# --- Printed ---------------------------------------------------------------------------------------------------------


def printed(request: HttpRequest) -> str:
    """The mark of the forms on this page, signed; a form that is shown again keeps its own. Nothing for the anonymous."""
    if not request.user.is_authenticated:
        return ""
    signed: str | None = getattr(request, "form_mark", None)
    if signed is None:
        sent = sent_mark(request)
        if sent is None or sent.user != request.user.pk:
            sent = Mark(request.user.pk, secrets.token_urlsafe(12), request.get_full_path())
        signed = signing.dumps([sent.user, sent.key, sent.page], salt=SALT)
        request.form_mark = signed  # type: ignore[attr-defined]
    return signed


def renew(request: HttpRequest) -> None:
    """The form of this answer shall count by itself: it is another one than that which arrived."""
    page = (sent_mark(request) or Mark(0, "", request.get_full_path())).page
    values = [request.user.pk, secrets.token_urlsafe(12), page]
    request.form_mark = signing.dumps(values, salt=SALT)  # type: ignore[attr-defined]


# --- Read ------------------------------------------------------------------------------------------------------------


def sent_mark(request: HttpRequest, *, longest: timedelta = KEPT_FOR) -> Mark | None:
    """The mark that a form has brought, whoever sent it; None when it has none, or one that we would not take."""
    try:
        return Mark(*signing.loads(request.POST.get(FIELD, ""), salt=SALT, max_age=longest))
    except (signing.BadSignature, TypeError, ValueError):
        return None


def sending_of(request: HttpRequest, *, is_button: bool = False) -> Sending | None:
    """How this request counts once; None for a form without a mark. Errors: Outdated.

    An edit and a button are the same act only with the same content: a later edit from the same page is another one, which
    its version decides about.
    """
    if FIELD not in request.POST:
        return None
    mark = sent_mark(request)
    if mark is None or not isinstance(request.user, User) or mark.user != request.user.pk:
        renew(request)
        raise Outdated
    content = _digest(_content(request))
    is_own_act = is_button or bool(request.POST.get("version"))
    parts = [str(mark.user), mark.key, _address(request), content if is_own_act else ""]
    return Sending(request.user, _digest(parts), content)


def _address(request: HttpRequest) -> str:
    """Without the language: a form that is shown again in another one is still the same."""
    return request.path_info.split("/", 2)[-1]


def _content(request: HttpRequest) -> Iterator[str]:
    for name, values in sorted(request.POST.lists()):
        if name not in OWN:
            yield name
            yield from values
    for name, uploads in sorted(request.FILES.lists()):
        yield name
        yield from (f"{upload.name} {upload.size}" for upload in uploads)


def _digest(parts: Iterator[str] | list[str]) -> str:
    return sha256("\x00".join(parts).encode("utf-8", "surrogatepass")).hexdigest()
