#### Elements and attributes are properties: text where there is nothing else, several of a name in a list
$x = [xml]@'
<?xml version="1.0" encoding="utf-8"?>
<config>
  <item id="1" name="a">one</item>
  <item id="2">two</item>
  <!-- note -->
  <path>C:\x</path>
  <empty />
</config>
'@
$x.config.path; $x.CONFIG.Item.Count; $x.config.item[0].id; $x.config.item[1].'#text'; $x.config.empty -eq ''
$x.config.'#comment'; $x.xml; $x.config.item | Where-Object id -eq 2 | ForEach-Object InnerText; $null -eq $x.config.none
#> C:\x
#> 2
#> 1
#> two
#> True
#>  note
#> version="1.0" encoding="utf-8"
#> two
#> True

#### A property of the node itself is seen where no element or attribute has its name
$x = [xml]'<a name="n"><b/></a>'
$x.a.name; $x.a.b.Name; $x.a.FirstChild.Name; "$($x.a)"; $x.GetType().FullName; $x.a.GetType().Name
#> n
#> b
#> a
#> System.Xml.XmlDocument
#> XmlElement

#### A document and an element are shown by their parts
[xml]'<doc><intro>Once upon a time...</intro><rest id="1">x</rest></doc>' | ForEach-Object { $_; $_.doc } | Out-String -Stream | Where-Object { $_ }
#> doc
#> ---
#> doc

#### An element is found by its name in brackets
$x = [xml]'<doc><intro>Once upon a time...</intro></doc>'
$x['doc']; $x['none'] -eq $null
#> intro
#> -----
#> Once upon a time...
#> True

#### Text is set through a property, and nothing else
$x = [xml]'<a b="1"><c/><d><e/></d></a>'
$x.a.b = 'two'; $x.a.c = 'x < y'; $x.OuterXml
$x.a.c = 5
$x.a.d = 'text'
#> <a b="two"><c>x &lt; y</c><d><e /></d></a>
#! Cannot set "c" because only strings can be used as values to set XmlNode properties.
#! XmlNodeSetShouldBeAString
#! Cannot set "d" because you can set only the value of a node that has no attributes and no other nodes.
#! XmlNodeSetRestrictionsNonLeafNode

#### Nodes are found by XPath
$x = [xml]'<r><a id="1">x<b/></a><a id="2"><b>y</b></a></r>'
$x.SelectNodes('//a[@id > 1]/b').Count; $x.SelectSingleNode('/r/a[last()]/@id').Value; $x.SelectNodes('//b/..').id -join ','
$x.r.SelectNodes('a[not(b = "y")]').OuterXml; $null -eq $x.SelectSingleNode('//c')
$x.SelectNodes('//a[contains(., "y") or position() = 1]').Count; $x.SelectNodes('//b | //@id').Count
#> 1
#> 2
#> 1,2
#> <a id="1">x<b /></a>
#> True
#> 2
#> 4

#### What is no XPath is .NET's error
([xml]'<a/>').SelectNodes('//a[')
([xml]'<a/>').SelectNodes('//p:a')
#! Exception calling "SelectNodes" with "1" argument(s): "'//a[' has an invalid token."
#! FullyQualifiedErrorId : XPathException
#! "Namespace Manager or XsltContext needed. This query has a prefix, variable, or user-defined function."

#### Namespaces need a manager
$x = [xml]'<a xmlns="urn:x" xmlns:p="urn:p"><c/><p:d w="1"/></a>'
$names = New-Object System.Xml.XmlNamespaceManager($x.NameTable); $names.AddNamespace('q', 'urn:x'); $names.AddNamespace('p', 'urn:p')
$x.SelectNodes('//c').Count; $x.SelectNodes('//q:c', $names).Count; $x.SelectSingleNode('//p:d', $names).NamespaceURI; $x.a.d.w
(Select-Xml -Xml $x -XPath '//q:c' -Namespace @{ q = 'urn:x' }).Node.OuterXml
#> 0
#> 1
#> urn:p
#> 1
#> <c xmlns="urn:x" />

#### A document is built, saved indented and read again
$x = New-Object System.Xml.XmlDocument
[void]$x.AppendChild($x.CreateXmlDeclaration('1.0', 'UTF-8', $null))
$root = $x.AppendChild($x.CreateElement('root')); $root.SetAttribute('n', 1)
foreach ($text in 'a & b', 'c') { $item = $x.CreateElement('item'); $item.InnerText = $text; [void]$root.AppendChild($item) }
$x.Save('C:\Windows\Temp\made.xml'); Get-Content C:\Windows\Temp\made.xml
(Get-Content C:\Windows\Temp\made.xml -Encoding Byte -TotalCount 3) -join ' '
$y = New-Object xml; $y.Load('C:\Windows\Temp\made.xml'); $y.root.item[0]; [xml]$z = Get-Content C:\Windows\Temp\made.xml; $z.root.n
#> <?xml version="1.0" encoding="UTF-8"?>
#> <root n="1">
#>   <item>a &amp; b</item>
#>   <item>c</item>
#> </root>
#> 239 187 191
#> a & b
#> 1

#### Nodes are moved, replaced, copied and taken away
$x = [xml]'<r><a/><b/></r>'
[void]$x.r.InsertBefore($x.r.LastChild, $x.r.FirstChild); $x.OuterXml
[void]$x.r.ReplaceChild($x.CreateElement('c'), $x.r.FirstChild); $x.OuterXml
[void]$x.r.RemoveChild($x.r.SelectSingleNode('a')); [void]$x.r.AppendChild($x.r.FirstChild.CloneNode($true)); $x.OuterXml
$x.r.InnerXml = '<d>1</d>'; $x.r.d; $y = [xml]'<s/>'; [void]$y.DocumentElement.AppendChild($y.ImportNode($x.r, $true)); $y.OuterXml
$y.s.AppendChild($x.r)
#> <r><b /><a /></r>
#> <r><c /><a /></r>
#> <r><c /><c /></r>
#> 1
#> <s><r><d>1</d></r></s>
#! "The node to be inserted is from a different document context."

#### Text that is not well formed is refused as .NET refuses it
foreach ($text in '<a>', 'hello', '<a></b>', '<a/><b/>', '<a b=1/>', '<x:a/>', '') { try { [xml]$text } catch { $_.Exception.InnerException.InnerException.Message } }
[xml]'<a>'
#> Unexpected end of file has occurred. The following elements are not closed: a. Line 1, position 4.
#> Data at the root level is invalid. Line 1, position 1.
#> The 'a' start tag on line 1 position 2 does not match the end tag of 'b'. Line 1, position 6.
#> There are multiple root elements. Line 1, position 6.
#> '1' is an unexpected token. The expected token is '"' or '''. Line 1, position 6.
#> 'x' is an undeclared prefix. Line 1, position 2.
#> Root element is missing.
#! Cannot convert value "<a>" to type "System.Xml.XmlDocument". Error: "Unexpected end of file
#! FullyQualifiedErrorId : InvalidCastToXmlDocument

#### Select-Xml searches files, texts and nodes
'<a><b id="1"/></a>' | Set-Content C:\Windows\Temp\s.xml
Select-Xml -Path C:\Windows\Temp\s.xml -XPath '//b' | ForEach-Object { $_.Path; $_.Node.id }
'<a><b>t</b></a>' | Select-Xml '//b' | ForEach-Object { $_.Path; "$_"; $_.Pattern }
#> C:\Windows\Temp\s.xml
#> 1
#> InputStream
#> b
#> //b

#### A document that is saved to a writer declares the writer's encoding
$writer = New-Object System.IO.StringWriter; ([xml]'<a><b/></a>').Save($writer); $writer.ToString()
#> <?xml version="1.0" encoding="utf-16"?>
#> <a>
#>   <b />
#> </a>

#### The console's own streams are written to
[Console]::Error.WriteLine('to {0}', 'stderr') 2>$null; [Console]::Out.Write('a'); [Console]::Out.WriteLine('b')
#> ab
#! to stderr
