"""The last day in force is called so; titles that were made of the parties join them as their language does."""

from typing import Any

from django.db import migrations, models

DASHES = {"ja": "・", "en": "\u00a0– ", "ru": "\u00a0— "}


def join_parties(apps: Any, _schema_editor: Any) -> None:
    """“…: Kanazawa University – Kazan Federal University” was written with the same dash in every language.

    The lines of history that hold the old title hold the new one, too: the title is written otherwise, and nobody edited it.
    """
    parties = apps.get_model("partners", "AgreementParty").objects.select_related("institution").order_by("pk")
    history = apps.get_model("partners", "HistoricalAgreement").objects
    for agreement in apps.get_model("partners", "Agreement").objects.all():
        signing = [party.institution for party in parties.filter(agreement=agreement)]
        for code in DASHES:
            column = f"title_{code}"
            old = getattr(agreement, column) or ""
            if title := _joined_anew(old, code, signing):
                setattr(agreement, column, title)
                agreement.save(update_fields=[column])
                history.filter(id=agreement.pk, **{column: old}).update(**{column: title})


def _joined_anew(title: str, code: str, signing: list[Any]) -> str:
    """The title as its language joins the parties, or nothing where it was not made of them."""
    names = [_name(institution, code) for institution in signing]
    old = " – ".join(names)
    return title.removesuffix(old) + DASHES[code].join(names) if len(names) > 1 and title.endswith(old) else ""


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
