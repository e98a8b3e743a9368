"""Invented people, places and records for tests; states are set directly, so use them where the way there does not matter."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from typing import Any

import factory
from django.conf import settings
from django.contrib.auth.hashers import make_password
from factory.django import DjangoModelFactory

from kanazawa_exchange.accounts.models import Person, PersonName, RoleGrant, StoredFile, User
from kanazawa_exchange.accounts.services.people_words import order_columns, write_words
from mobility.models import Leg, Mobility, StageLink
from partners.models import City, Institution, Representative
from programs.models import (
    Call,
    CallPlace,
    Committee,
    Coordinator,
    Download,
    Event,
    Faq,
    FundingProject,
    Milestone,
    News,
    Page,
    Program,
    ProgramRun,
    ProjectHome,
    Seat,
    TargetCell,
    TargetPlan,
    TargetRevision,
)
from tests.replayed import replayed

LONG_AGO = date(2010, 4, 1)


class PersonFactory(DjangoModelFactory):
    """A person with a Latin name; `names` takes (script, family, given, patronymic) tuples."""

    class Meta:
        model = Person
        skip_postgeneration_save = True

    nationality = "JP"
    student_number = factory.Sequence(lambda n: f"S{n:06d}")

    @classmethod
    def _create(cls, model_class: Any, *args: Any, **kwargs: Any) -> Person:
        number = kwargs.get("student_number", "")
        names = kwargs.pop("names", None) or [("latin", "Testova", f"Anna {number}", "")]
        person = model_class.objects.create(**{**order_columns(names), **kwargs})
        for script, family, given, patronymic in names:
            PersonName.objects.create(person=person, script=script, family=family, given=given, patronymic=patronymic)
        write_words(person)
        return person


@cache
def hashed(password: str, hasher: str) -> str:
    """Hashing is slow on purpose: each password is hashed once with each hasher of the settings."""
    return make_password(password)


class UserFactory(DjangoModelFactory):
    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"person{n}@example.org")
    person = factory.SubFactory(PersonFactory)

    @classmethod
    def _create(cls, model_class: Any, *args: Any, **kwargs: Any) -> User:
        password = hashed(kwargs.pop("password", "a-long-test-password"), settings.PASSWORD_HASHERS[0])
        user = model_class.objects.create(password=password, **kwargs)
        user.emailaddress_set.create(email=user.email, verified=True, primary=True)
        return user


class RoleGrantFactory(DjangoModelFactory):
    class Meta:
        model = RoleGrant

    person = factory.SubFactory(PersonFactory)
    role = "coordinator"
    starts_on = LONG_AGO


class CityFactory(DjangoModelFactory):
    class Meta:
        model = City

    slug = factory.Sequence(lambda n: f"city-{n}")
    name_ja = factory.Sequence(lambda n: f"市{n}")
    name_en = factory.Sequence(lambda n: f"City {n}")
    name_ru = factory.Sequence(lambda n: f"Город {n}")
    country = "RU"
    time_zone = "Europe/Moscow"
    latitude = "55.79"
    longitude = "49.12"


class InstitutionFactory(DjangoModelFactory):
    class Meta:
        model = Institution

    slug = factory.Sequence(lambda n: f"institution-{n}")
    kind = "university"
    name_ja = factory.Sequence(lambda n: f"大学{n}")
    name_en = factory.Sequence(lambda n: f"University {n}")
    name_ru = factory.Sequence(lambda n: f"Университет {n}")
    city = factory.SubFactory(CityFactory)


class ProjectFactory(DjangoModelFactory):
    class Meta:
        model = FundingProject

    code = factory.Sequence(lambda n: f"project-{n}")
    name_ja = factory.Sequence(lambda n: f"事業{n}")
    name_en = factory.Sequence(lambda n: f"Project {n}")
    name_ru = factory.Sequence(lambda n: f"Проект {n}")
    first_fiscal_year = 2017
    last_fiscal_year = 2021


class ProjectHomeFactory(DjangoModelFactory):
    class Meta:
        model = ProjectHome

    project = factory.SubFactory(ProjectFactory)
    institution = factory.SubFactory(InstitutionFactory)
    starts_on = LONG_AGO


class ProgramFactory(DjangoModelFactory):
    class Meta:
        model = Program

    project = factory.SubFactory(ProjectFactory)
    code = factory.Sequence(lambda n: f"program-{n}")
    slug = factory.SelfAttribute("code")
    name_ja = factory.Sequence(lambda n: f"プログラム{n}")
    name_en = factory.Sequence(lambda n: f"Programme {n}")
    name_ru = factory.Sequence(lambda n: f"Программа {n}")
    level = "bachelor"
    leads_to = "credit"


class RunFactory(DjangoModelFactory):
    class Meta:
        model = ProgramRun

    program = factory.SubFactory(ProgramFactory)
    fiscal_year = 2018
    direction = "outbound"
    theme_ja = factory.Sequence(lambda n: f"テーマ{n}")
    theme_en = factory.Sequence(lambda n: f"Theme {n}")
    theme_ru = factory.Sequence(lambda n: f"Тема {n}")


class CallFactory(DjangoModelFactory):
    """A call that is announced and open from 1 April 2018 until 1 May 2018, UTC; `draft=True` gives one nobody has announced."""

    class Meta:
        model = Call

    class Params:
        draft = factory.Trait(status="draft", announced_at=None)

    run = factory.SubFactory(RunFactory)
    title_ja = factory.Sequence(lambda n: f"募集{n}")
    title_en = factory.Sequence(lambda n: f"Call {n}")
    title_ru = factory.Sequence(lambda n: f"Набор {n}")
    opens_at = datetime(2018, 4, 1, tzinfo=UTC)
    closes_at = datetime(2018, 5, 1, tzinfo=UTC)
    status = "announced"
    announced_at = datetime(2018, 3, 1, tzinfo=UTC)


class NewsFactory(DjangoModelFactory):
    """An item that has been public since 1 June 2018, UTC, in three languages; `draft=True` gives one that nobody reads."""

    class Meta:
        model = News

    class Params:
        draft = factory.Trait(status="draft", published_at=None)

    slug = factory.Sequence(lambda n: f"news-{n}")
    title_ja = factory.Sequence(lambda n: f"お知らせ{n}")
    title_en = factory.Sequence(lambda n: f"News {n}")
    title_ru = factory.Sequence(lambda n: f"Новость {n}")
    text_ja = "本文です。"
    text_en = "The text."
    text_ru = "Текст."
    status = "published"
    published_at = datetime(2018, 6, 1, tzinfo=UTC)


class EventFactory(DjangoModelFactory):
    """An event on 2 July 2018 from 6:00 to 8:00, UTC, that everybody knows of; `draft=True` gives one that nobody does."""

    class Meta:
        model = Event

    class Params:
        draft = factory.Trait(status="draft", published_at=None)

    slug = factory.Sequence(lambda n: f"event-{n}")
    title_ja = factory.Sequence(lambda n: f"イベント{n}")
    title_en = factory.Sequence(lambda n: f"Event {n}")
    title_ru = factory.Sequence(lambda n: f"Мероприятие {n}")
    text_ja = "内容です。"
    text_en = "What it is about."
    text_ru = "О чём речь."
    starts_at = datetime(2018, 7, 2, 6, tzinfo=UTC)
    ends_at = datetime(2018, 7, 2, 8, tzinfo=UTC)
    status = "published"
    published_at = datetime(2018, 6, 1, tzinfo=UTC)


class PageFactory(DjangoModelFactory):
    """A free page in three languages; `draft=True` gives one that nobody reads."""

    class Meta:
        model = Page

    class Params:
        draft = factory.Trait(status="draft", published_at=None)

    slug = factory.Sequence(lambda n: f"page-{n}")
    title_ja = factory.Sequence(lambda n: f"ページ{n}")
    title_en = factory.Sequence(lambda n: f"Page {n}")
    title_ru = factory.Sequence(lambda n: f"Страница {n}")
    text_ja = "本文です。"
    text_en = "The text."
    text_ru = "Текст."
    status = "published"
    published_at = datetime(2018, 6, 1, tzinfo=UTC)


class MilestoneFactory(DjangoModelFactory):
    """An event of May 2018; `draft=True` gives one that nobody reads."""

    class Meta:
        model = Milestone

    class Params:
        draft = factory.Trait(status="draft", published_at=None)

    text_ja = factory.Sequence(lambda n: f"出来事{n}")
    text_en = factory.Sequence(lambda n: f"Milestone {n}")
    text_ru = factory.Sequence(lambda n: f"Событие {n}")
    happened_on = date(2018, 5, 1)
    exact = "month"
    status = "published"
    published_at = datetime(2018, 6, 1, tzinfo=UTC)


class FaqFactory(DjangoModelFactory):
    """A question about every programme; `draft=True` gives one that nobody reads."""

    class Meta:
        model = Faq

    class Params:
        draft = factory.Trait(status="draft", published_at=None)

    question_ja = factory.Sequence(lambda n: f"質問{n}")
    question_en = factory.Sequence(lambda n: f"Question {n}")
    question_ru = factory.Sequence(lambda n: f"Вопрос {n}")
    answer_ja = "はい。"
    answer_en = "Yes."
    answer_ru = "Да."
    status = "published"
    published_at = datetime(2018, 6, 1, tzinfo=UTC)


class StoredFileFactory(DjangoModelFactory):
    """The row of a document that was checked; its bytes are nowhere."""

    class Meta:
        model = StoredFile

    file = factory.Sequence(lambda n: f"documents/{n:032}")
    original_name = "form.pdf"
    content_type = "application/pdf"
    size = 2048
    sha256 = "0" * 64
    scan = "clean"


class DownloadFactory(DjangoModelFactory):
    """A document that everybody may take; `draft=True` gives one that nobody knows of."""

    class Meta:
        model = Download

    class Params:
        draft = factory.Trait(status="draft", published_at=None)

    title_ja = factory.Sequence(lambda n: f"資料{n}")
    title_en = factory.Sequence(lambda n: f"Download {n}")
    title_ru = factory.Sequence(lambda n: f"Материал {n}")
    file = factory.SubFactory(StoredFileFactory)
    status = "published"
    published_at = datetime(2018, 6, 1, tzinfo=UTC)


class CallPlaceFactory(DjangoModelFactory):
    class Meta:
        model = CallPlace

    call = factory.SubFactory(CallFactory)
    institution = factory.SubFactory(InstitutionFactory)
    places = 2


class MobilityFactory(DjangoModelFactory):
    """A returned stay in August 2018; give `status` and dates for other states."""

    class Meta:
        model = Mobility

    person = factory.SubFactory(PersonFactory)
    sending = factory.SubFactory(InstitutionFactory)
    receiving = factory.SubFactory(InstitutionFactory)
    run = factory.SubFactory(RunFactory)
    status = "returned"
    level = "bachelor"
    actual_starts_on = date(2018, 8, 1)
    actual_ends_on = date(2018, 8, 14)


class LegFactory(DjangoModelFactory):
    class Meta:
        model = Leg

    mobility = factory.SubFactory(MobilityFactory)
    host = factory.SubFactory(InstitutionFactory)
    starts_on = date(2018, 8, 1)
    ends_on = date(2018, 8, 14)


class StageLinkFactory(DjangoModelFactory):
    class Meta:
        model = StageLink


class PlanFactory(DjangoModelFactory):
    """A draft plan; `PlanFactory.adopted(project, {(2017, "outbound"): 20, …})` gives one in force."""

    class Meta:
        model = TargetPlan

    project = factory.SubFactory(ProjectFactory)
    number = 1
    first_fiscal_year = 2017
    last_fiscal_year = 2018

    @classmethod
    def adopted(
        cls, project: FundingProject, cells: dict[tuple[int, str], int], on: date = date(2017, 10, 1), **fields: Any
    ) -> TargetPlan:
        years = [year for year, _ in cells]
        plan = cls(project=project, first_fiscal_year=min(years), last_fiscal_year=max(years), **fields)
        for (year, direction), value in cells.items():
            TargetCell.objects.create(plan=plan, fiscal_year=year, direction=direction, value=value)
        plan.status, plan.adopted_on = "adopted", on
        plan.save()
        return plan


def revision(plan: TargetPlan, delta: int, **fields: Any) -> TargetRevision:
    """A revision of the dispatch of FY2018, past the services."""
    words = {"fiscal_year": 2018, "direction": "outbound", "reason": "budget", "decided_on": date(2017, 10, 1)}
    made: TargetRevision = TargetRevision.objects.create(
        plan=plan, delta=delta, **{**words, "note_en": "Changed", **fields}
    )
    return made


@dataclass
class World:
    """The places of most tests. `user`, `committee_member` … add people with names from `docs`' cast."""

    kanazawa: Institution
    kazan: Institution
    irkutsk: Institution
    project: FundingProject
    cultural: Program
    basic: Program
    outbound: ProgramRun
    inbound: ProgramRun
    basic_outbound: ProgramRun

    @classmethod
    @replayed
    def build(cls) -> "World":
        home_city = CityFactory(
            slug="kanazawa", name_ja="金沢", name_en="Kanazawa", name_ru="Канадзава", country="JP",
            time_zone="Asia/Tokyo", latitude="36.55", longitude="136.71",
        )  # fmt: skip
        kazan_city = CityFactory(slug="kazan", name_ja="カザン", name_en="Kazan", name_ru="Казань")
        irkutsk_city = CityFactory(
            slug="irkutsk", name_ja="イルクーツク", name_en="Irkutsk", name_ru="Иркутск",
            time_zone="Asia/Irkutsk", latitude="52.28", longitude="104.28",
        )  # fmt: skip
        kanazawa = InstitutionFactory(
            slug="kanazawa-university", name_ja="金沢大学", name_en="Kanazawa University",
            name_ru="Университет Канадзавы", city=home_city,
        )  # fmt: skip
        kazan = InstitutionFactory(
            slug="kazan-federal-university", name_ja="カザン連邦大学", name_en="Kazan Federal University",
            name_ru="Казанский федеральный университет", city=kazan_city, is_hub=True,
        )  # fmt: skip
        irkutsk = InstitutionFactory(
            slug="irkutsk-state-university", name_ja="国立イルクーツク大学", name_en="Irkutsk State University",
            name_ru="Иркутский государственный университет", city=irkutsk_city,
        )  # fmt: skip
        project = ProjectFactory(code="russia", is_default=True)
        ProjectHomeFactory(project=project, institution=kanazawa)
        cultural = ProgramFactory(
            project=project, code="cultural", name_ja="文化交流プログラム", name_en="Cultural Exchange Program",
            name_ru="Программа культурного обмена", order=1,
        )  # fmt: skip
        basic = ProgramFactory(
            project=project, code="basic", name_ja="基礎科学プログラム", name_en="Basic Science Program",
            name_ru="Программа по фундаментальным наукам", level="master", order=2,
        )  # fmt: skip
        return cls(
            kanazawa=kanazawa,
            kazan=kazan,
            irkutsk=irkutsk,
            project=project,
            cultural=cultural,
            basic=basic,
            outbound=RunFactory(program=cultural, direction="outbound"),
            inbound=RunFactory(program=cultural, direction="inbound"),
            basic_outbound=RunFactory(program=basic, direction="outbound"),
        )

    @replayed
    def user(self, name: str, *, role: str | None = None) -> User:
        """An account at example.org, with a portal-wide role when one is named."""
        person = PersonFactory(names=[("latin", name.capitalize(), "Test", "")])
        user = UserFactory(email=f"{name}@example.org", person=person)
        if role:
            RoleGrantFactory(person=person, role=role)
        return user

    def program_coordinator(self, name: str, program: Program) -> User:
        user = self.user(name)
        Coordinator.objects.create(person=user.person, program=program, starts_on=LONG_AGO)
        return user

    def committee_member(self, name: str, *, kind: str) -> User:
        user = self.user(name)
        committee, _ = Committee.objects.get_or_create(
            slug=kind, defaults={"project": self.project, "kind": kind, "name_en": kind, "name_ja": kind}
        )
        Seat.objects.create(committee=committee, person=user.person, starts_on=LONG_AGO)
        return user

    def representative(self, name: str, institution: Institution) -> User:
        return self.speaks_for(self.user(name), institution)

    def speaks_for(self, user: User, institution: Institution) -> User:
        Representative.objects.create(person=user.person, institution=institution, starts_on=LONG_AGO)
        return user

    def sent(self, **fields: Any) -> Mobility:
        """A stay from Kanazawa at Kazan, back home unless `fields` say otherwise."""
        return MobilityFactory(**{"sending": self.kanazawa, "receiving": self.kazan, "run": self.outbound, **fields})

    def received(self, **fields: Any) -> Mobility:
        """A stay from Kazan at Kanazawa."""
        return MobilityFactory(**{"sending": self.kazan, "receiving": self.kanazawa, "run": self.inbound, **fields})
