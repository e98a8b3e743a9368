"""Pages of the partners: for everybody, and for the office that keeps their records."""
