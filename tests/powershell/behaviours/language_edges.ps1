#### Separators of later versions are refused as Windows PowerShell refuses them
'never' && 'b'
#! At C:\Scripts\script0.ps1:1 char:9
#! The token '&&' is not a valid statement separator in this version.

#### A variable of the caller is there only in another session
$x = 5; Invoke-Command -ComputerName localhost { $using:x }; "$x"; Invoke-Command { $using:x }
#> 5
#> 5
#! A Using variable cannot be retrieved.
#! + FullyQualifiedErrorId : UsingWithoutInvokeCommand

#### An address has parts
$address = [uri]'https://user@www.bing.com:8443/a/b?q#f'; $address.Authority; $address.IsDefaultPort; $address.HostNameType; ([uri]'https://h:443/').Authority
1 -is [System.ValueType]
#> www.bing.com:8443
#> False
#> Dns
#> h
#> True

#### Expanded values carry the properties that are asked for beside them
[pscustomobject]@{n = 1; l = 1, 'a'} | Select-Object n -ExpandProperty l | ForEach-Object { "$($_.n) $_" }
([pscustomobject]@{n = 1; l = 3, 2} | Select-Object n -ExpandProperty l | Measure-Object -Sum).Sum
$null = [pscustomobject]@{n = 1; l = [pscustomobject]@{n = 2}} | Select-Object n -ExpandProperty l -ErrorVariable failed -ErrorAction SilentlyContinue
"$failed"
#> 1 1
#> 1 a
#> 5
#> The property cannot be processed because the property "n" already exists.

#### Strict mode knows no number of items of a single value
Set-StrictMode -Version 1; (1).Count
Set-StrictMode -Version 2; try { (1).Count } catch { $_.FullyQualifiedErrorId }; @(1).Count
#> 1
#> PropertyNotFoundStrict
#> 1
