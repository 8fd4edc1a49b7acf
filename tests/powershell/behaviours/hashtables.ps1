#### A hash table is enumerated by its hash codes, as the documentation shows $Matches
'The last logged on user was CONTOSO\jsmith' -match 'was (?<domain>.+)\\(?<user>.+)'; $Matches.Keys -join ' '
'ab' -match '(a)(b)'; $Matches.Keys -join ' '
#> True
#> domain user 0
#> True
#> 2 1 0

#### Numbers come from the highest down while there is room for them
@{ 1 = 'one'; 2 = 'two'; 'three' = 3 }.Keys -join ' '
$table = @{}; 1..10 | ForEach-Object { $table[$_] = $_ }; $table.Keys -join ' '
#> three 2 1
#> 10 9 8 7 6 5 4 3 2 1

#### The order is not that of the literal, in a table, as properties and as JSON
$table = @{ a = 1; b = 2; c = 3 }
$table.Keys -join ' '; ([pscustomobject]$table).psobject.Properties.Name -join ' '; $table | ConvertTo-Json -Compress
#> c b a
#> c b a
#> {"c":3,"b":2,"a":1}

#### A literal that is cast to a custom object or ordered keeps its order
([pscustomobject]@{ c = 1; a = 2; b = 3 }).psobject.Properties.Name -join ' '; ([ordered]@{ c = 1; a = 2; b = 3 }).Keys -join ' '
#> c a b
#> c a b

#### Text data goes by hash codes without case, $PSVersionTable too
(ConvertFrom-StringData "Msg1=a`nMsg2=b`nMsg3=c").Keys -join ' '
$PSVersionTable.Keys -join ' '
#> Msg3 Msg2 Msg1
#> PSVersion PSEdition PSCompatibleVersions BuildVersion CLRVersion WSManStackVersion PSRemotingProtocolVersion SerializationVersion

#### A dictionary that is cast becomes a hash table whose keys have case
$table = [hashtable][ordered]@{ Number = 1; Shape = 'Square'; Color = 'Blue' }
$table.Keys -join ' '; $table.GetType().Name; $table.Contains('number')
#> Color Shape Number
#> Hashtable
#> False

#### Keys that are written twice are syntax errors, all of a literal at once
'never'; $table = @{ x = 1; 'X' = 2; y = 1; Y = 3 }
#! At C:\Scripts\script0.ps1:1 char:29
#! Duplicate keys 'X' are not allowed in hash literals.
#! Duplicate keys 'Y' are not allowed in hash literals.
#! + CategoryInfo : ParserError: (:) [], ParentContainsErrorRecordException
#! + FullyQualifiedErrorId : DuplicateKeyInHashLiteral

#### Keys that turn out to be the same are an error of the statement
$key = 'a'; @{ $key = 1; a = 2 }; 'after'
#> after
#! Duplicate keys 'a' are not allowed in hash literals.
#! + CategoryInfo : InvalidOperation: (:) [], RuntimeException
