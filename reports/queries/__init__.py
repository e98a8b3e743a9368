"""Reads of figures: `counted` says who counts, `plan_actual` makes the table, `people` lists those behind a figure."""
