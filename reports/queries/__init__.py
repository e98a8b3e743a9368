"""Reads of figures: `counted` says who counts, `plan_actual` makes the table, `people` lists who stands behind a figure."""
