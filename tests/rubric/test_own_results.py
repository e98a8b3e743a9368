"""What has changed is shown to the traveller once the later answer is sent, and to whoever keeps the stay; to nobody else."""

from typing import Any

import pytest
from defusedxml import ElementTree

from kanazawa_exchange.accounts.models import User
from kanazawa_exchange.lib.change_drawing import dumbbell, radar
from mobility.models import Mobility
from rubric.models import Instrument
from rubric.queries.own_results import own_result
from rubric.services.scoring import score_one
from tests import factories
from tests.rubric import surveys, versions

pytestmark = pytest.mark.django_db


@pytest.fixture
def instrument(sato: User) -> Instrument:
    return surveys.questionnaire(versions.first(sato))


@pytest.fixture
def stay(world: factories.World, aiko: User) -> Mobility:
    return world.sent(person=aiko.person)


def sent(stay: Mobility, instrument: Instrument, moment: str, *levels: int | None, **values: Any) -> None:
    wave = surveys.wave(stay.run, instrument, moment, asks_staff=True, status="closed")
    score_one(surveys.answered(wave, stay, surveys.levels(instrument, *levels), **values))


@pytest.fixture
def both(stay: Mobility, instrument: Instrument) -> Mobility:
    sent(stay, instrument, "pre", 1, 0, 1, 2, None)
    sent(stay, instrument, "post", 3, 1, 1, 1, 2)
    return stay


def page_of(browser: Any, stay: Mobility) -> str:
    text: str = browser.get(f"/en/survey/results/{stay.uid}/").content.decode()
    return text


def test_each_ability_with_both_numbers_and_the_words_of_the_levels(both: Mobility, aiko: User, sign_in: Any) -> None:
    result = own_result(both, aiko, surveys.NOW)
    assert [(row.before, row.after, row.change) for row in result.rows] == [
        (1, 3, 2),
        (0, 1, 1),
        (1, 1, 0),
        (2, 1, -1),
        (None, 2, None),
    ]
    page = page_of(sign_in(aiko), both)
    assert "higher than before 2, unchanged 1, lower 1" in page
    assert page.count('class="dumbbell"') == 5
    assert "1 Emerging" in page
    assert "3 Advanced, with others" in page
    assert "These are self-ratings" in page
    assert "effect" not in page.partition("<main")[2].partition("</main")[0]


def test_where_a_level_is_missing_no_radar_is_drawn(both: Mobility, stay: Mobility, aiko: User, sign_in: Any) -> None:
    assert 'class="radar"' not in page_of(sign_in(aiko), both)


def test_with_every_level_the_radar_stands_beside_the_table(
    stay: Any, instrument: Any, aiko: User, sign_in: Any
) -> None:
    sent(stay, instrument, "pre", 1, 0, 1, 2, 0)
    sent(stay, instrument, "post", 3, 1, 1, 1, 2)
    page = page_of(sign_in(aiko), stay)
    assert page.count('class="radar"') == 1
    assert 'class="data changes"' in page


def test_before_the_later_answer_is_sent_nothing_but_that_it_was_sent(
    stay: Mobility, instrument: Instrument, aiko: User, sato: User, sign_in: Any
) -> None:
    sent(stay, instrument, "pre", 1, 0, 1, 2, 3)
    own = page_of(sign_in(aiko), stay)
    assert "not shown until you have sent the later ones" in own
    assert "Emerging" not in own
    assert "dumbbell" not in own
    assert "1 Emerging" in page_of(sign_in(sato), stay), "who keeps the stay sees what there is"


def test_while_a_still_later_survey_is_open_the_earlier_answers_are_hidden(
    both: Mobility, instrument: Instrument, aiko: User
) -> None:
    wave = surveys.wave(both.run, instrument, "later")
    assert own_result(both, aiko, surveys.NOW).is_hidden
    score_one(surveys.answered(wave, both, surveys.levels(instrument, 3, 3, 3, 3, 3)))
    result = own_result(both, aiko, surveys.NOW)
    assert [row.after for row in result.rows] == [3] * 5
    assert [standing.level for standing in result.rows[0].standings] == [1, 3, 3]


def test_an_answer_that_was_sent_empty_takes_no_comparison_away(
    both: Mobility, instrument: Instrument, aiko: User, sign_in: Any
) -> None:
    sent(both, instrument, "later", None, None, None, None, None)
    result = own_result(both, aiko, surveys.NOW)
    assert [row.change for row in result.rows] == [2, 1, 0, -1, None]
    assert [len(row.standings) for row in result.rows] == [3] * 5
    page = page_of(sign_in(aiko), both)
    assert "higher than before 2, unchanged 1, lower 1" in page
    assert '<span class="before">Before</span>' in page
    assert '<span class="after">After</span>' in page


def test_what_staff_say_is_no_part_of_it(both: Mobility, aiko: User, sato: User) -> None:
    wave = both.run.survey_waves.get(moment="post")
    score_one(surveys.answered(wave, both, {}, **surveys.staff(sato)))
    assert len(own_result(both, aiko, surveys.NOW).sent) == 2


def test_levels_of_an_older_version_are_read_in_the_newer_one(stay: Mobility, aiko: User, sato: User) -> None:
    used, draft = versions.following(sato)
    sent(stay, surveys.questionnaire(used), "pre", 1, 0, 1, 2, 3)
    newer = versions.adopted(draft, sato, versions.LATER)
    sent(stay, surveys.questionnaire(newer, "newer"), "post", 3, 1, 1, 1, 2)
    result = own_result(stay, aiko, surveys.NOW)
    assert result.is_mapped
    assert [row.before for row in result.rows] == [1, 0, 1, 2, 3]


def test_others_do_not_know_of_it(both: Mobility, ivan: User, mori: User, petrova: User, sign_in: Any) -> None:
    for other in (ivan, mori, petrova):
        assert sign_in(other).get(f"/en/survey/results/{both.uid}/").status_code == 404


def test_nothing_sent_is_said(stay: Mobility, aiko: User, sato: User, sign_in: Any) -> None:
    assert "You have not sent a survey" in page_of(sign_in(aiko), stay)
    assert "No survey about this stay has been sent yet" in page_of(sign_in(sato), stay)


# --- Where it leads from -----------------------------------------------------------------------------------------------


def test_the_page_of_the_stay_leads_to_its_surveys(
    stay: Mobility, instrument: Instrument, aiko: User, kimura: User, mori: User, sign_in: Any
) -> None:
    wave = surveys.wave(stay.run, instrument, asks_staff=True)
    place, record = f"/en/survey/{wave.uid}/{stay.uid}/", f"/en/mobility-records/{stay.uid}/"
    own, keeper, reader = (sign_in(user).get(record).content.decode() for user in (aiko, kimura, mori))
    assert f'href="{place}"' in own
    assert f'href="{place}rating/"' in keeper
    assert "/survey/" not in reader
    assert "Rating before the stay" not in own


@pytest.mark.parametrize("count", [1, 3])
def test_the_first_page_begins_with_the_surveys_of_the_list_behind(
    world: factories.World, instrument: Instrument, aiko: User, sign_in: Any, count: int
) -> None:
    for year in range(2010, 2010 + count):
        run = factories.RunFactory(fiscal_year=year)
        days = {"actual_starts_on": f"{year}-08-01", "actual_ends_on": f"{year}-08-14"}
        factories.MobilityFactory(person=aiko.person, run=run, **days)
        surveys.wave(run, instrument)
    browser = sign_in(aiko)
    first, behind = browser.get("/en/").content.decode(), browser.get("/en/survey/").content.decode()
    part = first.partition('id="due-own-surveys"')[2]
    assert f"{count}\n" in part.partition("</h2>")[0]
    assert part.partition("</section>")[0].count("<li>") == count == behind.count("Answer the survey")


def test_nobody_without_surveys_is_told_of_them(stay: Mobility, aiko: User, sign_in: Any) -> None:
    assert "due-own-surveys" not in sign_in(aiko).get("/en/").content.decode()


# --- The drawings --------------------------------------------------------------------------------------------------------


def test_the_drawings_say_what_the_numbers_say() -> None:
    rose, same, only = dumbbell(1, 3, 3), dumbbell(2, 2, 3), dumbbell(2, None, 3)
    assert rose.count('class="way"') == 1
    assert 'class="way"' not in same + only
    assert 'class="after"' not in only
    assert 'r="12.5"' in same
    assert "viewBox" not in rose
    for drawn in (dumbbell(0, 3, 3, width=200), radar([0, 1, 2], [3, 2, 1], 3, title='"<ё>"')):
        ElementTree.fromstring(drawn)
