"""Addresses of the rubric: for whoever signs in, and the office's versions and drafts."""

from django.urls import path

from .views import (
    answers,
    cohort_files,
    cohorts,
    drafts,
    items,
    microdata,
    questionnaires,
    reading,
    results,
    rubrics,
    surveys,
    texts,
    versions,
)

app_name = "rubric"
urlpatterns = [
    path("rubric/", reading.rubric, name="rubric"),
    path("rubric-versions/<uuid:uid>/pdf/", reading.version_pdf, name="version_pdf"),
    # Public results
    path("results/", results.results_show, name="results"),
    path("results/csv/", results.results_csv, name="results_csv"),
    # The survey: answered by participants, rated by staff
    path("survey/", surveys.survey_list, name="survey_list"),
    path("survey/<uuid:wave>/<uuid:stay>/", surveys.survey_start, name="survey_start"),
    path("survey/<uuid:wave>/<uuid:stay>/rating/", surveys.survey_start, {"rater": "staff"}, name="rating_start"),
    path("survey/answers/<uuid:uid>/<int:number>/", answers.survey_screen, name="survey_screen"),
    path("survey/answers/<uuid:uid>/save/", answers.survey_save, name="survey_save"),
    path("survey/answers/<uuid:uid>/check/", answers.survey_check, name="survey_check"),
    path("survey/answers/<uuid:uid>/thanks/", answers.survey_thanks, name="survey_thanks"),
    # Cohorts, for those who answer for the programme
    path("rubric/cohorts/", cohorts.show, name="cohort"),
    path("rubric/cohorts/programs/", cohorts.programs, name="cohort_programs"),
    path("rubric/cohorts/years/", cohorts.years, name="cohort_years"),
    path("rubric/cohorts/pdf/", cohort_files.pdf, name="cohort_pdf"),
    path("rubric/cohorts/xlsx/", cohort_files.xlsx, name="cohort_xlsx"),
    path("rubric/cohorts/csv/", cohort_files.csv, name="cohort_csv"),
    # Anonymised data for researchers
    path("office/surveys/microdata/", microdata.microdata_show, name="microdata"),
    path("office/surveys/microdata/xlsx/", microdata.microdata_file, {"kind": "xlsx"}, name="microdata_xlsx"),
    path("office/surveys/microdata/csv/", microdata.microdata_file, {"kind": "csv"}, name="microdata_csv"),
    path("office/surveys/microdata/codebook/", microdata.microdata_codebook, name="microdata_codebook"),
    # The office
    path("office/rubrics/", versions.version_list, name="version_list"),
    path("office/rubrics/xlsx/", versions.version_list_file, {"kind": "xlsx"}, name="version_list_xlsx"),
    path("office/rubrics/csv/", versions.version_list_file, {"kind": "csv"}, name="version_list_csv"),
    path("office/rubrics/create/", rubrics.rubric_create, name="rubric_create"),
    path("office/rubrics/<uuid:uid>/edit/", rubrics.rubric_edit, name="rubric_edit"),
    path("office/rubrics/<uuid:uid>/versions/begin/", versions.version_begin, name="version_begin"),
    path("office/rubric-versions/<uuid:uid>/", versions.version_detail, name="version_detail"),
    path("office/rubric-versions/<uuid:uid>/history/", versions.version_history, name="version_history"),
    path("office/rubric-versions/<uuid:uid>/discard/", versions.version_discard, name="version_discard"),
    path("office/rubric-versions/<uuid:uid>/moves/<slug:move>/", versions.version_move, name="version_move"),
    path("office/rubric-versions/<uuid:uid>/abilities/create/", texts.ability_create, name="ability_create"),
    path("office/rubric-versions/<uuid:uid>/levels/create/", texts.level_create, name="level_create"),
    path("office/rubric-abilities/<uuid:uid>/edit/", texts.ability_edit, name="ability_edit"),
    path("office/rubric-abilities/<uuid:uid>/carry/", texts.ability_carry, name="ability_carry"),
    path("office/rubric-abilities/<uuid:uid>/remove/", texts.ability_remove, name="ability_remove"),
    path("office/rubric-levels/<uuid:uid>/edit/", texts.level_edit, name="level_edit"),
    path("office/rubric-levels/<uuid:uid>/remove/", texts.level_remove, name="level_remove"),
    # Questionnaires
    path("office/surveys/questionnaires/", questionnaires.questionnaire_list, name="questionnaire_list"),
    path(
        "office/surveys/questionnaires/xlsx/",
        questionnaires.questionnaire_list_file,
        {"kind": "xlsx"},
        name="questionnaire_list_xlsx",
    ),
    path(
        "office/surveys/questionnaires/csv/",
        questionnaires.questionnaire_list_file,
        {"kind": "csv"},
        name="questionnaire_list_csv",
    ),
    path("office/surveys/questionnaires/create/", drafts.questionnaire_create, name="questionnaire_create"),
    path("office/surveys/questionnaires/<uuid:uid>/", questionnaires.questionnaire_detail, name="questionnaire_detail"),
    path("office/surveys/questionnaires/<uuid:uid>/pdf/", questionnaires.questionnaire_pdf, name="questionnaire_pdf"),
    path(
        "office/surveys/questionnaires/<uuid:uid>/history/",
        questionnaires.questionnaire_history,
        name="questionnaire_history",
    ),
    path("office/surveys/questionnaires/<uuid:uid>/edit/", drafts.questionnaire_edit, name="questionnaire_edit"),
    path("office/surveys/questionnaires/<uuid:uid>/copy/", drafts.questionnaire_copy, name="questionnaire_copy"),
    path("office/surveys/questionnaires/<uuid:uid>/minimums/", drafts.minimums_edit, name="minimums_edit"),
    path(
        "office/surveys/questionnaires/<uuid:uid>/discard/", drafts.questionnaire_discard, name="questionnaire_discard"
    ),
    path(
        "office/surveys/questionnaires/<uuid:uid>/moves/<slug:move>/",
        drafts.questionnaire_move,
        name="questionnaire_move",
    ),
    path("office/surveys/questionnaires/<uuid:uid>/items/create/<slug:kind>/", items.item_create, name="item_create"),
    path("office/surveys/items/<uuid:uid>/edit/", items.item_edit, name="item_edit"),
    path("office/surveys/items/<uuid:uid>/shift/<slug:way>/", items.item_shift, name="item_shift"),
    path("office/surveys/items/<uuid:uid>/remove/", items.item_remove, name="item_remove"),
]
