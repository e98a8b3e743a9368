"""Run as a process of its own: a portal with Korean shows its pages and keeps a Korean name."""

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import setup_test_environment  # noqa: E402
from django.urls import reverse  # noqa: E402
from django.utils import translation  # noqa: E402

from kanazawa_exchange.accounts.models import User  # noqa: E402
from partners.models import Institution  # noqa: E402

PUBLIC = ("home", "about", "style_guide", "programs:program_list", "partners:partner_list")
OFFICE = (
    "partners:office",
    "partners:institution_register",
    "partners:agreement_list",
    "programs:office",
    "accounts:settings",
    "accounts:role_list",
    "mobility:mobility_list",
    "mobility:person_list",
    "reports:plan_actual",
    "reports:plan_actual_pdf",
    "reports:plan_actual_xlsx",
)

setup_test_environment()
call_command("migrate", verbosity=0, interactive=False, run_syncdb=True)
call_command("createcachetable", verbosity=0)
call_command("seed_demo", verbosity=0)

kazan = Institution.objects.get(slug="kazan-federal-university")
kazan.name_ko = "카잔 연방 대학교"
kazan.save()
anybody, office = Client(), Client()
office.force_login(User.objects.get(email="sato@example.org"))
for language in ("ko", "ja"):
    with translation.override(language):
        partner = reverse("partners:partner_detail", args=[kazan.slug])
        edit = reverse("partners:institution_edit", args=[kazan.uid])
        record = reverse("partners:institution_detail", args=[kazan.uid])
        for client, pages in (
            (anybody, [partner, "/sitemap.xml", *map(reverse, PUBLIC)]),
            (office, [edit, record, *map(reverse, OFFICE)]),
        ):
            for page in pages:
                answer = client.get(page)
                assert answer.status_code == 200, (page, answer.status_code)
        assert "한국어" in anybody.get(partner).content.decode()
        assert 'name="name_ko"' in office.get(edit).content.decode()
assert "카잔 연방 대학교" in anybody.get(f"/ko/partners/{kazan.slug}/").content.decode()
assert 'hreflang="ko"' in anybody.get("/sitemap.xml").content.decode()
