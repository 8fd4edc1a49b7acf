"""Objects as CLIXML, the XML that PowerShell keeps in files and sends between processes ([MS-PSRP], 2.2.5)."""
