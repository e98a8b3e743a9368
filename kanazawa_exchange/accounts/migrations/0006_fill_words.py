"""Everybody who is known already is found and ordered by the new keys, too."""

from collections import defaultdict

from django.db import migrations

from kanazawa_exchange.lib.names import Spelling
from kanazawa_exchange.lib.person_keys import found_by, order_of

AT_ONCE = 500


def fill(apps, schema_editor):
    Person = apps.get_model("accounts", "Person")
    pks = list(Person.objects.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(pks), AT_ONCE):
        _fill(apps, Person, pks[start : start + AT_ONCE])


def _fill(apps, Person, pks):
    Name, Word = (apps.get_model("accounts", model) for model in ("PersonName", "PersonWord"))
    names = defaultdict(list)
    columns = ("person_id", "script", "family", "given", "patronymic")
    for person, *parts in Name.objects.filter(person_id__in=pks).order_by("pk").values_list(*columns):
        names[person].append(Spelling(*parts))
    words = []
    for person in Person.objects.filter(pk__in=pks):
        order = {f"sort_{screen}": key for screen, key in order_of(names[person.pk]).items()}
        Person.objects.filter(pk=person.pk).update(**order)
        for key in found_by(names[person.pk], person.student_number):
            printed = {f"printed_{screen}": True for screen in key.screens}
            columns = {"exact": key.word.exact, "near": key.word.near, "kind": key.word.kind}
            words.append(Word(person_id=person.pk, **columns, **printed))
    Word.objects.bulk_create(words)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0005_names_and_search")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
