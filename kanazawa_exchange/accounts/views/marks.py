"""The mark that every form of a signed-in reader carries: whose it is, on which page it stood, and under which key it counts."""

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from django.core import signing
from django.http import HttpRequest, QueryDict
from django.http.request import RawPostDataException, UnreadablePostError
from django.utils.translation import gettext as _

from kanazawa_exchange.lib.refusals import Refused

from ..models import User
from ..services.sent_forms import KEPT_FOR, Sending

FIELD = "form_mark"
TOKEN = "csrfmiddlewaretoken"  # noqa: S105  the name of the box, not a secret
KEPT = "kept"
"""The name under which what was typed is found again: a hidden box, and a part of the address of the form's page."""
OWN = frozenset({FIELD, TOKEN, KEPT})
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


def boxes(request: HttpRequest) -> dict[str, str]:
    """What the forms of this page carry beside the token of the framework; nothing for the anonymous."""
    if not request.user.is_authenticated:
        return {}
    kept: str = getattr(request, "kept_as", "") or posted(request).get(KEPT, "")
    return {FIELD: _printed(request), **({KEPT: kept} if kept else {})}


def _printed(request: HttpRequest) -> str:
    """The mark of the forms on this page, signed; a form that is shown again keeps its own."""
    signed: str | None = getattr(request, "form_mark", None)
    if signed is None:
        sent = sent_mark(request)
        if sent is None or sent.user != request.user.pk:
            sent = Mark(request.user.pk or 0, _new_key(), _page(request))
        signed = _sign(request, sent)
    return signed


def renew(request: HttpRequest) -> None:
    """The form of this answer shall count by itself: it is another one than that which arrived."""
    sent = sent_mark(request)
    page = sent.page if sent is not None and sent.user == request.user.pk else _page(request)
    _sign(request, Mark(request.user.pk or 0, _new_key(), page))


def begin(request: HttpRequest) -> None:
    """The form of this answer stands on this page, whichever page led to it, and counts by itself."""
    _sign(request, Mark(request.user.pk or 0, _new_key(), _page(request)))


def show_again(request: HttpRequest, signed: str, kept_as: str) -> None:
    """The form of this answer is the one that was kept: it counts under its own key, and is kept under its own name."""
    mark = read(signed)
    if mark is not None and mark.user == request.user.pk:
        _sign(request, Mark(mark.user, mark.key, _page(request)))
    name_of_kept(request, kept_as)


def name_of_kept(request: HttpRequest, kept_as: str) -> None:
    """The name under which the form of this answer is kept."""
    request.kept_as = kept_as  # type: ignore[attr-defined]


def _sign(request: HttpRequest, mark: Mark) -> str:
    signed = signing.dumps([mark.user, mark.key, mark.page], salt=SALT)
    request.form_mark = signed  # type: ignore[attr-defined]
    return signed


def _new_key() -> str:
    return secrets.token_urlsafe(12)


def _page(request: HttpRequest) -> str:
    """The address of this page, without the name of what was kept."""
    query = request.GET.copy()
    query.pop(KEPT, None)
    return request.path + (f"?{query.urlencode()}" if query else "")


# --- Read ------------------------------------------------------------------------------------------------------------


def posted(request: HttpRequest) -> QueryDict:
    """What was sent, as far as it can be read."""
    try:
        return request.POST
    except (UnreadablePostError, RawPostDataException):
        return QueryDict()


def sent_mark(request: HttpRequest) -> Mark | None:
    """The mark that a form has brought, whoever sent it; None when it has none, or one that we would not take."""
    return read(posted(request).get(FIELD, ""))


def read(signed: str) -> Mark | None:
    """A mark that the portal has signed, and not too long ago."""
    try:
        return Mark(*signing.loads(signed, salt=SALT, max_age=KEPT_FOR))
    except (signing.BadSignature, TypeError, ValueError):
        return None


def sending_of(request: HttpRequest, *, is_button: bool = False) -> Sending | None:
    """How this request counts once; None for a form without a mark. Errors: Outdated.

    An edit and a button are the same act only with the same content: a later edit from the same page is another one, which
    its version decides about.
    """
    if FIELD not in posted(request):
        return None
    mark = sent_mark(request)
    if mark is None or not isinstance(request.user, User) or mark.user != request.user.pk:
        renew(request)
        raise Outdated
    content = _digest(_content(request))
    is_own_act = is_button or bool(request.POST.get("version"))
    parts = [str(mark.user), mark.key, address(request.path_info), content if is_own_act else ""]
    return Sending(request.user, _digest(parts), content)


def address(path: str) -> str:
    """Without the language: a form that is shown again in another one is still the same."""
    return path.split("/", 2)[-1]


def _content(request: HttpRequest) -> Iterator[str]:
    for name, values in sorted(request.POST.lists()):
        if name not in OWN:
            yield name
            yield from values
    for name, uploads in sorted(request.FILES.lists()):
        yield name
        yield from map(_checksum, uploads)


def _checksum(upload: Any) -> str:
    """What an uploaded file is called and holds; it is read again by whoever stores it."""
    checksum = sha256()
    for chunk in upload.chunks():
        checksum.update(chunk)
    upload.seek(0)
    return f"{upload.name} {checksum.hexdigest()}"


def _digest(parts: Iterator[str] | list[str]) -> str:
    return sha256("\x00".join(parts).encode("utf-8", "surrogatepass")).hexdigest()
