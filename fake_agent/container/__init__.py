"""The agent in a container: a process of its own that dials home, keeps step with the simulator, and does the rest."""
