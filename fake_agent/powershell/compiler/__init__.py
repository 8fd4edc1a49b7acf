"""From syntax tree to closures: an expression becomes ``f(context)``, a statement ``f(context, emit)``."""
