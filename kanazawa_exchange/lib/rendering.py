"""The renderer with which Django prints forms on our pages."""

from django.forms.renderers import TemplatesSetting


class PortalRenderer(TemplatesSetting):
    """Every form and every field group through the templates in components/."""

    form_template_name = "components/form.html"
    field_template_name = "components/field.html"
