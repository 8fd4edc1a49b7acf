"""Native programs, each a small function from its command line to what it prints."""
