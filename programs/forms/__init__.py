"""Forms of projects, programmes, runs, committees and plans."""
