"""The picture that an authenticator app scans: drawn here, since our pages take no data: addresses."""

from io import BytesIO

import segno
from allauth.account.decorators import reauthentication_required
from allauth.mfa.adapter import get_adapter
from allauth.mfa.totp.internal.auth import SECRET_SESSION_KEY
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from kanazawa_exchange.lib.colours import COLOURS


@never_cache
@require_safe
@reauthentication_required
def totp_qr(request: HttpRequest) -> HttpResponse:
    """The key that is being set up in this session, and no other; nothing keeps a copy."""
    secret = request.session.get(SECRET_SESSION_KEY)
    if not secret:
        raise Http404
    picture = BytesIO()
    address = get_adapter().build_totp_url(request.user, secret)
    segno.make(address).save(
        picture, kind="svg", scale=4, border=3, dark=COLOURS["sumi"], light=COLOURS["surface"], xmldecl=False
    )
    response = HttpResponse(picture.getvalue(), content_type="image/svg+xml")
    response["Cache-Control"] = "no-store, private"
    return response
