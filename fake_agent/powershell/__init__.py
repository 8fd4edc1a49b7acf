"""An interpreter of Windows PowerShell 5.1 for the emulated Windows guest."""
