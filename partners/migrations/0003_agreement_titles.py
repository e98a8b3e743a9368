"""The last day in force is called so; titles that were made of the parties join them as their language does."""

from typing import Any

from django.db import migrations, models

DASHES = {"ja": "・", "en": "\u00a0– ", "ru": "\u00a0— "}


def join_parties(apps: Any, _schema_editor: Any) -> None:
    """“…: Kanazawa University – Kazan Federal University” was written with the same dash in every language."""
    parties = apps.get_model("partners", "AgreementParty").objects.select_related("institution").order_by("pk")
    for agreement in apps.get_model("partners", "Agreement").objects.all():
        signing = [party.institution for party in parties.filter(agreement=agreement)]
        changed = [code for code in DASHES if _joined_anew(agreement, code, signing)]
        if changed:
            agreement.save(update_fields=[f"title_{code}" for code in changed])


def _joined_anew(agreement: Any, code: str, signing: list[Any]) -> bool:
    names = [_name(institution, code) for institution in signing]
    title, old = getattr(agreement, f"title_{code}") or "", " – ".join(names)
    if len(names) < 2 or not title.endswith(old):
        return False
    setattr(agreement, f"title_{code}", title.removesuffix(old) + DASHES[code].join(names))
    return True


def _name(institution: Any, code: str) -> str:
    """As the title was made: in its language, else in one that stands in for it."""
    order = [code, *(["en"] if code == "ru" else []), "ja", "en", "ru"]
    return next((name for each in order if (name := getattr(institution, f"name_{each}"))), "")


class Migration(migrations.Migration):
    dependencies = [("partners", "0002_desks")]
    operations = [
        migrations.AlterField(
            model_name=model,
            name="ended_on",
            field=models.DateField(blank=True, editable=False, null=True, verbose_name="last day in force"),
        )
        for model in ("agreement", "historicalagreement")
    ] + [migrations.RunPython(join_parties, migrations.RunPython.noop)]
