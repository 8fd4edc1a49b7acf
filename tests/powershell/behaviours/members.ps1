#### A set of standard members says what is shown
$it = [pscustomobject]@{ Name = 'Kevin'; Language = 'PowerShell'; State = 'Texas'; A = 1; B = 2 }
$shown = New-Object System.Management.Automation.PSPropertySet('DefaultDisplayPropertySet', [string[]]('Name', 'Language'))
$it | Add-Member MemberSet PSStandardMembers ([System.Management.Automation.PSMemberInfo[]]@($shown)); $it
#> Name  Language
#> ----  --------
#> Kevin PowerShell

#### Type data says what is shown of a type
Update-TypeData -TypeName My.Object -DefaultDisplayPropertySet Name
[pscustomobject]@{ PSTypeName = 'My.Object'; Name = 'Kevin'; A = 1; B = 2; C = 3; D = 4 }
#> Name
#> ----
#> Kevin

#### Members are objects that another object is given
$it = [pscustomobject]@{ a = 1 }; $it.psobject.Properties.Add([psnoteproperty]::new('b', 2))
$it.psobject.Members.Add([psscriptmethod]::new('M', { $this.a + $args[0] })); $it.M(5); $it.b
$it.psobject.Properties.Add((New-Object System.Management.Automation.PSAliasProperty('c', 'a'))); $it.c
$it.psobject.Properties.Add([psscriptproperty]::new('d', { $this.a * 10 }, { $this.a = $args[0] })); $it.d = 7; $it.d
#> 6
#> 2
#> 1
#> 70
