#### A derived class hands computed values to its base constructor
class A { [string]$N; A([string]$n) { $this.N = $n } }
class B : A { B([string]$n, [int]$times) : base($n * $times) { } }
[B]::new('q', 2).N
#> qq

#### Base constructors are chosen by their arguments
class A { [string]$N; A() { $this.N = 'none' } A([string]$n) { $this.N = $n } }
class B : A { B() { } B([string]$n) : base("b-$n") { } }
[B]::new().N; [B]::new('q').N
#> none
#> b-q

#### A class of exceptions keeps properties of its own
class Failure : System.Exception { [int]$Code; Failure([string]$m, [int]$c) : base($m) { $this.Code = $c } }
try { throw [Failure]::new("bad", 7) } catch [Failure] { "$($_.Exception.Message) $($_.Exception.Code)" }
#> bad 7

#### A class's own Equals decides -eq
class S { [string]$N; [bool] Equals([object]$o) { return $this.N -eq $o.N } }
[S]@{N='x'} -eq [S]@{N='X'}
#> True

#### A class's own CompareTo decides order
class V : System.IComparable { [int]$V; V([int]$v) { $this.V = $v }
[int] CompareTo([object]$o) { return $this.V - $o.V } }
([V]::new(3), [V]::new(1) | Sort-Object).V -join ','; [V]::new(1) -lt [V]::new(2)
#> 1,3
#> True

#### Hidden properties are read, but not listed
class C { [int]$A = 1; hidden [int]$B = 2 }; $c = [C]::new(); $c.B; $c.psobject.Properties.Name
#> 2
#> A

#### Static properties are shared
class C { static [int]$Count; C() { [C]::Count++ } }; [void][C]::new(); [void][C]::new(); [C]::Count
#> 2

#### A script block can be a property
class Q { [scriptblock]$Act = { 'acted' } }; $q = [Q]::new(); & $q.Act; 'next'
#> acted
#> next

#### The middle of several names for a number is shown
enum Same { A = 1; B = 1; C = 1 }; [Same]::A; [Same].GetEnumNames() -join ','
#> B
#> A,B,C

#### Names of an enumeration come by their values
enum Late { Low; High = 2; Middle = 1 }; [Late].GetEnumNames() -join ','
#> Low,Middle,High

#### Flags are shown by their names
[Flags()] enum P { R = 1; W = 2; X = 4 }; [P]::R -bor [P]::X; [P]'R, W'; [int][P]7
#> R, X
#> R, W
#> 7

#### A property refuses what its attribute forbids
class V { [ValidateRange(1, 5)][int]$N }
[V]::new().N = 9
#! Exception setting "N": "The 9 argument is greater than the maximum allowed range of 5. Supply an argument that is less than or equal to 5 and then try the command again."
#! CategoryInfo : NotSpecified: (:) [], SetValueInvocationException

#### A constructor that no overload fits is named new
class M { }
[M]::new(5)
#! Cannot find an overload for "new" and the argument count: "1".
#! FullyQualifiedErrorId : MethodCountCouldNotFindBest

#### A set compares as its comparer says
$set = [System.Collections.Generic.HashSet[string]]::new([StringComparer]::OrdinalIgnoreCase)
$set.Add('a'); $set.Add('A'); $set.Contains('A'); $set.Remove('A'); $set.Count
#> True
#> False
#> True
#> True
#> 0

#### a method of a base class is called through a cast to it, though it is overridden
class Animal { [string] Speak() { return 'I' } }
class Dog : Animal { [string] Speak() { return 'woof ' + ([Animal]$this).Speak() } }
[Dog]::new().Speak()
#> woof I

#### a nullable type takes null, and converts everything else
[nullable[int]]$x = $null
$null -eq $x
$x = '7'
$x.GetType().Name
#> True
#> Int32

#### An error ends the method of a class, and not the script
class A { [int] F() { [int]::Parse('x'); Write-Host 'never'; return 1 } [void] G() { Write-Error 'told'; Write-Host 'goes on' } }
$a = [A]::new(); $a.F(); 'after'; $a.G(); try { $a.F() } catch { 'caught' }
#> after
#> goes on
#> caught
#! Exception calling "Parse" with "1" argument(s)
#! told

#### A hash table with a key that is no property makes no object
class P { [int]$A; [string]$B; P() { } }
[P]@{ A = 1; C = 2 }
#! Cannot create object of type "P". The C property was not found for the P object. The available property is: [A <System.Int32>] , [B <System.String>]
#! + CategoryInfo : InvalidArgument: (:) [], RuntimeException
#! + FullyQualifiedErrorId : ObjectCreationError

#### A value that a property of a class cannot hold is an error of setting it
class P { [int]$X }
$p = [P]::new(); $p.X = 'abc'; $p.X
#> 0
#! Exception setting "X": "Cannot convert value "abc" to type "System.Int32". Error: "Input string was not in a correct format.""
#! NotSpecified: (:) [], SetValueInvocationException
#! ExceptionWhenSetting

#### The base type of all values is found by its short name
1 -is [ValueType]; 'a' -is [ValueType]
#> True
#> False
