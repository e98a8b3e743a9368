"""Activity Reports as they are read: by everybody, by their authors, by whoever moderates."""
