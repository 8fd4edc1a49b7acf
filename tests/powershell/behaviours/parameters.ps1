#### A switch parameter is a SwitchParameter
function f([switch]$s) { $s.IsPresent; $s.GetType().Name; $s.ToBool(); "$s"; -not $s; $s -eq $true; $false -eq $s }
f -s
#> True
#> SwitchParameter
#> True
#> True
#> False
#> True
#> False

#### A switch that is not given holds a SwitchParameter, too
function f([switch]$s) { $s.IsPresent; $s -is [switch]; $s = $true; $s.IsPresent }
f
#> False
#> True
#> True

#### A switch is shown and serialized by its one property
function f([switch]$s) { $s; $s | ConvertTo-Json -Compress; @{ s = $s } | ConvertTo-Json -Compress }
f -s
#> IsPresent
#> ---------
#>      True
#> {"IsPresent":true}
#> {"s":{"IsPresent":true}}

#### A switch is handed on, by name and by splatting
function inner([switch]$Force) { "inner $Force" }
function outer([switch]$Force) { inner -Force:$Force; inner @PSBoundParameters; inner -Force:(!$Force) }
outer -Force
#> inner True
#> inner True
#> inner False

#### The bound parameters tell of the common ones, as values of their types
function f { [CmdletBinding(SupportsShouldProcess)] param([switch]$Force) $PSBoundParameters.Keys -join ' '; $PSBoundParameters['Verbose'].IsPresent; $PSBoundParameters.ErrorAction.GetType().Name }
f -Force -Verbose -ErrorAction stop -WhatIf
#> Force Verbose ErrorAction WhatIf
#> True
#> ActionPreference

#### Common parameters are preferences inside a function
function f { [CmdletBinding()] param() "$ErrorActionPreference $VerbosePreference" }
f -ErrorAction stop -Verbose; f
#> Stop Continue
#> Continue SilentlyContinue

#### Script files and blocks take common parameters as functions do
Set-Content C:\v.ps1 '[CmdletBinding()] param($a) Write-Verbose "file $a"'
C:\v.ps1 1 -Verbose
& { [CmdletBinding()] param() Write-Verbose 'block' } -Verbose
#> VERBOSE: file 1
#> VERBOSE: block

#### Single values are joined one by one
[string]::Join('-', 1, 2, 3); [string]::Join('-', 'a', 'b'); [string]::Join('-', 'a', 'b', 'c', 'd')
#> 1-2-3
#> a-b
#> a-b-c-d

#### A set of values minds case where it says so
function f { param([ValidateSet('a', 'B', IgnoreCase = $false)]$x) $x } f B; f b
#> B
#! Cannot validate argument on parameter 'x'. The argument "b" does not belong to the set "a,B"

#### A pattern minds case where it has no option that ignores it
function f { param([ValidatePattern('^[a-z]+$', Options = 'None')]$x) $x } f abc; f ABC
#> abc
#! The argument "ABC" does not match the "^[a-z]+$" pattern.

#### A mandatory parameter takes only what its attributes allow
function f { param([Parameter(Mandatory)][AllowEmptyString()][string[]]$x) $x.Count } f 'a', ''; f @(); f $null
#> 2
#! Cannot bind argument to parameter 'x' because it is an empty array.
#! Cannot bind argument to parameter 'x' because it is null.

#### Null is not compared
Compare-Object $null 1; Compare-Object 1 $null; Compare-Object @() 1 | ForEach-Object SideIndicator
#> =>
#! Cannot bind argument to parameter 'ReferenceObject' because it is null.
#! Cannot bind argument to parameter 'DifferenceObject' because it is null.

#### A string stands for its characters where a method takes several of them
'a, b'.Split(', ') -join '|'; 'abcabc'.TrimStart('ab')
#> a||b
#> cabc

#### Parameters that depend on others are made by a block
function Test-It {
    [CmdletBinding()] param([Parameter(Position = 0)][string]$Kind)
    dynamicparam {
        $attributes = [System.Collections.ObjectModel.Collection[System.Attribute]]::new()
        $attributes.Add([System.Management.Automation.ParameterAttribute]@{ Mandatory = $true; Position = 1 })
        if ($Kind -eq 'letter') { $attributes.Add([ValidateSet]::new('x', 'y')) }
        $type = if ($Kind -eq 'number') { [int] } else { [string] }
        $parameters = [System.Management.Automation.RuntimeDefinedParameterDictionary]::new()
        $parameters.Add('Value', [System.Management.Automation.RuntimeDefinedParameter]::new('Value', $type, $attributes))
        return $parameters
    }
    process { "$Kind $($PSBoundParameters['Value'] + 1) $($PSBoundParameters.Value.GetType().Name) $Value" }
}
Test-It number 5; Test-It letter -Value x; Test-It letter z; Test-It number abc; Test-It letter; Test-It letter x -Other 1
#> number 6 Int32
#> letter x1 String
#! Cannot validate argument on parameter 'Value'. The argument "z" does not belong to the set "x,y"
#! Cannot process argument transformation on parameter 'Value'. Cannot convert value "abc" to type "System.Int32".
#! one or more missing mandatory parameters: Value.
#! A parameter cannot be found that matches parameter name 'Other'.
