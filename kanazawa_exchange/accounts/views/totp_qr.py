"""The picture that an authenticator app scans."""

from allauth.account.decorators import reauthentication_required
from allauth.mfa.adapter import get_adapter
from allauth.mfa.totp.internal.auth import SECRET_SESSION_KEY
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from kanazawa_exchange.lib.qr import qr_code


@never_cache
@require_safe
@reauthentication_required
def totp_qr(request: HttpRequest) -> HttpResponse:
    """The key that is being set up in this session, and no other; nothing keeps a copy."""
    secret = request.session.get(SECRET_SESSION_KEY)
    if not secret:
        raise Http404
    picture = qr_code(get_adapter().build_totp_url(request.user, secret))
    response = HttpResponse(picture, content_type="image/svg+xml")
    response["Cache-Control"] = "no-store, private"
    return response
