"""What the office publishes: everybody reads what is public, the office alone what is not yet."""

from typing import Any

from tests import factories
from tests.permission_rows import OFFICE, Row, everyone, only

ALL_KEPT = "whoever publishes keeps all of it: nothing is somebody else's"
TITLES = ("title_ja", "title_en", "title_ru")


def build(world: Any) -> None:
    world.news = factories.NewsFactory(draft=True, slug="draft-news", **dict.fromkeys(TITLES, "MARKDRAFTNEWS"))
    world.event = factories.EventFactory(draft=True, slug="draft-event", **dict.fromkeys(TITLES, "MARKDRAFTEVENT"))
    world.public_event = factories.EventFactory(slug="public-event", **dict.fromkeys(TITLES, "MARKPUBLICEVENT"))
    world.page = factories.PageFactory(draft=True, slug="draft-page", **dict.fromkeys(TITLES, "MARKDRAFTPAGE"))
    world.public_page = factories.PageFactory(slug="public-page", **dict.fromkeys(TITLES, "MARKPUBLICPAGE"))
    world.download = factories.DownloadFactory(draft=True, **dict.fromkeys(TITLES, "MARKDRAFTDOWNLOAD"))
    world.milestone, world.faq = factories.MilestoneFactory(draft=True), factories.FaqFactory(draft=True)
    factories.NewsFactory(slug="news-behind", title_ru="", **dict.fromkeys(TITLES[:2], "MARKTOTRANSLATE"))
    world.public_news = factories.NewsFactory(slug="public-news", **dict.fromkeys(TITLES, "MARKPUBLICNEWS"))


def _of_one(name: str, method: str, *, status: int = 200, marker: Any = None, data: Any = None, **kwargs: Any) -> Row:
    """A page of one draft: the office's alone."""
    return Row(
        f"programs:{name}",
        method,
        only(OFFICE, status=status),
        kwargs=lambda w: {"kind": "news", "uid": w.news.uid, **kwargs},
        marker=marker,
        data=data or (lambda _world: {}),
        note=ALL_KEPT,
    )


def _news(_world: Any) -> dict[str, Any]:
    return {"kind": "news"}


def _mark(_world: Any) -> str:
    return "MARKDRAFTNEWS"


def _public(thing: str, mark: str) -> list[Row]:
    """The list and the page of what is public, and of what is not."""
    seen, unseen = (
        (lambda w: {"slug": getattr(w, f"public_{thing}").slug}),
        (lambda w: {"slug": getattr(w, thing).slug}),
    )
    return [
        Row(f"programs:{thing}_list", "GET", everyone(200), anonymous=200, hidden=lambda _world: [mark]),
        *_public_page(f"programs:{thing}_detail", seen, unseen),
    ]


def _public_page(detail: str, seen: Any, unseen: Any) -> list[Row]:
    """The page of one thing that is public, and of one that is not."""
    return [
        Row(detail, "GET", everyone(200), anonymous=200, kwargs=seen),
        Row(
            detail,
            "GET",
            everyone(404),
            otherwise=404,
            anonymous=404,
            relation="foreign",
            kwargs=unseen,
            note="a draft is seen in its preview only",
        ),
    ]


ROWS = [
    *_public("news", "MARKDRAFTNEWS"),
    *_public("event", "MARKDRAFTEVENT"),
    Row("programs:event_calendar", "GET", everyone(200), anonymous=200, hidden=lambda _world: ["MARKDRAFTEVENT"]),
    *_public_page("programs:event_file", lambda w: {"slug": w.public_event.slug}, lambda w: {"slug": w.event.slug}),
    *_public("page", "MARKDRAFTPAGE"),
    Row("programs:download_list", "GET", everyone(200), anonymous=200, hidden=lambda w: ["MARKDRAFTDOWNLOAD"]),
    Row(
        "programs:download_file",
        "GET",
        everyone(404),
        otherwise=404,
        anonymous=404,
        kwargs=lambda w: {"uid": w.download.uid},
        note="no file lies in this world; tests/programs/test_downloads.py hands one out",
    ),
    Row("programs:publication_kinds", "GET", only(OFFICE)),
    Row("programs:publication_list", "GET", only(OFFICE), kwargs=_news, marker=_mark, note=ALL_KEPT),
    Row("programs:publication_create", "GET", only(OFFICE), kwargs=_news, note="it is new"),
    Row("programs:publication_create", "POST", only(OFFICE), kwargs=_news, note="an empty form comes back"),
    _of_one("publication_office", "GET", marker=_mark),
    _of_one("publication_history", "GET", marker=_mark),
    _of_one("publication_edit", "GET", marker=_mark),
    _of_one("publication_edit", "POST"),
    _of_one("publication_discard", "GET", marker=_mark),
    _of_one("publication_discard", "POST", status=302),
    _of_one("publication_move", "GET", move="publish"),
    _of_one("publication_move", "POST", status=302, data=lambda _world: {"version": 1}, move="publish"),
]
