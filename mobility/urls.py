from django.urls import path

from .views import former_names, groups, lists, merging, mobilities, moves, people, reciprocity, registering

app_name = "mobility"
urlpatterns = [
    path("mobility-records/", lists.mobility_list, name="mobility_list"),
    path("mobility-records/xlsx/", lists.mobility_list_file, {"kind": "xlsx"}, name="mobility_list_xlsx"),
    path("mobility-records/csv/", lists.mobility_list_file, {"kind": "csv"}, name="mobility_list_csv"),
    path("mobility-records/own/", mobilities.own_list, name="own_list"),
    path("mobility-records/register/", registering.mobility_create, name="mobility_create"),
    path("mobility-records/arrivals/", groups.group_move, {"move": "arrive"}, name="group_arrive"),
    path("mobility-records/returns/", groups.group_move, {"move": "return"}, name="group_return"),
    path("mobility-records/groups/undo/", groups.group_undo, name="group_undo"),
    path("mobility-records/<uuid:uid>/", mobilities.mobility_detail, name="mobility_detail"),
    path("mobility-records/<uuid:uid>/edit/", mobilities.mobility_edit, name="mobility_edit"),
    path("mobility-records/<uuid:uid>/replace/", moves.mobility_replace, name="mobility_replace"),
    path("mobility-records/<uuid:uid>/undo/", moves.mobility_undo, name="mobility_undo"),
    path("mobility-records/<uuid:uid>/moves/<slug:move>/", moves.mobility_move, name="mobility_move"),
    path("mobility-records/<uuid:uid>/stages/link/", moves.stage_link, name="stage_link"),
    path("mobility-records/<uuid:uid>/stages/unlink/", moves.stage_unlink, name="stage_unlink"),
    path("agreements/<uuid:uid>/reciprocity/", reciprocity.agreement_reciprocity, name="agreement_reciprocity"),
    path("people/", people.person_list, name="person_list"),
    path("people/xlsx/", people.person_list_file, {"kind": "xlsx"}, name="person_list_xlsx"),
    path("people/csv/", people.person_list_file, {"kind": "csv"}, name="person_list_csv"),
    path("people/duplicates/", merging.duplicate_list, name="duplicate_list"),
    path("people/<uuid:uid>/apart/<uuid:other>/", merging.person_apart, name="person_apart"),
    path("people/merges/<uuid:uid>/undo/", merging.merge_undo, name="merge_undo"),
    path("people/<uuid:uid>/merge/", merging.merge_choose, name="merge_choose"),
    path("people/<uuid:uid>/merge/<uuid:other>/", merging.person_merge, name="person_merge"),
    path("people/<uuid:uid>/", people.person_detail, name="person_detail"),
    path("people/<uuid:uid>/edit/", people.person_edit, name="person_edit"),
    path("people/<uuid:uid>/former-names/", former_names.former_name_list, name="former_name_list"),
    path(
        "people/<uuid:uid>/former-names/<uuid:name>/delete/",
        former_names.former_name_delete,
        name="former_name_delete",
    ),
]
