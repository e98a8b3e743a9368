"""Static files under names that hold their digest, also where one script module imports another."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class ModuleStorage(CompressedManifestStaticFilesStorage):
    """A module that has changed is fetched anew by the modules that import it."""

    support_js_module_import_aggregation = True
