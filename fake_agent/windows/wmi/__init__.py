"""Windows Management Instrumentation: classes over the machine's state, and the query language."""
