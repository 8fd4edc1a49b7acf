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
