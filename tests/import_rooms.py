"""A contract for import-linter: an app enters another one only through its rooms; the ground floor lends its tools too."""

from typing import Any

from importlinter import Contract, ContractCheck, output

APPS = ("kanazawa_exchange.accounts", "partners", "programs", "mobility", "rubric", "reports")
ROOMS = ("models", "facts", "queries", "services", "permissions", "reference")
FORMS = ("forms.records", "forms.people", "forms.moves")
VIEWS = (
    "views.saving",
    "views.pages",
    "views.moves",
    "views.documents",
    "views.pictures",
    "views.sending",
    "views.marks",
    "views.keeping",
    "views.entering",
    "views.lists",
    "views.ticked",
    "views.undoing",
)
FLOOR = {"kanazawa_exchange.accounts": ("entrance", "roles", *FORMS, *VIEWS)}
"""What the forms and views of every app above stand on."""


class RoomsContract(Contract):
    """Views, forms, tasks and the like of an app are its own affair; the table of URLs alone may name them."""

    def check(self, graph: Any, verbose: bool) -> ContractCheck:
        faults = []
        for imported in graph.modules:
            app = app_of(imported)
            if app is None or imported == app or _is_room(app, imported.removeprefix(app + ".")):
                continue
            for importer in graph.find_modules_that_directly_import(imported):
                if app_of(importer) != app and importer != "kanazawa_exchange.urls":
                    faults.append((importer, imported))
        return ContractCheck(kept=not faults, metadata={"faults": sorted(faults)})

    def render_broken_contract(self, check: ContractCheck) -> None:
        for importer, imported in check.metadata["faults"]:
            output.print_error(f"{importer} imports {imported}, which is no room of that app.")


def _is_room(app: str, module: str) -> bool:
    return module.partition(".")[0] in ROOMS or module in FLOOR.get(app, ())


def app_of(module: str) -> str | None:
    """The app a module lives in, or None for the house around them."""
    return next((app for app in APPS if module == app or module.startswith(app + ".")), None)
