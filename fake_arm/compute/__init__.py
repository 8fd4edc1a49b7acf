"""Microsoft.Compute: virtual machines, scale sets, run commands and their operations."""
