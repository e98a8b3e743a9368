"""The rubric on paper and its versions as files."""
