#### The accelerator pscustomobject is PSObject, and a cast to it makes a custom object
[pscustomobject] -eq [System.Management.Automation.PSCustomObject]; [pscustomobject].FullName
([pscustomobject]@{ a = 1 }).GetType().FullName; ([pscustomobject]@{ a = 1 }) -is [pscustomobject]
#> False
#> System.Management.Automation.PSObject
#> System.Management.Automation.PSCustomObject
#> True

#### A value is a PSObject where it was cast to one, and acts as before
1 -is [psobject]; ([psobject]1) -is [psobject]; ([psobject]1) -is [int]; $n = [psobject]5; $n + 1; $n.GetType().Name; "$n"; 1..$n -join ','
#> False
#> True
#> True
#> 6
#> Int32
#> 5
#> 1,2,3,4,5

#### A name that is no type cannot be cast to one
1 -is 'nonesuch'; 1 -is 'int'
#> True
#! Cannot convert the "nonesuch" value of type "System.String" to type "System.Type".

#### A name of a flag is joined with a flag
[System.IO.FileAttributes]::ReadOnly -bor 'Hidden'; ([System.IO.FileAttributes]'ReadOnly, Hidden') -band 'Hidden'
#> ReadOnly, Hidden
#> Hidden

#### What does not fit into a typed list is refused by the method
$list = [System.Collections.Generic.List[int]]::new(); $list.Add('5'); $list.Add('x'); $list
#> 5
#! Cannot convert argument "item", with value: "x", for "Add" to type "System.Int32": "Cannot convert value "x" to type "System.Int32". Error: "Input string was not in a correct format.""
#! + FullyQualifiedErrorId : MethodArgumentConversionInvalidCastArgument

#### A type and values after commas are a list, not a cast
('a', [string], 5).Count; ([int], [string]).Name -join ' '; (1, [int], (2, 3), 4).Count; $pair = [int], '5'; $pair[1].GetType().Name; [int[]]('1', '2') -join '+'
#> 3
#> Int32 String
#> 4
#> String
#> 1+2

#### Static methods say so where they are listed, constructors do not
class C { static [int] F([int]$a) { return 1 } [string] G([string]$b) { return '' } }
[C]::F.OverloadDefinitions; [C]::new().G.OverloadDefinitions; [C]::new.OverloadDefinitions; "$([C]::F)"
[System.Uri]::new
#> static int F(int a)
#> string G(string b)
#> C new()
#> static int F(int a)
#> OverloadDefinitions
#> -------------------
#> uri new(string uriString)
#> uri new(string uriString, bool dontEscape)
#> uri new(uri baseUri, string relativeUri, bool dontEscape)
#> uri new(string uriString, System.UriKind uriKind)
#> uri new(uri baseUri, string relativeUri)
#> uri new(uri baseUri, uri relativeUri)

#### Addresses are absolute or relative, joined and tested
([uri]::new([uri]'https://h/a/b', 'c')).AbsoluteUri; ([uri]'x').IsAbsoluteUri; [uri]::IsWellFormedUriString('https://x y', 'Absolute')
$made = $null; [uri]::TryCreate('https://x.y/z', 'Absolute', [ref]$made); $made.Host; [uri]::new('x')
#> https://h/a/c
#> False
#> False
#> True
#> x.y
#! Exception calling ".ctor" with "1" argument(s): "Invalid URI: The format of the URI could not be determined."

#### Mail addresses have parts, and a form
([mailaddress]'Joe <j@x.y>').DisplayName; ([mailaddress]'j@x.y').Host; [mailaddress]'nope'
#> Joe
#> x.y
#! Error: "The specified string is not in the form required for an e-mail address."

#### Files and folders are objects whether they are there or not
$file = [System.IO.FileInfo]'C:\Windows\none.txt'; $file.Exists; $file.Name; $file.DirectoryName; "$file"
'abc' | Set-Content C:\Windows\there.txt; (New-Object IO.FileInfo 'C:\Windows\there.txt').Length; ([IO.DirectoryInfo]'C:\Windows').GetFiles().Name
#> False
#> none.txt
#> C:\Windows
#> C:\Windows\none.txt
#> 5
#> there.txt

#### Wildcard patterns are objects, too
[WildcardPattern]::Escape('a[1]*'); [WildcardPattern]::new('a*', 'IgnoreCase').IsMatch('ABC'); [WildcardPattern]::ContainsWildcardCharacters('a?')
#> a`[1`]`*
#> True
#> True

#### An enumeration may count in another type than int
[System.Management.Automation.Tracing.PowerShellTraceKeywords].GetEnumUnderlyingType().FullName
#> System.UInt64

#### A constructor that is not there is named as it was called
[guid]::new(1, 2); New-Object System.Guid(1, 2)
#! Cannot find an overload for "new" and the argument count: "2".
#! New-Object : Cannot find an overload for "Guid" and the argument count: "2".
