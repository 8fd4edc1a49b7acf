#### Output is sent on in batches of one more than -OutBuffer says
1..3 | ForEach-Object { Write-Host "$_ first"; $_ } -OutBuffer 1 | ForEach-Object { Write-Host "$_ second" }
function Get-It { [CmdletBinding()] param([Parameter(ValueFromPipeline)]$It) process { Write-Host "in $It"; $It } }
1..2 | Get-It -OutBuffer 9 | ForEach-Object { "out $_" }
#> 1 first
#> 2 first
#> 1 second
#> 2 second
#> 3 first
#> 3 second
#> in 1
#> in 2
#> out 1
#> out 2

#### Parameters have the default values that a variable says
$PSDefaultParameterValues = @{ 'Get-*:ErrorAction' = 'SilentlyContinue'; 'Join-Path:ChildPath' = 'x'; 'Test-It:b' = { 5 + 1 } }
Get-Item nope; Join-Path C:\; Join-Path C:\ y
function Test-It { [CmdletBinding()] param($a, $b, [int]$c = 9) "$a $b $c" } Test-It 1; Test-It 1 2
$PSDefaultParameterValues['Disabled'] = $true; Get-Item told
#> C:\x
#> C:\y
#> 1 6 9
#> 1 2 9
#! Cannot find path 'C:\Scripts\told' because it does not exist.
