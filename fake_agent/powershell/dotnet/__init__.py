"""The .NET types that scripts use, as tables of members."""
