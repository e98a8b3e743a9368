"""Activity Reports: begun, written, sent in, published, returned and taken back."""
