"""What the office types about projects, programmes, runs, committees and plans."""
