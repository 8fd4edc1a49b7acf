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

#### Only numbers are stepped
$text = '5'; $text++; $text
$nothing = $null; $nothing--; $nothing
#> 5
#! The '++' operator works only on numbers. The operand is a 'System.String'.
#! + FullyQualifiedErrorId : OperatorRequiresNumber
#> -1

#### Times take what converts to a span
((Get-Date 2020-01-01) + '1.00:00:00').ToString('s'); ((Get-Date 2020-01-01) + 10000000).ToString('s'); ([timespan]'1:00' - '0:30').ToString()
(Get-Date) - '1/1/2020'
#> 2020-01-02T00:00:00
#> 2020-01-01T00:00:01
#> 00:30:00
#! Multiple ambiguous overloads found for "op_Subtraction" and the argument count: "2".
#! + FullyQualifiedErrorId : MethodCountCouldNotFindBest

#### A time and a text that is no span
(Get-Date) + 'abc'
#! Cannot convert argument "t", with value: "abc", for "op_Addition" to type "System.TimeSpan": "Cannot convert value 
#! "abc" to type "System.TimeSpan". Error: "String was not recognized as a valid TimeSpan.""
#! + FullyQualifiedErrorId : MethodArgumentConversionInvalidCastArgument

#### Script blocks are delegates
$double = [Func[int, int]] { $args[0] * 2 }; $double.Invoke('4'); $double.GetType().Name; $double -is [Delegate]; "$double"
$list = [System.Collections.Generic.List[int]](1, 2, 3)
$made = $list.ConvertAll([converter[int, string]] { "<$($args[0])>" }); "$made $($made.GetType().Name)"
$list.FindAll([Predicate[int]] { param($x) $x -gt 1 }) -join ','; $list.TrueForAll({ $args[0] -gt 0 }); $list.FindLast({ $args[0] -lt 3 })
$list.Sort([Comparison[int]] { param($x, $y) $y - $x }); "$list"; $list.AsReadOnly().Count
[Action[string]]$tell = { param($s) Write-Host "got $s" }; $tell.Invoke('it')
[regex]::Replace('abc', 'b', [System.Text.RegularExpressions.MatchEvaluator] { param($m) $m.Value.ToUpper() })
#> 8
#> Func`2
#> True
#> System.Func`2[System.Int32,System.Int32]
#> <1> <2> <3> List`1
#> 2,3
#> True
#> 2
#> 3 2 1
#> 3
#> got it
#> aBc

#### Arrays have methods as values, and more dimensions
$grid = [array]::CreateInstance([int], 2, 3); $grid[1, 2] = 5; "$($grid.Rank) $($grid.Length) $($grid[1, 2]) $($grid.GetLength(1))"
(1, 2).Clear
#> 2 6 5 3
#> OverloadDefinitions
#> -------------------
#> void Clear()
