"""The test kit: a simulator in the hands of Python code, and the pytest fixtures on top of it."""
