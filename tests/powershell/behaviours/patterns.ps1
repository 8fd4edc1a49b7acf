#### Look-behind may be of any length
'aaab' -replace '(?<=a+)b', 'X'
#> aaaX

#### Letters are letters of every alphabet
[regex]::Matches('héllo wörld 1', '\p{L}+').Value -join ','
#> héllo,wörld

#### One class is taken from another
'aeiouxyz' -replace '[a-z-[aeiou]]', '*'
#> aeiou***

#### A group keeps all its captures
$m = [regex]::Match('a1b2c3', '(?:([a-z])(\d))+')
($m.Groups[1].Captures | ForEach-Object Value) -join ','
#> a,b,c

#### Options reach the engine
[regex]::Match('abcab', 'b', 'RightToLeft').Index
[regex]::Match('ab', '(a)(?<n>b)', 'ExplicitCapture').Groups.Count
#> 4
#> 2

#### A wrong pattern is told in .NET's words
'x' -match '('
#! parsing "(" - Not enough )'s.
#! CategoryInfo : OperationStopped: (:) [], ArgumentException
#! FullyQualifiedErrorId : System.ArgumentException

#### Wildcards refuse long texts at once
('a' * 100000) -like '*a*a*a*a*a*a*a*a*b'
'file.tar.gz' -like '*.tar.*'
#> False
#> True

#### Escapes in patterns are turned back into characters
[regex]::Unescape('a\.b\x41\\') + [int][char][regex]::Unescape('\t')
#> a.bA\9
