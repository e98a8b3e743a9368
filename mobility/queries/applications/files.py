"""One file of an application, for whoever may read the application."""

from uuid import UUID

from django.db.models import Q

from kanazawa_exchange.accounts.models import StoredFile

from ...models import Application


def file_of(application: Application, uid: UUID) -> StoredFile | None:
    """A file that was handed in with this application, and no other one."""
    answers = Q(pk__in=application.answers.exclude(file=None).values("file_id"))
    documents = Q(pk__in=application.documents.values("file_id"))
    return StoredFile.objects.filter(answers | documents, uid=uid).first()
