"""The demo's people with accounts: one for each role, all invented."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from allauth.account.models import EmailAddress

from kanazawa_exchange.accounts.models import Person, RoleGrant, User
from kanazawa_exchange.accounts.queries.namesakes import Newcomer
from kanazawa_exchange.accounts.services import editing, people
from partners.models import Institution, Representative
from programs.models import Committee, Coordinator, FundingProject, Program, Seat

from . import DEMO_PASSWORD
from .names import Names, japanese, russian

SINCE = date(2017, 8, 1)


@dataclass(frozen=True)
class Member:
    """One person of the cast: how the name is written, where from, and the language of the account."""

    names: Names
    nationality: str
    language: str
    roles: tuple[str, ...] = ()
    student_number: str = ""


CAST = {
    "sato": Member(
        japanese(("佐藤", "サトウ", "Sato", "Сато"), ("恵子", "ケイコ", "Keiko", "Кэйко")), "JP", "ja", ("coordinator",)
    ),
    "kimura": Member(
        japanese(("木村", "キムラ", "Kimura", "Кимура"), ("誠", "マコト", "Makoto", "Макото")),
        "JP", "ja", ("reviewer",),
    ),
    "aiko": Member(
        japanese(("渡邊", "ワタナベ", "Watanabe", "Ватанабэ"), ("愛子", "アイコ", "Aiko", "Айко")),
        "JP", "ja", student_number="1712040007",
    ),
    "ivan": Member(
        russian(("Сидоров", "Sidorov", "シドロフ"), ("Иван", "Ivan", "イワン", "Николаевич")),
        "RU", "ru", student_number="KFU-17-0451",
    ),
    "mori": Member(japanese(("森", "モリ", "Mori", "Мори"), ("正雄", "マサオ", "Masao", "Масао")), "JP", "ja"),
    "hayashi": Member(japanese(("林", "ハヤシ", "Hayashi", "Хаяси"), ("和夫", "カズオ", "Kazuo", "Кадзуо")), "JP", "ja"),
    "petrova": Member(
        russian(("Петрова", "Petrova", "ペトロワ"), ("Ольга", "Olga", "オリガ", "Викторовна")), "RU", "ru"
    ),
    "suzuki": Member(
        japanese(("鈴木", "スズキ", "Suzuki", "Судзуки"), ("亮", "リョウ", "Ryo", "Рё")),
        "JP", "ja", ("reviewer", "moderator", "translator"),
    ),
    "admin": Member(
        japanese(("加賀", "カガ", "Kaga", "Кага"), ("静", "シズカ", "Shizuka", "Сидзука")), "JP", "ja", ("administrator",)
    ),
}  # fmt: skip
EMAILS = tuple(f"{name}@example.org" for name in CAST)


def enter() -> dict[str, User]:
    """The people and accounts of the cast with their portal-wide roles."""
    users = {}
    for name, member in CAST.items():
        newcomer = Newcomer(member.names, student_number=member.student_number, nationality=member.nationality)
        person = people.register(newcomer, by=None)
        user = User.objects.create_user(f"{name}@example.org", DEMO_PASSWORD, person=person, language=member.language)
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
        for role in member.roles:
            editing.write(RoleGrant(person=person, role=role, starts_on=SINCE), by=None)
        users[name] = user
    return users


def seat(users: dict[str, User], project: FundingProject) -> None:
    """Kimura's programme, Petrova's university, the seats of Mori and Hayashi in the project's committees."""
    by = users["sato"]
    authority: dict[str, Callable[[Person], object]] = {
        "kimura": lambda person: Coordinator(
            person=person, program=Program.objects.get(project=project, order=1), starts_on=SINCE
        ),
        "petrova": lambda person: Representative(
            person=person, institution=Institution.objects.get(slug="kazan-federal-university"), starts_on=SINCE
        ),
        "mori": lambda person: Seat(
            person=person, committee=_committee(project, "steering"), starts_on=SINCE, is_chair=True
        ),
        "hayashi": lambda person: Seat(person=person, committee=_committee(project, "external"), starts_on=SINCE),
    }
    for name, row in authority.items():
        if name == "petrova" and Representative.objects.filter(person=users[name].person).exists():
            continue
        editing.write(row(users[name].person), by=by)  # type: ignore[arg-type]


def seat_where_is_selected(users: dict[str, User], project: FundingProject, since: date) -> None:
    """Mori's seat in the steering committee of the project whose calls are selected from: the ranking and the page of the meeting."""
    committee = _committee(project, "steering")
    editing.write(Seat(person=users["mori"].person, committee=committee, starts_on=since), by=users["sato"])


def _committee(project: FundingProject, kind: str) -> Committee:
    return Committee.objects.filter(project=project, kind=kind).order_by("pk")[0]
