"""Activity Reports of an earlier site: read from a folder, checked whole, and taken over one by one."""
