"""What people upload: judged by its content, pictures made anew from their pixels, and a name that harms nobody."""

from .names import ENDINGS, safe_name
from .policies import ANYTHING_SENT, OFFICE_DOCUMENTS, PHOTOS, PUBLIC_DOCUMENTS, Policy
from .refusals import UploadRefused
from .taking import Taken, taken

__all__ = [
    "ANYTHING_SENT",
    "ENDINGS",
    "OFFICE_DOCUMENTS",
    "PHOTOS",
    "PUBLIC_DOCUMENTS",
    "Policy",
    "Taken",
    "UploadRefused",
    "safe_name",
    "taken",
]
