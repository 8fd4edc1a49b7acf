"""Scenarios: a restriction of Run Command as a YAML file that is a lesson, a test and a page of the documentation."""
