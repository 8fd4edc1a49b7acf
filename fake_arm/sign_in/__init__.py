"""Signing in: the endpoints that clients discover, the tokens they get, and the checking of those."""
