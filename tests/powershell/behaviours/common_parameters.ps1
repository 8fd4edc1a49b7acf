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
