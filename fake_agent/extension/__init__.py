"""The Run Command extension (v1, "action run command"): what it writes, runs and reports."""
