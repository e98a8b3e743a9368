"""What is known of decisions, places and the waitlist."""
