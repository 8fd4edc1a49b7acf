#### Get-Command tells of the parameters, sets and output of a function
function f { [CmdletBinding(DefaultParameterSetName = 'A')][OutputType([int], 'foo')] param([Parameter(Mandatory, Position = 0, ParameterSetName = 'A')][Alias('n')][int]$x, [ValidateSet('a', 'b')]$y, [switch]$z) process { } }
$c = Get-Command f; @($c.Parameters.Keys)[0..4] -join ' '; $c.Parameters['x'].ParameterType.Name
$c.CmdletBinding; $c.DefaultParameterSet; $c.ParameterSets[0].Name; $c.OutputType.Name -join ' '
$c.Parameters['y'].Attributes.ValidValues -join ' '; $c.Parameters.x.Aliases
$c.Parameters.x.Attributes.Where({ $_ -is [Parameter] }).Mandatory; $c.Parameters.z.SwitchParameter; $c.Parameters.ContainsKey('X')
function g { param($a) }; $c = Get-Command g; "$($c.Parameters.Count) $($c.ParameterSets.Name) $($c.CmdletBinding)"
(Get-Command Get-Item).Parameters['Path'].ParameterType.FullName
#> x y z Verbose Debug
#> Int32
#> True
#> A
#> A
#> System.Int32 foo
#> a b
#> n
#> True
#> True
#> True
#> 1 __AllParameterSets False
#> System.String[]

#### An invocation knows its loose arguments, and whether input comes
function f { "$($MyInvocation.UnboundArguments.Count) $($MyInvocation.ExpectingInput)" }; f 1 2; 1 | f
#> 2 False
#> 0 True

#### The call stack names the functions that are running
function inner { (Get-PSCallStack)[0..1].FunctionName -join ' '; (Get-PSCallStack)[1].Command; (Get-PSCallStack)[0].ScriptLineNumber }
function outer($a) { inner }
outer 5
#> inner outer
#> outer
#> 1

#### Exceptions name the command or the item that is missing
try { nocmd } catch { $_.Exception.CommandName }
try { Get-Item C:\nope -ErrorAction Stop } catch { $_.Exception.ItemName }
#> nocmd
#> C:\nope

#### Where-Object tests types
$items = [pscustomobject]@{a = 2 }, [pscustomobject]@{a = 'x' }
($items | Where-Object a -is [int]).a; ($items | Where-Object a -isnot int).a
#> 2
#> x

#### Types list their interfaces
@{}.GetType().GetInterfaces().Name -join ' '; 1 -is [IConvertible]; 'a' -is [ICloneable]
#> IDictionary ICollection IEnumerable ISerializable IDeserializationCallback ICloneable
#> True
#> True
