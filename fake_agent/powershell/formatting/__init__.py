"""Default formatting: objects as tables, lists and wide lists, by views that are data."""
