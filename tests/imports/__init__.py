"""Tests of imports: from files as offices write them to records."""
