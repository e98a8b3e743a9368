"""Addresses of programmes for everybody, of the office's records, and of plans."""

from django.urls import path

from .views import adoptions, authorities, lists, programs, projects, public, targets

app_name = "programs"
urlpatterns = [
    path("programs/", public.program_list, name="program_list"),
    path("programs/<slug:slug>/", public.program_detail, name="program_detail"),
    # The office
    path("office/programs/", projects.office, name="office"),
    path("office/projects/create/", projects.project_create, name="project_create"),
    path("office/projects/<uuid:uid>/edit/", projects.project_edit, name="project_edit"),
    path("office/projects/<uuid:uid>/history/", projects.project_history, name="project_history"),
    path("office/projects/<uuid:uid>/homes/create/", projects.home_create, name="home_create"),
    path("office/projects/<uuid:uid>/programs/create/", programs.program_create, name="program_create"),
    path("office/projects/<uuid:uid>/committees/create/", projects.committee_create, name="committee_create"),
    path("office/projects/<uuid:uid>/fiscal-years/open/", programs.fiscal_year_open, name="fiscal_year_open"),
    path("office/project-homes/<uuid:uid>/edit/", projects.home_edit, name="home_edit"),
    path("office/programs/<uuid:uid>/edit/", programs.program_edit, name="program_edit"),
    path("office/programs/<uuid:uid>/history/", programs.program_history, name="program_history"),
    path("office/programs/<uuid:uid>/runs/", lists.run_list, name="run_list"),
    path("office/programs/<uuid:uid>/runs/xlsx/", lists.run_list_file, {"kind": "xlsx"}, name="run_list_xlsx"),
    path("office/programs/<uuid:uid>/runs/csv/", lists.run_list_file, {"kind": "csv"}, name="run_list_csv"),
    path("office/programs/<uuid:uid>/runs/create/", programs.run_create, name="run_create"),
    path("office/program-runs/<uuid:uid>/edit/", programs.run_edit, name="run_edit"),
    path("office/program-runs/<uuid:uid>/history/", programs.run_history, name="run_history"),
    path("office/committees/<uuid:uid>/edit/", projects.committee_edit, name="committee_edit"),
    path("office/committees/<uuid:uid>/history/", projects.committee_history, name="committee_history"),
    # Plans
    path("target-plans/", lists.plan_list, name="plan_list"),
    path("target-plans/xlsx/", lists.plan_list_file, {"kind": "xlsx"}, name="plan_list_xlsx"),
    path("target-plans/csv/", lists.plan_list_file, {"kind": "csv"}, name="plan_list_csv"),
    path("target-plans/create/", targets.plan_create, name="plan_create"),
    path("target-plans/<uuid:uid>/", targets.plan_detail, name="plan_detail"),
    path("target-plans/<uuid:uid>/xlsx/", lists.plan_numbers_file, {"kind": "xlsx"}, name="plan_detail_xlsx"),
    path("target-plans/<uuid:uid>/csv/", lists.plan_numbers_file, {"kind": "csv"}, name="plan_detail_csv"),
    path("target-plans/<uuid:uid>/edit/", targets.plan_edit, name="plan_edit"),
    path("target-plans/<uuid:uid>/cells/edit/", targets.plan_cells, name="plan_cells"),
    path("target-plans/<uuid:uid>/compare/<uuid:other>/", targets.plan_compare, name="plan_compare"),
    path("target-plans/<uuid:uid>/history/", targets.plan_history, name="plan_history"),
    path("target-plans/<uuid:uid>/adopt/", adoptions.plan_adopt, name="plan_adopt"),
    path("target-plans/<uuid:uid>/basis/", adoptions.plan_basis, name="plan_basis"),
    path("target-plans/<uuid:uid>/discard/", targets.plan_discard, name="plan_discard"),
    path("target-plans/<uuid:uid>/follow/", targets.plan_new_version, name="plan_new_version"),
    path("target-plans/<uuid:uid>/revisions/create/", targets.revision_create, name="revision_create"),
    path("target-plan-revisions/<uuid:uid>/edit/", targets.revision_edit, name="revision_edit"),
    path("target-plan-revisions/<uuid:uid>/remove/", targets.revision_remove, name="revision_remove"),
    # Who may do what
    path("roles/authorities/", authorities.authority_list, name="authority_list"),
    path("roles/authorities/<slug:kind>/<uuid:uid>/edit/", authorities.authority_edit, name="authority_edit"),
    path("roles/authorities/<slug:kind>/<uuid:uid>/end/", authorities.authority_end, name="authority_end"),
    path("roles/people/<uuid:uid>/", authorities.authority_person, name="authority_person"),
    path("roles/people/<uuid:uid>/<slug:kind>/add/", authorities.authority_add, name="authority_add"),
]
