"""Reads of the rubric: its versions in lists, one version as a sheet, what it lacks, and how it follows the one before."""
