"""The files that show a picture: to everybody while something public shows it, and to whoever may see it before.

A browser and every cache on the way keep a public one for less than a minute and then ask again: with what an answer takes on its way,
what is withdrawn is gone within the minute.
"""

from datetime import timedelta

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from kanazawa_exchange.lib import clock
from kanazawa_exchange.lib.uploads.renditions import kind_of_name

from ..models import Picture
from ..queries.pictures import public_picture
from ..services.pictures import folder_of

KEPT_FOR = timedelta(seconds=50)
PUBLIC = f"public, max-age={KEPT_FOR.seconds}, must-revalidate"
PRIVATE = "no-store, private"


@require_safe
@login_not_required
def public_rendition(request: HttpRequest, digest: str, key: str, name: str) -> HttpResponse:
    """Errors: Http404, also for what was public until now."""
    picture = public_picture(digest, key, clock.now())
    if picture is None:
        raise Http404
    return rendition(request, picture, name, kept=PUBLIC)


def rendition(request: HttpRequest, picture: Picture, name: str, *, kept: str = PRIVATE) -> HttpResponse:
    """One file of a picture that the caller has already shown to be visible. Errors: Http404 for one that is not there."""
    if name not in picture.renditions:
        raise Http404
    path = folder_of(picture.sha256) / name
    try:
        state, content = path.stat(), path.read_bytes()
    except FileNotFoundError as error:
        raise Http404 from error
    tag = f'"{state.st_mtime_ns:x}-{state.st_size:x}"'
    answer = HttpResponse(content, content_type=kind_of_name(name))
    answer["ETag"], answer["Cache-Control"] = tag, kept
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return get_conditional_response(request, etag=tag, response=answer) or answer
