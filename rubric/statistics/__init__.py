"""Figures from joint tables of levels, fit for ordinal pairs from small groups: pure arithmetic, without Django."""
