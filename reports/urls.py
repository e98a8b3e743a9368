from django.urls import path

from .views import people, plan_actual, results, rules

app_name = "reports"
urlpatterns = [
    path("results/", results.results, name="results"),
    path("reports/plan-actual/", plan_actual.plan_actual, name="plan_actual"),
    path("reports/plan-actual/people/", people.people, name="plan_actual_people"),
    path("reports/plan-actual/people/xlsx/", people.people_file, {"kind": "xlsx"}, name="plan_actual_people_xlsx"),
    path("reports/plan-actual/people/csv/", people.people_file, {"kind": "csv"}, name="plan_actual_people_csv"),
    path("reports/plan-actual/csv/", plan_actual.plan_actual_csv, name="plan_actual_csv"),
    path("reports/plan-actual/xlsx/", plan_actual.plan_actual_xlsx, name="plan_actual_xlsx"),
    path("reports/plan-actual/pdf/", plan_actual.plan_actual_pdf, name="plan_actual_pdf"),
    path("reports/counting-rules/", rules.rule_list, name="rule_list"),
    path("reports/counting-rules/<slug:code>/", rules.rule_detail, name="rule_detail"),
]
