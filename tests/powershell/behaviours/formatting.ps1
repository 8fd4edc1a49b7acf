#### Numbers are written as they are by Format-Table
1..3 | Format-Table
#> 1
#> 2
#> 3

#### Strings are written as they are by Format-List
'a', 'bb' | Format-List
#> a
#> bb

#### A cell ends with its first line
[pscustomobject]@{ A = 'x'; B = "two`nlines" }
#> A B
#> - -
#> x two...

#### A column is cut at the width of the console
[pscustomobject]@{ T = 'x' * 300 }
#> T
#> -
#> xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx...

#### Format-Custom shows structures
[pscustomobject]@{ A = 1; B = 'x' } | Format-Custom
#> class PSCustomObject
#> {
#>   A = 1
#>   B = x
#> }

#### Select-String shows neighbours
Set-Content t.txt 'alpha', 'beta', 'gamma'; Select-String -Path t.txt beta -Context 1
#>   t.txt:1:alpha
#> > t.txt:2:beta
#>   t.txt:3:gamma

#### Get-Member spells notes with type and value
[pscustomobject]@{ Name = 'x'; When = [datetime]'2019-05-05' } | Get-Member -MemberType NoteProperty | Format-Table Definition -HideTableHeaders
#> string Name=x
#> datetime When=5/5/2019 12:00:00 AM

#### An alias property casts
$o = [pscustomobject]@{ A = '2' }; $o | Add-Member AliasProperty I A -SecondValue int
($o | Get-Member I).Definition; $o.I + 1
#> I = (System.Int32)A
#> 3

#### Lists in lists are named in strings
"$(@(1, 2), 3)"
#> System.Object[] 3

#### Encodings have names for people and for programs
[Text.Encoding]::ASCII.EncodingName; [Text.Encoding]::UTF8.EncodingName; [Text.Encoding]::Default.EncodingName; [Text.Encoding]::UTF8.WebName
#> US-ASCII
#> Unicode (UTF-8)
#> Western European (Windows)
#> utf-8
