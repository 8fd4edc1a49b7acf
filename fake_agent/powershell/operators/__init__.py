"""The operators: arithmetic, comparison, text, patterns."""
