"""Every change of projects, programmes, runs, committees and plans."""
