"""Tables of what the partners are: which columns they have, in three languages, and how their cells are read."""
