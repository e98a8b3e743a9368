"""Reads of figures: `scope` says which stays, `aggregate` their numbers, `plan_actual` the table, `people` who is behind one."""
