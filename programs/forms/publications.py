"""Forms of what the office publishes: three languages side by side, and the filter of the public list of news."""

from dataclasses import replace
from typing import Any, Unpack

from django import forms
from django.db.models import Q, QuerySet
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from kanazawa_exchange.accounts.forms.records import AddressPartField, RecordChoice
from kanazawa_exchange.lib.fields import (
    DATE_HINT,
    ClockTimeField,
    FlexibleDateField,
    RichTextField,
    TextField,
    UploadField,
    UrlField,
    WholeNumberField,
)
from kanazawa_exchange.lib.form_options import Data, Files, FormOptions
from kanazawa_exchange.lib.languages import LANGUAGES, columns, language_name
from kanazawa_exchange.lib.localized import localized
from kanazawa_exchange.lib.period import fiscal_year_label
from kanazawa_exchange.lib.trilingual import Three, TrilingualForm, initial_from, texts_of
from kanazawa_exchange.lib.uploads import PUBLIC_DOCUMENTS
from partners.models import City

from ..models import Download, Event, Faq, Milestone, News, Page, Program, Published
from ..queries.public_news import within, years_of
from .windows import MomentsForm, zone_choices

LONGEST = 20_000
"""Letters of a text in one language."""
ONE_LINE = 300
"""Letters for which a box of one line is enough."""
ALL = ("", gettext_lazy("All"))


def texts_to_publish(model: type[Published]) -> dict[str, Three]:
    """The texts of a model; those in Markdown are longer, and have buttons for their marks; a summary has more than one line."""
    texts = texts_of(model, *model.TEXTS)
    for name, text in texts.items():
        if text.options["max_length"] > ONE_LINE:
            texts[name] = replace(text, kind=TextField)
    for name in model.MARKDOWN:
        texts[name] = replace(texts[name], kind=RichTextField, options={"max_length": LONGEST})
    return texts


class PublishedForm(TrilingualForm):
    """What all of these forms ask: the texts, and which languages are right although another one was changed."""

    model: type[Published]
    checked = forms.MultipleChoiceField(
        label=gettext_lazy("Right as they stand, although another language was changed"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Languages that are neither changed nor named here are marked as no longer up to date."),
    )

    def __init__(
        self,
        data: Data = None,
        files: Files = None,
        *,
        stored: Published | None = None,
        **options: Unpack[FormOptions],
    ) -> None:
        """`stored` is what is edited, none while it is begun: then no language can be behind."""
        super().__init__(data, files, **options)
        for name in self.three:
            for column in columns(name):
                if isinstance(self.fields[column], TextField):
                    self.fields[column].widget.attrs["rows"] = 16 if name in self.model.MARKDOWN else 4
        if stored is None:
            del self.fields["checked"]
        else:
            languages = [(code, capfirst(language_name(code))) for code in LANGUAGES]
            self.fields["checked"].choices = languages  # type: ignore[attr-defined]

    def values(self) -> dict[str, Any]:
        return {name: value for name, value in super().values().items() if name not in ("checked", "upload")}

    @classmethod
    def stored_values(cls, record: Any) -> dict[str, Any]:
        """A record as its boxes show it."""
        return initial_from(record, cls)


class NewsForm(PublishedForm):
    model = News
    three = texts_to_publish(News)
    slug = AddressPartField(label=gettext_lazy("Part of the public address"))
    category = forms.ChoiceField(label=gettext_lazy("Category"), choices=News.Category.choices)
    program = RecordChoice(Program, label=gettext_lazy("Programme"), required=False)


class EventForm(MomentsForm, PublishedForm):
    model = Event
    three = texts_to_publish(Event)
    moments = (("starts_at", "starts_clock", False), ("ends_at", "ends_clock", True))
    later = gettext_lazy("The event must end after it begins.")
    slug = AddressPartField(label=gettext_lazy("Part of the public address"))
    program = RecordChoice(Program, label=gettext_lazy("Programme"), required=False)
    zone = forms.ChoiceField(
        label=gettext_lazy("Time zone"),
        help_text=gettext_lazy("Both times are read on this clock; the public page shows that of Japan, too."),
    )
    starts_at = FlexibleDateField(label=pgettext_lazy("event", "Day of the beginning"), help_text=DATE_HINT)
    starts_clock = ClockTimeField(label=pgettext_lazy("event", "Begins at"))
    ends_at = FlexibleDateField(label=pgettext_lazy("event", "Last day"))
    ends_clock = ClockTimeField(label=pgettext_lazy("event", "Ends at"))
    city = RecordChoice(City, label=gettext_lazy("City"), required=False)
    online_link = UrlField(label=gettext_lazy("Link to take part online"), required=False)

    def __init__(
        self, data: Data = None, files: Files = None, *, stored: Any = None, **options: Unpack[FormOptions]
    ) -> None:
        super().__init__(data, files, stored=stored, **options)
        self.fields["zone"].choices = zone_choices(stored.zone if stored else "")  # type: ignore[attr-defined]


class PageForm(PublishedForm):
    model = Page
    three = texts_to_publish(Page)
    slug = AddressPartField(label=gettext_lazy("Part of the public address"))
    order = WholeNumberField(label=gettext_lazy("Place in lists"), max_value=999, initial=0)
    is_listed = forms.BooleanField(
        label=gettext_lazy("In the list of pages"),
        required=False,
        initial=True,
        help_text=gettext_lazy("Without this only a link in another text leads to the page."),
    )


class MilestoneForm(PublishedForm):
    model = Milestone
    three = texts_to_publish(Milestone)
    happened_on = FlexibleDateField(
        label=pgettext_lazy("milestone", "When"),
        help_text=gettext_lazy("Where only the month or the year is known: its first day."),
    )
    exact = forms.ChoiceField(
        label=pgettext_lazy("milestone", "How exactly it is known"), choices=Milestone.Exact.choices
    )
    is_until = forms.BooleanField(
        label=pgettext_lazy("milestone", "By the end of that time, no day is known"), required=False
    )


class FaqForm(PublishedForm):
    model = Faq
    three = texts_to_publish(Faq)
    program = RecordChoice(
        Program,
        label=gettext_lazy("Programme"),
        required=False,
        help_text=gettext_lazy("Left empty: it is shown with every programme."),
    )
    order = WholeNumberField(label=gettext_lazy("Place in lists"), max_value=999, initial=0)


class DownloadForm(PublishedForm):
    model = Download
    three = texts_to_publish(Download)
    order = WholeNumberField(label=gettext_lazy("Place in lists"), max_value=999, initial=0)
    upload = UploadField(label=gettext_lazy("File"), policy=PUBLIC_DOCUMENTS)

    def __init__(
        self, data: Data = None, files: Files = None, *, stored: Any = None, **options: Unpack[FormOptions]
    ) -> None:
        super().__init__(data, files, stored=stored, **options)
        if stored is not None:
            self.fields["upload"].required = False
            self.fields["upload"].label = _("Another file instead of “%(name)s”") % {"name": stored.file.original_name}


# --- Filter ----------------------------------------------------------------------------------------------------------


class NewsFilter(forms.Form):
    """Which of the news are shown; every box is one word of the address."""

    category = forms.ChoiceField(label=gettext_lazy("Category"), required=False, choices=[ALL, *News.Category.choices])
    program = forms.ChoiceField(label=gettext_lazy("Programme"), required=False)
    fy = forms.TypedChoiceField(label=gettext_lazy("Fiscal year"), required=False, coerce=int, empty_value=None)

    def __init__(
        self, data: Data = None, files: Files = None, *, news: QuerySet[News], **options: Unpack[FormOptions]
    ) -> None:
        super().__init__(data, files, **options)
        self.auto_id = "f-%s"
        programs = Program.objects.filter(news__in=news).distinct().order_by("order", "pk")
        named = [(one.slug, str(localized(one, "name"))) for one in programs]
        self.fields["program"].choices = [ALL, *named]  # type: ignore[attr-defined]
        years = [(str(year), fiscal_year_label(year)) for year in years_of(news)]
        self.fields["fy"].choices = [ALL, *years]  # type: ignore[attr-defined]

    @property
    def condition(self) -> Q:
        """What could be read; a value nobody offered filters nothing."""
        self.is_valid()
        asked = self.cleaned_data
        found = Q()
        if asked.get("category"):
            found &= Q(category=asked["category"])
        if asked.get("program"):
            found &= Q(program__slug=asked["program"])
        if asked.get("fy"):
            found &= within(asked["fy"])
        return found
