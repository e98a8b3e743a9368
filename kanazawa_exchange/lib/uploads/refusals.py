"""Why an upload is not taken."""

from ..refusals import Refused


class UploadRefused(Refused):
    """The file cannot be taken; the message says what would be."""
