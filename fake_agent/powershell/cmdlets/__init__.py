"""The cmdlets, one module a family. ``registry`` has the decorator that adds one; ``library`` imports all families."""
