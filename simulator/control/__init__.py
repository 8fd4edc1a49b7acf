"""The control API under ``/_simulator``: for tests, tools and people, not for Azure clients."""
