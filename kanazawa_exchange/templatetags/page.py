"""The parts that every page is made of, one line each in a template: crumbs, facts, buttons, moves, notices, directions."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import template
from django.template.context import Context, RequestContext
from django.template.defaultfilters import linebreaksbr
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import conditional_escape, format_html, format_html_join, html_safe
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from kanazawa_exchange.accounts.views import marks
from kanazawa_exchange.accounts.views.undoing import offered
from kanazawa_exchange.lib import clock, formats
from kanazawa_exchange.lib.facts import Fact, Link
from kanazawa_exchange.lib.localized import Localized
from kanazawa_exchange.lib.sorting import SORT, Sorting
from kanazawa_exchange.lib.ways_back import as_left

from .portal import localdate, localized, localmoment, with_query

register = template.Library()


# --- Crumbs --------------------------------------------------------------------------------------------------------
@register.simple_tag(takes_context=True)
def crumb(context: Context, label: Any, address: str = "", *parts: Any, lang: str = "") -> SafeString:
    """`{% crumb _("Plans") "programs:plan_list" %}` leads there; `{% crumb _("Edit") %}` is the page itself.

    A list is led back to as its reader left it.
    """
    text = printed(label, tag=False)
    if not address:
        return format_html('<li aria-current="page"{}>{}</li>', _lang(lang), text)
    url = as_left(context.get("request"), reverse(address, args=parts))
    return format_html('<li><a href="{}"{}>{}</a></li>', url, _lang(lang), text)


@register.simple_tag(takes_context=True)
def way_back(context: Context, address: str) -> str:
    """`<a href="{% way_back address %}">`: a page, and a list as its reader left it."""
    return as_left(context.get("request"), address)


def _lang(code: str) -> SafeString:
    return format_html(' lang="{}"', code) if code else mark_safe("")


# --- Facts ---------------------------------------------------------------------------------------------------------
@register.simple_tag
def fact(label: Any, value: Any, note: Any = "") -> SafeString:
    """One line of `<dl class="facts">`: `{% fact _("Signed") agreement.signed_on %}`."""
    below = format_html("<small>{}</small>", printed(note)) if note else ""
    return format_html("<div><dt>{}</dt><dd>{}{}</dd></div>", label, printed(value), below)


@register.simple_block_tag
def factblock(content: SafeString, label: Any) -> SafeString:
    """A line whose value the page writes itself: `{% factblock _("Parties") %}…{% endfactblock %}`."""
    return format_html("<div><dt>{}</dt><dd>{}</dd></div>", label, content)


@register.simple_tag
def facts(rows: Iterable[Fact]) -> SafeString:
    """The lines of a record, as its query made them; more may stand beside them in the same list."""
    return format_html_join("\n", "{}", ((fact(row.label, row.value, row.note),) for row in rows))


def printed(value: Any, *, tag: bool = True) -> SafeString:
    """A value as the reader writes it; an empty one is a dash."""
    match value:
        case None | "" | () | [] | Localized(text=""):
            return mark_safe("—")
        case bool():
            return conditional_escape(_("yes,no").split(",")[0 if value else 1])
        case str() if "\n" in value:
            return linebreaksbr(value)
        case Localized():
            return localized(value, tag=tag)
        case Link():
            return format_html('<a href="{}">{}</a>', value.url, printed(value.text, tag=tag))
        case datetime():
            return conditional_escape(localmoment(value))
        case date():
            return conditional_escape(localdate(value))
        case int() | float() | Decimal():
            return conditional_escape(formats.number(value))
        case tuple() | list():
            return format_html("<ul>{}</ul>", format_html_join("", "<li>{}</li>", ((printed(item),) for item in value)))
    return conditional_escape(value)


# --- What every form carries ---------------------------------------------------------------------------------------
@register.simple_tag(takes_context=True)
def csrf_token(context: Context) -> SafeString:
    """`{% csrf_token %}`: the token of the framework, and the portal's own mark, by which a form counts once.

    It stands for the framework's tag of the same name, so that no form can forget the mark.
    """
    token, request = context.get("csrf_token"), context.get("request")
    if not token or str(token) == "NOTPROVIDED":
        return mark_safe("")
    return _hidden({marks.TOKEN: token, **(marks.boxes(request) if request is not None else {})})


def _hidden(boxes: Mapping[str, Any]) -> SafeString:
    return format_html_join("", '<input type="hidden" name="{}" value="{}">', boxes.items())


# --- Buttons -------------------------------------------------------------------------------------------------------
@register.simple_tag
def link_button(label: Any, address: str, *parts: Any, look: str = "", query: str = "") -> SafeString:
    """A link that looks like a button: `{% link_button _("Edit") "partners:city_edit" city.uid look="ghost" %}`."""
    return _button_link(reverse(address, args=parts) + query, label, look)


@register.simple_tag(takes_context=True)
def post_button(
    context: Context, label: Any, address: str, *parts: Any, look: str = "", about: Any = "", **hidden: Any
) -> SafeString:
    """A button that acts at once. `about` says of what to those who hear the page; further names are sent along."""
    boxes = csrf_token(context) + _hidden(hidden)
    words = format_html('{}<span class="vh"> {}</span>', label, printed(about, tag=False)) if about else label
    return format_html(
        '<form method="post" action="{}">{}<button class="{}">{}</button></form>',
        reverse(address, args=parts),
        boxes,
        _look(look),
        words,
    )


@register.simple_tag(takes_context=True)
def undo_button(context: Context, message: Any) -> SafeString:
    """The button of a notice that tells of a move, for the seconds in which it can be undone; works without the script."""
    offer = offered(message.extra_tags, clock.now())
    if offer is None:
        return mark_safe("")
    return format_html(
        '<form method="post" action="{}" data-undo-seconds="{}">{}<button class="btn ghost">{}'
        '<span aria-hidden="true" data-undo-left="{}"></span></button></form><script type="module" src="{}"></script>',
        offer.address,
        offer.seconds,
        csrf_token(context) + _hidden(offer.sent),
        _("Undo"),
        formats.bracketed(_("%(n)s s") % {"n": "#"}),  # the script puts the seconds that are left into it
        static("kanazawa_exchange/js/undo.js"),
    )


@register.simple_block_tag
def moves(content: SafeString, rows: Iterable[Any], address: str, record: Any) -> SafeString:
    """The moves that a record offers (rows of its table), the first one in full colour, those that take back in none.

    What else may be done with the record stands inside the tag, and between the ordinary moves and the grave ones.
    """
    ordinary: list[SafeString] = []
    grave: list[SafeString] = []
    back: list[SafeString] = []
    for row in rows:
        look = "text" if row.takes_back else "ghost danger" if row.is_grave else "ghost" if ordinary else ""
        button = _button_link(reverse(address, args=(record, row.name)), row.label, look)
        (back if row.takes_back else grave if row.is_grave else ordinary).append(button)
    return format_html_join("\n", "{}", ((button,) for button in (*ordinary, content, *grave, *back)))


def _button_link(url: str, label: Any, look: str) -> SafeString:
    return format_html('<a class="{}" href="{}">{}</a>', _look(look), url, label)


def _look(look: str) -> str:
    return f"btn {look}".strip()


# --- Tables --------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Head:
    """The head of a column, and where it leads when the list can be sorted by it.

    `look`: n above numbers, spare where a narrow screen leaves the column out.
    """

    label: Any
    look: str = ""
    url: str = ""
    aria: str = ""

    @property
    def in_class(self) -> SafeString:
        return format_html(' class="{}"', self.look) if self.look else mark_safe("")

    @property
    def glyph(self) -> str:
        return {"ascending": "▲", "descending": "▼"}.get(self.aria, "↕")


@html_safe
@dataclass(frozen=True)
class Columns:
    """The heads of a table; printed as `<thead>`."""

    heads: tuple[Head, ...]
    roles: bool

    def __str__(self) -> SafeString:
        return render_to_string("components/columns.html", {"heads": self.heads, "roles": self.roles})


@register.simple_tag(takes_context=True)
def columns(
    context: RequestContext,
    *labels: Any,
    numbers: str = "",
    spare: str = "",
    roles: bool = False,
    by: str = "",
) -> Columns:
    """The heads of a table: `{% columns _("Group") _("Declared") _("Check") numbers="2" %}`; an empty one is a corner.

    `numbers`: which columns hold numbers, counted from 1; `spare`: which a tablet leaves out (their cells say so too).
    `roles` for the tables that turn into lines on a telephone: there CSS would take their meaning from the cells.
    A tuple among the labels stands for as many columns: those of the languages.
    `by`: for each column the word of its order in `listing.sorting`, a dash where it has none: `by="- name - dates"`.
    """
    looks = {**dict.fromkeys(spare.split(), "spare"), **dict.fromkeys(numbers.split(), "n")}
    sorting: Sorting | None = context["listing"].sorting if by else None
    words = by.split()
    heads = []
    for place, label in enumerate(_one_by_one(labels), 1):
        word = words[place - 1] if place <= len(words) else "-"
        head = Head(label, looks.get(str(place), ""))
        heads.append(head if sorting is None or word == "-" else _sorting_head(context, head, sorting, word))
    return Columns(tuple(heads), roles)


def _one_by_one(labels: Iterable[Any]) -> list[Any]:
    return [one for label in labels for one in (label if isinstance(label, tuple) else (label,))]


def _sorting_head(context: RequestContext, head: Head, sorting: Sorting, word: str) -> Head:
    url = with_query(context, **{SORT: sorting.named_by(word), "after": "", "before": ""})
    return replace(head, url=url, aria=sorting.aria(word))


@register.simple_block_tag
def table(
    content: SafeString,
    heads: Columns,
    caption: Any,
    caption_id: str,
    hidden: bool = False,
    section: str = "",
    is_list: bool = False,
) -> SafeString:
    """The rows inside the tag, below `{% columns … as heads %}`: `{% table heads _("Versions") "versions" %}…{% endtable %}`.

    `hidden`: the caption is for those who hear the page. `section`: the id of a heading that belongs to the table's name.
    `is_list`: it takes the width there is, on one line a row, and its heads stay in view.
    """
    parts = {"rows": content, "heads": heads, "caption": caption, "caption_id": caption_id}
    return render_to_string(
        "components/table.html", {**parts, "hidden": hidden, "section": section, "is_list": is_list}
    )


# --- Notices and directions ----------------------------------------------------------------------------------------
SIGNS = {"": "i", "done": "✓", "attention": "!", "error": "✕"}


@register.simple_block_tag
def notice(content: SafeString, kind: str = "") -> SafeString:
    """`{% notice "attention" %}<p>…</p>{% endnotice %}`; kinds: none (information), done, attention, error."""
    return format_html(
        '<div class="{}"><span class="glyph" aria-hidden="true">{}</span>{}</div>',
        f"notice {kind}".strip(),
        SIGNS[kind],
        content,
    )


@register.filter
def direction_word(value: str) -> str:
    """派遣 or 受入."""
    return {"outbound": _("Outbound"), "inbound": _("Inbound")}[value]


@register.simple_tag
def swatch(value: str) -> SafeString:
    """The colour of a direction, never without its word beside it."""
    tone = {"outbound": "d", "inbound": "a"}[value]
    return format_html('<span class="sw {}" aria-hidden="true"></span>', tone)


@register.simple_tag
def direction(value: str, words: str = "") -> SafeString:
    """Colour and word; `words` where the reader stands on the other side, and is told from where to where."""
    return format_html('<span class="whole">{}{}</span>', swatch(value), words or direction_word(value))
