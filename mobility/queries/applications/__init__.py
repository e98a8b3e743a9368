"""Applications as they are read: by the applicant, by the office, and by the rules."""
