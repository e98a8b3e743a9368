"""The demo's applicants: accounts, what they state and answer, and what becomes of each; in the order of the ranking by merit."""

from dataclasses import dataclass
from datetime import timedelta
from itertools import islice

from allauth.account.models import EmailAddress

from kanazawa_exchange.accounts.models import Person, User
from kanazawa_exchange.accounts.queries.namesakes import Newcomer
from kanazawa_exchange.accounts.services import editing, people
from kanazawa_exchange.lib import clock
from partners.models import Enrolment, Institution

from .names import all_japanese

KAZAN, ALTAI = "kazan-federal-university", "altai-state-university"
IRKUTSK, FAR_EASTERN = "irkutsk-state-university", "far-eastern-federal-university"
FIRST_NAME = 480
"""Of the invented names: those before it are taken by people who travel."""
STUDIES = timedelta(days=730)


@dataclass(frozen=True)
class Applicant:
    """One of them. `points`: those of each reviewer by criterion, None where a review is still to do; `answer`: why they want to go."""

    name: str
    wishes: tuple[str, ...]
    grade: str
    language: str = "ja"
    level: str = "bachelor"
    points: tuple[tuple[int, ...] | None, ...] = ()
    answer: str = ""


WHY = {
    "ja": "ロシア語を二年間学んできました。教室で覚えた言葉を現地の学生と使い、カザンの多民族の暮らしを自分の目で見たいです。",
    "en": "I study comparative culture and want to see how several languages live side by side in one town.",
    "ru": "Я изучаю русский язык второй год и хочу увидеть, как в одном городе живут рядом несколько культур.",
}
AFTER = {
    "ja": "帰国後は後輩のための説明会で話し、卒業論文の題材にします。",
    "en": "I will speak at the briefing for the next students and write my thesis about it.",
    "ru": "После возвращения я выступлю на встрече для новых участников и напишу об этом дипломную работу.",
}

CLOSED = (
    Applicant("abe", (KAZAN, ALTAI), "2.92", points=((5, 5, 4, 5), (5, 4, 5, 5))),
    Applicant("ishikawa", (KAZAN,), "2.80", points=((5, 4, 4, 4), (4, 5, 4, 4))),
    Applicant("maeda", (KAZAN, ALTAI), "2.75", "ru", points=((4, 5, 5, 4), (4, 4, 4, 4))),
    Applicant("fujita", (ALTAI, KAZAN), "2.66", points=((4, 4, 4, 4), (4, 4, 4, 3))),
    Applicant("okada", (ALTAI,), "2.61", points=((4, 4, 3, 4), (4, 4, 3, 4))),
    Applicant("hasegawa", (KAZAN,), "2.58", points=((4, 3, 4, 3), (4, 3, 3, 4))),
    Applicant("aiko", (KAZAN, ALTAI), "2.55", points=((3, 4, 4, 3), (4, 3, 3, 3))),
    Applicant("murakami", (KAZAN, ALTAI), "2.40", "en", points=((3, 3, 3, 3), (3, 3, 3, 3))),
    Applicant("kondo", (ALTAI, KAZAN), "2.40", points=((3, 3, 3, 3), (3, 3, 3, 3))),
    Applicant("sakamoto", (KAZAN,), "2.10", points=((2, 2, 2, 3), (2, 2, 3, 2))),
    Applicant("endo", (ALTAI,), "2.35", points=((3, 2, 3, 2), None)),
    Applicant("aoki", (KAZAN,), "2.50", points=(None, (3, 3, 4, 3))),
    Applicant("nishimura", (KAZAN,), "2.70"),
    Applicant("fukuda", (ALTAI,), "1.90"),
    Applicant("ota", (KAZAN,), "2.45"),
)
"""To the call that has closed. Two of them are equal but for the lot."""
OPEN = (
    Applicant("miura", (IRKUTSK,), "2.60", level="master"),
    Applicant("okamoto", (FAR_EASTERN, IRKUTSK), "2.85", "en", level="doctor"),
    Applicant("yamada", (IRKUTSK, FAR_EASTERN), "2.52", level="master"),
    Applicant("takahashi", (FAR_EASTERN,), "2.71", "ru", level="master"),
)
"""To the call that is open."""
EMAILS = tuple(f"{one.name}@example.org" for one in (*CLOSED, *OPEN) if one.name != "aiko")


def enter(users: dict[str, User]) -> dict[str, User]:
    """Their accounts, by name; they study in Kanazawa, and sign in with the password of the cast."""
    home, today = Institution.objects.get(slug="kanazawa-university"), clock.today()
    names = islice(all_japanese(), FIRST_NAME, None)
    found = {}
    for number, one in enumerate((*CLOSED, *OPEN)):
        user = users[one.name] if one.name in users else _account(one, next(names), number, users["aiko"].password)
        term = {"starts_on": today - STUDIES, "ends_on": today + STUDIES}
        enrolment = Enrolment(person=user.person, institution=home, level=one.level, **term)
        editing.write(enrolment, by=users["sato"])
        found[one.name] = user
    return found


def _account(one: Applicant, names: tuple[tuple[str, str, str, str], ...], number: int, password: str) -> User:
    newcomer = Newcomer(names, nationality="JP", student_number=str(2_512_040_100 + number))
    person: Person = people.register(newcomer, by=None)
    user: User = User.objects.create(
        email=f"{one.name}@example.org", person=person, language=one.language, password=password
    )
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user
