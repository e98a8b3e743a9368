"""A table of answers on paper: its columns are the questions of the questionnaire, each row one stay in one wave."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import translation

from kanazawa_exchange.accounts.models import AuditEvent, User
from kanazawa_exchange.lib import clock
from kanazawa_exchange.lib import imports as kinds
from mobility.models import Mobility
from mobility.services import imports
from rubric import sheets
from rubric.models import Instrument, Item, Option, Response, ResponseScore
from rubric.services.import_answers import kind_of
from tests.factories import PersonFactory, World
from tests.import_kinds import Office, digest_of_everything, rows_of
from tests.rubric import surveys, versions

pytestmark = pytest.mark.django_db
GIVEN = {"fiscal_year": "2018", "program": "文化交流プログラム", "direction": "派遣"}


@pytest.fixture
def instrument(sato: User) -> Instrument:
    draft = surveys.draft(versions.first(sato))
    choice = Item.objects.create(instrument=draft, key="again", kind="choice", order=98, prompt_ja="また行きたいですか")
    for key, ja, en in (("yes", "はい", "Yes"), ("no", "いいえ", "No")):
        Option.objects.create(instrument=draft, item=choice, key=key, text_ja=ja, text_en=en)
    return surveys.used(draft)


@pytest.fixture
def stay(world: World) -> Mobility:
    hana = PersonFactory(student_number="1712", names=[("kanji", "山田", "花子", "")])
    return world.sent(person=hana)


@pytest.fixture
def office(stay: Mobility, instrument: Instrument, sato: User) -> Office:
    surveys.wave(stay.run, instrument, "pre", status="closed")
    surveys.wave(stay.run, instrument, "post")
    levels = instrument.items.exclude(ability=None).count()
    heads = (
        "学籍番号",
        "氏名",
        "時点",
        *(f"問{number}" for number in range(1, levels + 1)),
        "また行きたいですか",
        "remark",
    )
    return Office(kind_of(instrument), sato, heads)


def paper(office: Office, moment: str = "事前", first: object = "２", number: str = "1712") -> tuple[object, ...]:
    levels = [first, *[1] * (len(office.heads) - 6)]
    return (number, "山田 花子", moment, *levels, "はい", "楽しかった\nとても")


def test_papers_of_both_waves_are_answers_that_were_sent_and_scored(office: Office, stay: Mobility) -> None:
    office.applied(paper(office), paper(office, "帰国後", 3), given=GIVEN)
    before, after = Response.objects.order_by("pk")
    assert [(one.wave.moment, one.mobility, one.rater) for one in (before, after)] == [
        ("pre", stay, "self"),
        ("post", stay, "self"),
    ]
    assert sorted(before.answers.values()) == [*[1] * (len(before.answers) - 1), 2]
    assert before.remarks == {"again": "yes", "remark": "楽しかった\nとても"}
    assert (before.sent_at, ResponseScore.objects.count()) != (None, 0)
    assert AuditEvent.objects.filter(event="answers_entered_from_paper", actor=office.by).count() == 2


def test_the_same_table_once_more_changes_nothing(office: Office) -> None:
    office.applied(paper(office), given=GIVEN)
    before = digest_of_everything()
    assert office.verdicts(paper(office), given=GIVEN) == ["same"]
    assert digest_of_everything() == before
    assert office.problems(paper(office, first=3), given=GIVEN) == {2: [("", "answers.sent")]}


def test_the_preview_says_whose_paper_it_is_and_what_was_found(office: Office, stay: Mobility, sign_in: Any) -> None:
    batch = office.checked(paper(office), given={**GIVEN, "program": "cultural"})
    assert rows_of(batch)[0].about == {
        "person": str(stay.person.uid),
        "stay": str(stay.uid),
        "read": {"program": stay.run.program.slug},
    }
    page = sign_in(office.by).get(f"/en/imports/{batch.uid}/")
    assert "山田 花子 · 1712 · Kazan Federal University" in page.text
    imports.apply(batch, by=office.by, now=clock.now())
    assert f"/en/mobility-records/{stay.uid}/" in sign_in(office.by).get(f"/en/imports/{batch.uid}/").text


def test_undo_takes_the_papers_back_until_the_wave_is_locked(office: Office) -> None:
    batch = office.applied(paper(office), paper(office, "事後"), given=GIVEN)
    wave = Response.objects.latest("pk").wave
    wave.status = "locked"
    wave.save()
    assert {number: why.code for number, why in office.undone(batch).left.items()} == {3: "undo.locked"}
    assert [response.wave.moment for response in Response.objects.all()] == ["post"]


def test_three_rows_and_thirty_cost_the_same_queries(office: Office, world: World) -> None:
    for number in range(33):
        world.sent(person=PersonFactory(student_number=f"20{number:02}", names=[("kanji", "山田", "花子", "")]))
    rows = [paper(office, number=f"20{number:02}") for number in range(33)]
    counts = []
    for some in (rows[:3], rows[3:]):
        batch = office.taken(*some, given=GIVEN)
        counts.append(office.counted(batch))
        assert {row.verdict for row in rows_of(batch)} == {"new"}
    assert counts[0] == counts[1]


@pytest.mark.parametrize(
    ("place", "value", "problem"),
    [
        (0, "9999", ("person", "person.may_be_known")),
        (2, "", ("moment", "moment.missing")),
        (2, "その後", ("moment", "choice.unknown")),
        (3, "9", (None, "answer.wrong")),
        (-2, "たぶん", ("q_again", "choice.unknown")),
    ],
)
def test_what_is_wrong_is_told_at_its_cell(office: Office, place: int, value: str, problem: Any) -> None:
    row = list(paper(office))
    row[place] = value
    found = office.problems(row, given=GIVEN)[2]
    assert problem[1] in [code for _column, code in found]
    assert problem[0] is None or problem in found


def test_somebody_without_a_stay_there_and_a_run_without_a_wave(office: Office, world: World) -> None:
    PersonFactory(student_number="1800", names=[("kanji", "山田", "太郎", "")])
    stranger = ("1800", "山田 太郎", *paper(office)[2:])
    assert office.problems(stranger, given=GIVEN) == {2: [("", "stay.unknown")]}
    assert office.problems(paper(office, "later"), given=GIVEN) == {2: [("moment", "wave.unknown")]}


def test_what_the_participant_has_begun_or_sent_in_the_portal_stays(office: Office, stay: Mobility) -> None:
    wave = stay.run.survey_waves.get(moment="post")
    surveys.answered(wave, stay, {}, sent_at=None)
    assert office.problems(paper(office, "事後"), given=GIVEN) == {2: [("", "answers.begun")]}


def test_two_papers_of_one_wave_are_told(office: Office) -> None:
    assert office.problems(paper(office), paper(office), given=GIVEN) == {3: [("", "row.twice_record")]}


def test_a_kind_is_offered_for_each_questionnaire_that_is_asked(
    office: Office, instrument: Instrument, sato: User, kimura: User, petrova: User
) -> None:
    code = f"answers-{instrument.pk}"
    for user in (sato, kimura):
        assert code in {kind.code for kind in kinds.kinds_for(user)}
    assert [kind.code for kind in kinds.kinds_for(petrova)] == ["nominations"]
    assert kinds.kind_of(code).code == code
    with pytest.raises(KeyError):
        kinds.kind_of("answers-0")
    with pytest.raises(PermissionDenied):
        Office(kinds.kind_of(code), petrova, office.heads).checked(paper(office), given=GIVEN)


def test_the_title_tells_the_wave(office: Office) -> None:
    assert office.kind.of_title("平成30年度 派遣 事後アンケート") == {
        "fiscal_year": "2018",
        "direction": "outbound",
        "moment": "post",
    }


@pytest.mark.parametrize(
    ("head", "key"),
    [
        ("異文化受容性", "q_cultural-tolerance-1"),
        ("現状認識力", "q_recognition-skill-1"),
        ("recognition skill", "q_recognition-skill-1"),
        ("Межкультурная толерантность", "q_cultural-tolerance-1"),
    ],
)
def test_a_question_is_known_by_its_ability(office: Office, head: str, key: str) -> None:
    assert kinds.mapped(office.kind.columns, [head, "zzz"]).positions == {key: 0}
    with translation.override("ja"):
        assert "異文化受容性：" in str(office.kind.column("q_cultural-tolerance-1").label)


def test_brackets_in_the_name_of_an_ability_may_be_left_out(office: Office, instrument: Instrument) -> None:
    item = instrument.items.get(ability__name_ja__contains="創造")
    for head in ("創造（想像）力", "創造(想像)力", "創造力"):
        assert kinds.mapped(office.kind.columns, [head, "zzz"]).positions == {f"q_{item.key}": 0}


def test_several_questions_about_an_ability_are_known_with_a_number(sato: User) -> None:
    asked = kind_of(surveys.used(surveys.draft(versions.first(sato), items=2)))
    found = kinds.mapped(asked.columns, ["異文化受容性", "異文化受容性1", "異文化受容性 2"]).positions
    assert found == {"q_cultural-tolerance-1": 1, "q_cultural-tolerance-2": 2}


def test_the_options_of_a_question_are_put_in_order_once_for_a_table(instrument: Instrument, monkeypatch: Any) -> None:
    done: list[str] = []
    real = sheets._options

    def counted(item: Item) -> Any:
        done.append(item.key)
        return real(item)

    monkeypatch.setattr(sheets, "_options", counted)
    read = kind_of(instrument).column("q_again").read
    assert [read(text, {}).value for text in ("はい", "no", "Yes")] == ["yes", "no", "yes"]
    assert done == ["again"]
