#### InvalidCastFromStringToInteger
[int]'abc'
#! Cannot convert value "abc" to type "System.Int32". Error: "Input string was not in a correct format."
#! CategoryInfo : InvalidArgument: (:) [], RuntimeException
#! FullyQualifiedErrorId : InvalidCastFromStringToInteger

#### InvalidCastIConvertible
[byte]300
#! Cannot convert value "300" to type "System.Byte". Error: "Value was either too large or too small for an unsigned byte."
#! CategoryInfo : InvalidArgument: (:) [], RuntimeException
#! FullyQualifiedErrorId : InvalidCastIConvertible

#### FormatError
'{0} {1}' -f 1
#! Error formatting a string: Index (zero based) must be greater than or equal to zero and less than the size of the argument list..
#! CategoryInfo : InvalidOperation: ({0} {1}:String) [], RuntimeException
#! FullyQualifiedErrorId : FormatError

#### PropertyAssignmentException
'abc'.Length = 4
#! 'Length' is a ReadOnly property.
#! CategoryInfo : InvalidOperation: (:) [], RuntimeException
#! FullyQualifiedErrorId : PropertyAssignmentException

#### ExceptionWhenSetting
([pscustomobject]@{a=1}).b = 2
#! Exception setting "b": "The property 'b' cannot be found on this object. Verify that the property exists and can be set."
#! CategoryInfo : NotSpecified: (:) [], SetValueInvocationException
#! FullyQualifiedErrorId : ExceptionWhenSetting

#### MethodArgumentConversionInvalidCastArgument
'abc'.Substring('x')
#! Cannot convert argument "startIndex", with value: "x", for "Substring" to type "System.Int32": "Cannot convert value "x" to type "System.Int32". Error: "Input string was not in a correct format.""
#! CategoryInfo : NotSpecified: (:) [], MethodException
#! FullyQualifiedErrorId : MethodArgumentConversionInvalidCastArgument

#### PositionalParameterNotFound
function F { [CmdletBinding()] param($Name) }; F a b
#! F : A positional parameter cannot be found that accepts argument 'b'.
#! CategoryInfo : InvalidArgument: (:) [F], ParameterBindingException
#! FullyQualifiedErrorId : PositionalParameterNotFound,F

#### ParameterArgumentValidationError
function F { param([ValidateCount(2, 3)][string[]]$N) }; F a
#! F : Cannot validate argument on parameter 'N'. The parameter requires at least 2 value(s) and no more than 3 value(s) - 1 value(s) were provided.
#! CategoryInfo : InvalidData: (:) [F], ParameterBindingValidationException
#! FullyQualifiedErrorId : ParameterArgumentValidationError,F

#### BadId
function F { [CmdletBinding()] param() $PSCmdlet.ThrowTerminatingError([System.Management.Automation.ErrorRecord]::new([Exception]::new('bad'), 'BadId', 'InvalidData', 'obj')) }; F
#! F : bad
#! CategoryInfo : InvalidData: (obj:String) [F], Exception
#! FullyQualifiedErrorId : BadId,F

#### an object of the pipeline that no conversion fits is an error, and the next one comes
function f { param([Parameter(ValueFromPipeline)][int]$n) process { "n=$n" } end { 'end' } }
1, 'x', 3 | f
#> n=1
#> n=3
#> end
#! f : Cannot process argument transformation on parameter 'n'. Cannot convert value "x" to type "System.Int32".
#!     + CategoryInfo          : InvalidData: (x:String) [f], ParameterBindin

#### An error record names the command, and shows its place as the error does
try { Get-Item nosuch -ErrorAction Stop; 'no' } catch { $_.InvocationInfo.MyCommand.Name; $_.InvocationInfo.PositionMessage }
#> Get-Item
#> At C:\Scripts\script0.ps1:1 char:7
#> + try { Get-Item nosuch -ErrorAction Stop; 'no' } catch { $_.Invocation ...
#> +       ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~

#### An error of the engine that leaves the script is told by the record inside it
$ErrorActionPreference = 'Stop'; 1 / 0; 'never'
#! Attempted to divide by zero.
#! + CategoryInfo : NotSpecified: (:) [], ParentContainsErrorRecordException
#! + FullyQualifiedErrorId : RuntimeException

#### An error that was caught, or is a cmdlet's own, keeps its reason when it leaves the script
$ErrorActionPreference = 'Stop'; try { 1 / 0 } catch { $_.CategoryInfo.Reason }; Get-Item nope
#> RuntimeException
#! + CategoryInfo : ObjectNotFound: (C:\Scripts\nope:String) [Get-Item], ItemNotFoundException

#### A trap that breaks ends the script with the error
function Break-Example { trap { 'Error trapped'; break } 1 / $null; 'Function completed.' }
Break-Example; 'never'
#> Error trapped
#! Attempted to divide by zero.
#! + CategoryInfo : NotSpecified: (:) [], ParentContainsErrorRecordException
#! + FullyQualifiedErrorId : RuntimeException

#### Calls nest two thousand deep
function Count-Down($n) { if ($n -eq 0) { return 0 }; 1 + (Count-Down ($n - 1)) }; Count-Down 1900
class C { [int] F([int]$n) { if ($n -eq 0) { return 0 }; return 1 + $this.F($n - 1) } }; [C]::new().F(1900)
#> 1900
#> 1900

#### Deeper calls are an overflow, which can be caught
function Test-Depth($n) { $n; Test-Depth ($n + 1) }
try { Test-Depth 1 | ForEach-Object { $depth = $_ } } catch { $_.Exception.Message; $_.FullyQualifiedErrorId }; $depth
Test-Depth 1 | Out-Null; 'never'
#> The script failed due to call depth overflow.
#> CallDepthOverflow
#> 1999
#! The script failed due to call depth overflow.
#! + CategoryInfo : InvalidOperation: (0:Int32) [], ParentContainsErrorRecordException
#! + FullyQualifiedErrorId : CallDepthOverflow

#### An address that cannot be one is refused where it is made
foreach ($text in 'http://a:xx/', 'http://[x') { try { [uri]$text } catch { $_.Exception.Message } }
#> Invalid URI: Invalid port specified.
#> Invalid URI: The hostname could not be parsed.
