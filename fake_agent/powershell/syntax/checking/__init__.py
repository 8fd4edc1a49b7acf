"""Windows PowerShell's own parser as far as its errors go: it reads a script into a tree and notes what is wrong."""
