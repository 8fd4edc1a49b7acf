#### A missing bracket of foreach is told with the token that surprised
foreach ($i in 1..3 { $i }
#! char:21 + foreach ($i in 1..3 { $i } + ~ Unexpected token '{' in expression or statement.
#! char:20 + foreach ($i in 1..3 { $i } + ~ Missing closing ')' after expression part of foreach loop. The correct form is: foreach ($a in $b) {...}
#! FullyQualifiedErrorId : UnexpectedToken

#### A parameter list that is not closed
function Broken( { 1 }
#! char:17 + function Broken( { 1 } + ~ Missing ')' in function parameter list.
#! char:22 + function Broken( { 1 } + ~ Unexpected token '}' in expression or statement.
#! FullyQualifiedErrorId : MissingEndParenthesisInFunctionParameterList

#### A parameter after an expression
(Get-Date).AddDays(-30) -Format $dateFormat
#! char:25
#! Unexpected token '-Format' in expression or statement.
#! char:33
#! Unexpected token '$dateFormat' in expression or statement.

#### A token that no statement takes
1 2
#! Unexpected token '2' in expression or statement.
#! FullyQualifiedErrorId : UnexpectedToken

#### An if without brackets
if $true { 'x' }
#! Missing '(' after 'if' in if statement.
#! Unexpected token '{' in expression or statement.
#! FullyQualifiedErrorId : MissingOpenParenthesisInIfStatement

#### An operator without its operand
if ($x -eq ) { 'x' }
#! char:11
#! You must provide a value expression following the '-eq' operator.
#! FullyQualifiedErrorId : ExpectedValueExpression

#### Nothing to assign
$x =
#! You must provide a value expression following the '=' operator.

#### An empty pipe element
Get-Item |
#! An empty pipe element is not allowed.
#! FullyQualifiedErrorId : EmptyPipeElement

#### An expression late in a pipeline
1, 2 | 5
#! Expressions are only allowed as the first element of a pipeline.

#### A constant cannot be assigned to
5 = 3
#! The assignment expression is not valid. The input to an assignment operator must be an object that is able to accept assignments, such as a variable or a property.
#! FullyQualifiedErrorId : InvalidLeftHandSide

#### A try alone
try { 1 }
#! The Try statement is missing its Catch or Finally block.
#! FullyQualifiedErrorId : MissingCatchOrFinally

#### A do without while
do { 1 }
#! Missing while or until keyword in do loop.

#### A clause without its block
switch ($x) { 1 }
#! Missing statement block in switch statement clause.

#### Hash literals with holes
@{a=}
#! Missing statement after '=' in hash literal.

#### A hash literal without equals
@{a 1}
#! Missing '=' operator after key in hash literal.

#### A method call that is not closed
'abc'.Substring(1
#! Missing ')' in method call.
#! FullyQualifiedErrorId : MissingEndParenthesisInMethodCall

#### An argument is missing in a method call
[math]::Max(1,
#! Missing expression after ','.

#### An index is missing
$x[
#! Array index expression is missing or not valid.

#### A sub-expression that is not closed
$(1
#! Missing closing ')' in subexpression.

#### A function without a name
function { 1 }
#! Missing name after function keyword.

#### What only newer versions know
Get-Item a && Get-Item b
#! The token '&&' is not a valid statement separator in this version.
#! FullyQualifiedErrorId : InvalidEndOfLine

#### The ternary operator of newer versions
$a ? 1 : 2
#! Unexpected token '?' in expression or statement.

#### A redirection to nowhere
Get-Item a >
#! Missing file specification after redirection operator.

#### Catch alone is a command that does not exist
catch { 1 }
#! catch : The term 'catch' is not recognized
#! FullyQualifiedErrorId : CommandNotFoundException

#### Statements may follow each other on a line after braces
switch (1) { 1 { 'a' } 2 { 'b' } default { 'c' } } 'next'
function F { param($x) begin { 'b' } process { "p$_" } end { 'e' } } 1, 2 | F
if (1) { 'x' } else { 'y' } 'z'
#> a
#> next
#> b
#> p1
#> p2
#> e
#> x
#> z

#### Operators stand close
7%4; 7*4; (2)-1; 1+-1; 1.5.GetType().Name
#> 3
#> 28
#> 1
#> 0
#> Double

#### A switch reads a file by its bare name
Set-Content x.txt 'a', 'b'
switch -File x.txt { 'b' { 'found' } }
#> found

#### A namespace is used
using namespace System.Text
[StringBuilder]::new('x').ToString()
#> x

#### A data section is a variable
data Words { 'hello' }
$Words
#> hello

#### A construct that the simulator lacks is named
'before'
configuration Web { }
#> before
#! configuration : Real PowerShell understands 'configuration', but this simulator does not.
#! script0.ps1:2

#### A parameter on a line of its own is the name of a command
'before'
-Force x
#> before
#! -Force : The term '-Force' is not recognized as the name of a cmdlet, function, script file, or operable program.
#! At C:\Scripts\script0.ps1:2 char:1 + -Force x + ~~~~~~
#! FullyQualifiedErrorId : CommandNotFoundException

#### What begins a statement is the name of a command, whatever it looks like
$ whoami
]
+= 1
:label
1$a
&nothing
for! 5
param
2>&1
'after'
#> after
#! $ : The term '$' is not recognized as the name of a cmdlet
#! ] : The term ']' is not recognized
#! += : The term '+=' is not recognized
#! :label : The term ':label' is not recognized
#! 1$a : The term '1$a' is not recognized
#! & : The term 'nothing' is not recognized
#! for! : The term 'for!' is not recognized
#! param : The term 'param' is not recognized
#! 2>&1 : The term '2>&1' is not recognized

#### Typographic dashes are dashes of parameters and operators
Write-Output –InputObject (5 –3)
'a' —ceq 'A'; –not 1; $i = 5; $i –= 1; $i––; $i
#> 2
#> False
#> False
#> 3

#### A comma between arguments may have blanks and line ends around it
Write-Output a ,b , # c
    (3) ,{4}
#> a
#> b
#> 3
#> 4

#### A number's suffixes are those of Windows PowerShell
(1l, 1d, 2lkb | ForEach-Object { $_.GetType().Name }) -join ' '
1u
1.5y
#> Int64 Decimal Int64
#! 1u : The term '1u' is not recognized
#! 1.5y : The term '1.5y' is not recognized

#### A word that ends in a digit is no stream
Write-Output a2>$null
Write-Output a 2>$null
#> a

#### A name that an attribute does not have is told when the function is called
function Add-Thing { [CmdletBinding(SupportsShouldProcess)] param([Parameter(Mandatroy = $true, Position = 0)] $Name) 'runs' }
function Remove-Thing { [CmdletBinding(SupportShouldProcess)] param() 'runs' }
'before'
Add-Thing x
Remove-Thing
'after'
#> before
#> after
#! Property 'Mandatroy' cannot be found for type 'System.Management.Automation.ParameterAttribute'.
#! + CategoryInfo : InvalidOperation: (:) [], RuntimeException + FullyQualifiedErrorId : PropertyNotFoundForType
#! Property 'SupportShouldProcess' cannot be found for type 'System.Management.Automation.CmdletBindingAttribute'.

#### A whole number may be unsigned, as the documentation of arithmetic shows
9223372036854775807ul + 2; (1ul).GetType().Name
#> 9223372036854775809
#> UInt64
