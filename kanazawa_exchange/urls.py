"""Every address of the portal."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

from kanazawa_exchange import sitemaps, views
from kanazawa_exchange.accounts.views import pictures
from kanazawa_exchange.lib.by_first_word import by_first_word
from mobility.views import old_addresses

urlpatterns = [
    path("healthz", views.healthz, name="healthz"),
    path("sitemap.xml", sitemaps.sitemap, name="sitemap"),
    path("robots.txt", sitemaps.robots, name="robots"),
    path("pictures/<slug:digest>/<slug:key>/<str:name>", pictures.public_rendition, name="picture"),
    path("report/<path:rest>", old_addresses.old_address_at_the_root, name="old_address"),
    path("", views.choose_language, name="choose_language"),
    *by_first_word(
        i18n_patterns(
            path("start/", views.start, name="start"),
            path("what-runs/", views.what_runs, name="what_runs"),
            path("rich-text/preview/", views.rich_text_preview, name="rich_text_preview"),
            path("style-guide/", views.style_guide, name="style_guide"),
            path("accounts/", include("allauth.urls")),
            path("", include("kanazawa_exchange.accounts.urls")),
            path("", include("reports.public_urls")),
            path("", include("reports.urls")),
            path("", include("rubric.urls")),
            path("", include("mobility.urls")),
            path("", include("programs.urls")),
            path("", include("partners.urls")),
            prefix_default_language=True,
        )
    ),
]
handler400 = "kanazawa_exchange.views.bad_request"
handler403 = "kanazawa_exchange.views.forbidden"
handler404 = "kanazawa_exchange.views.not_found"
handler500 = "kanazawa_exchange.views.server_error"
