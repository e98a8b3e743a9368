"""Joint tables for tests, drawn by chance or written as text."""

from hypothesis import strategies as st

from rubric.scoring.tables import JointTable, table_of


def table(text: str, pre_only: str = "", post_only: str = "", neither: int = 0) -> JointTable:
    """Rows of levels before, columns of levels after: table("0 1 / 2 3")."""
    both = tuple(tuple(map(int, row.split())) for row in text.split("/"))
    none = (0,) * len(both)
    pre, post = (tuple(map(int, side.split())) or none for side in (pre_only, post_only))
    return JointTable(both, pre, post, neither)


LEVEL = st.none() | st.integers(0, 3)
ANSWERS = st.lists(st.tuples(LEVEL, LEVEL), max_size=40)
TABLES = ANSWERS.map(lambda pairs: table_of(4, [(pre, post, 1) for pre, post in pairs]))
