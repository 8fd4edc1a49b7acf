#### A date of Get-Date is written with what Get-Date adds to it
Get-Date '2020-01-01' | ConvertTo-Json
#> {
#>     "value":  "\/Date(1577836800000)\/",
#>     "DisplayHint":  2,
#>     "DateTime":  "Wednesday, January 1, 2020 12:00:00 AM"
#> }

#### Any other date is written as itself
[ordered]@{ cast = [datetime]'2020-01-01'; computed = (Get-Date '2020-01-01').AddDays(1) } | ConvertTo-Json -Compress
#> {"cast":"\/Date(1577836800000)\/","computed":"\/Date(1577923200000)\/"}

#### Keys that differ in case only are refused
'{"a":1,"A":2}' | ConvertFrom-Json
#! Cannot convert the JSON string because a dictionary that was converted from the string contains the duplicated keys 'a' and 'A'.
#! DuplicateKeysInJsonString,Microsoft.PowerShell.Commands.ConvertFromJsonCommand
