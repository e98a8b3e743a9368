"""Script modules that import others are fetched anew when one of those has changed."""

import re

from django.core.files.storage import FileSystemStorage

from kanazawa_exchange.static_files import ModuleStorage

JS = "kanazawa_exchange/js"


def test_a_module_imports_others_by_names_that_hold_their_digest(tmp_path, settings):
    settings.DEBUG = False
    source = FileSystemStorage(settings.BASE_DIR / "kanazawa_exchange" / "static")
    storage = ModuleStorage(location=str(tmp_path), base_url="/static/")
    names = [f"{JS}/grid.js", *(f"{JS}/grid/{name}" for name in source.listdir(f"{JS}/grid")[1])]
    for name in names:
        with source.open(name) as file:
            storage.save(name, file)
    assert all(
        not isinstance(done, Exception)
        for _name, _hashed, done in storage.post_process({name: (source, name) for name in names})
    )
    script = (tmp_path / storage.stored_name(f"{JS}/grid.js")).read_text()
    imported = re.findall(r'from "(\./grid/[^"]+)"', script)
    assert len(imported) == 9
    assert all(re.fullmatch(r"\./grid/[a-z]+\.[0-9a-f]{12}\.js", one) for one in imported)
