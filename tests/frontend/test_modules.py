"""Script modules that import others are fetched anew when one of those has changed."""

import re

import pytest
from django.core.files.storage import FileSystemStorage

from kanazawa_exchange.static_files import ModuleStorage

JS = "kanazawa_exchange/js"


@pytest.mark.parametrize(
    ("folder", "scripts"),
    [("grid", {"grid.js": 9}), ("autosave", {"survey.js": 2, "application.js": 1, "review.js": 1})],
)
def test_a_module_imports_others_by_names_that_hold_their_digest(tmp_path, settings, folder, scripts):
    settings.DEBUG = False
    source = FileSystemStorage(settings.BASE_DIR / "kanazawa_exchange" / "static")
    storage = ModuleStorage(location=str(tmp_path), base_url="/static/")
    parts = [f"{JS}/{folder}/{name}" for name in source.listdir(f"{JS}/{folder}")[1]]
    names = [f"{JS}/kept_answers.js", *parts, *(f"{JS}/{name}" for name in scripts)]
    for name in names:
        with source.open(name) as file:
            storage.save(name, file)
    assert all(
        not isinstance(done, Exception)
        for _name, _hashed, done in storage.post_process({name: (source, name) for name in names})
    )
    for name, number in scripts.items():
        script = (tmp_path / storage.stored_name(f"{JS}/{name}")).read_text()
        imported = re.findall(rf'from "(\./{folder}/[^"]+)"', script)
        assert len(imported) == number
        assert all(re.fullmatch(rf"\./{folder}/[a-z]+\.[0-9a-f]{{12}}\.js", one) for one in imported)
