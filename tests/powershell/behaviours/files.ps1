#### Out-File writes UTF-16 and goes on in it, whatever the file holds
'a' | Out-File C:\o.txt -Encoding utf8; 'b' | Out-File C:\o.txt -Append; (Get-Content C:\o.txt -Encoding Byte) -join ' '
#> 239 187 191 97 13 10 98 0 13 0 10 0

#### Add-Content goes on in the encoding that the mark of a file tells
'a' | Out-File C:\o.txt; 'b' | Add-Content C:\o.txt; (Get-Content C:\o.txt -Encoding Byte) -join ' '
#> 255 254 97 0 13 0 10 0 98 0 13 0 10 0

#### Export-Csv writes ASCII, and UTF-8 with its mark
$row = [pscustomobject]@{ a = [string][char]0xe9 }
$row | Export-Csv C:\a.csv -NoTypeInformation; $row | Export-Csv C:\u.csv -NoTypeInformation -Encoding UTF8
Get-Content C:\a.csv | Select-Object -Last 1; (Get-Content C:\u.csv -Encoding Byte)[0..2] -join ' '; (Import-Csv C:\u.csv).a -eq $row.a
#> "?"
#> 239 187 191
#> True

#### The encodings of PowerShell 7 are refused, by Set-Content as an enumeration
'x' | Set-Content C:\o.txt -Encoding utf8NoBOM
#! Set-Content : Cannot bind parameter 'Encoding'. Cannot convert value "utf8NoBOM" to type "Microsoft.PowerShell.Commands.FileSystemCmdletProviderEncoding".
#! Unknown, String, Unicode, Byte, BigEndianUnicode, UTF8, UTF7, UTF32, Ascii, Default, Oem, BigEndianUTF32
#! CannotConvertArgumentNoMessage,Microsoft.PowerShell.Commands.SetContentCommand

#### The encodings of PowerShell 7 are refused, by Out-File as names
'x' | Out-File C:\o.txt -Encoding utf8NoBOM; Test-Path C:\o.txt
#> False
#! The argument "utf8NoBOM" does not belong to the set "unknown,string,unicode,bigendianunicode,utf8,utf7,utf32,ascii,default,oem" specified by the ValidateSet attribute.
#! ParameterArgumentValidationError,Microsoft.PowerShell.Commands.OutFileCommand
