#### A function asks whether to go on in four ways
function Test-It { [CmdletBinding(SupportsShouldProcess)] param()
    $reason = ''
    if ($PSCmdlet.ShouldProcess('TARGET')) { 'a' }; if ($PSCmdlet.ShouldProcess('TARGET', 'OPERATION')) { 'b' }
    if ($PSCmdlet.ShouldProcess('MESSAGE', 'TARGET', 'OPERATION')) { 'c' }
    if ($PSCmdlet.ShouldProcess('MESSAGE', 'TARGET', 'OPERATION', [ref]$reason)) { 'd' }; $reason
}
Test-It -WhatIf; Test-It
#> What if: Performing the operation "Test-It" on target "TARGET".
#> What if: Performing the operation "OPERATION" on target "TARGET".
#> What if: MESSAGE
#> What if: MESSAGE
#> WhatIf
#> a
#> b
#> c
#> d
#> None

#### Nobody can be asked without a console
function Test-It { [CmdletBinding(SupportsShouldProcess, ConfirmImpact = 'High')] param() if ($PSCmdlet.ShouldProcess('TARGET')) { 'done' } }
Test-It -Confirm:$false; Test-It
#> done
#! Exception calling "ShouldProcess" with "1" argument(s): "Windows PowerShell is in NonInteractive mode. Read and Prompt functionality is not available."
#! + FullyQualifiedErrorId : PSInvalidOperationException
