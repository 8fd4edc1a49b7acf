"""From script text to a syntax tree: scanner, grammar, positions, syntax errors."""
