"""Under which name a browser keeps what belongs to an account: it tells accounts apart on one device without telling who they are.

The name changes with the secret key, and what waits on a device under the former one is thrown away there.
"""

from django.utils.crypto import salted_hmac


def owner_of(account: int, about: str = "") -> str:
    """The name of an account, or of one thing of it that is kept apart from its others."""
    return salted_hmac("kept on a device", f"{account}:{about}").hexdigest()[:24]
