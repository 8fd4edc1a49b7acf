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
