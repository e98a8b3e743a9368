"""From answers to ability scores, pairs and joint tables of levels: exact arithmetic without Django, database or clock."""
