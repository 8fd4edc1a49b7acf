#### Hashes of bytes are computed by their algorithms
$sha = [System.Security.Cryptography.SHA256]::Create(); $hash = $sha.ComputeHash([Text.Encoding]::UTF8.GetBytes('abc'))
[BitConverter]::ToString($hash[0..3]); $sha.GetType().Name; $sha.HashSize; -join ($sha.Hash[0..1] | ForEach-Object { $_.ToString('x2') })
#> BA-78-16-BF
#> SHA256Managed
#> 256
#> ba78

#### Hash algorithms are made by their classes and by their names, too
$md5 = New-Object System.Security.Cryptography.MD5CryptoServiceProvider
[BitConverter]::ToString($md5.ComputeHash([byte[]](1, 2))).Replace('-', ''); [System.Security.Cryptography.HashAlgorithm]::Create('sha1').HashSize
#> 0CB988D042A7F28DD5FE2B55B3F5AC7A
#> 160

#### A keyed hash takes its key
$hash = New-Object System.Security.Cryptography.HMACSHA256; $hash.Key = [Text.Encoding]::ASCII.GetBytes('key')
[Convert]::ToBase64String($hash.ComputeHash([Text.Encoding]::ASCII.GetBytes('data')))
#> UDH+PZicbRU3oBP6bnOdojRj/a7DtwE32Cjjas4iG9A=

#### Random bytes fill an array
$bytes = New-Object byte[] 8; [System.Security.Cryptography.RandomNumberGenerator]::Create().GetBytes($bytes); $bytes.Count; ($bytes | Measure-Object -Sum).Sum -gt 0
#> 8
#> True

#### The system account is an administrator
([Security.Principal.WindowsPrincipal] [Security.Principal.WindowsIdentity]::GetCurrent()).IsInRole([Security.Principal.WindowsBuiltInRole] 'Administrator')
#> True
