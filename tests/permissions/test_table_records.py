"""The addresses of partners, mobilities and figures answer every role as the permission table says."""

import pytest

from .table import Prober, rows_by_name, url_names
from .test_table import RECORDS

BY_NAME = rows_by_name()


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(name for name in set(BY_NAME) & set(url_names()) if name.startswith(RECORDS)))
def test_the_table_is_kept(prober: Prober, name: str) -> None:
    assert [str(fault) for fault in prober.faults(BY_NAME[name])] == []
