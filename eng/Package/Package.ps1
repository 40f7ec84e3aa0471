<#
.SYNOPSIS
    Makes the gallery's package (.nupkg) of a laid-out module, as Publish-PSResource would: the module's files and a .nuspec made from its manifest.
.DESCRIPTION
    The package is written in one order and with one time, so that the same files give the same package.
    With a certificate, assemblies of ours, scripts, format and manifest are signed before (Windows only: Set-AuthenticodeSignature), and the package is named in the output.
.OUTPUTS
    The package.
#>
[CmdletBinding()]
param(
    [Parameter(Mandatory)] [string] $Module,
    [Parameter(Mandatory)] [string] $OutputFolder,
    [Security.Cryptography.X509Certificates.X509Certificate2] $Certificate,
    [string] $TimestampServer = 'http://timestamp.digicert.com'
)
$ErrorActionPreference = 'Stop'

function ConvertTo-XmlText([string] $Text) { [Security.SecurityElement]::Escape($Text) }

function Add-Signature {
    if (-not (Get-Command Set-AuthenticodeSignature -ErrorAction Ignore)) {
        throw 'Signing needs Set-AuthenticodeSignature, which PowerShell has on Windows only.'
    }
    $ours = Get-ChildItem $Module -Recurse -File | Where-Object { $_.Name -like 'Veeam365*' -and $_.Extension -in '.dll', '.psd1', '.ps1xml' }
    foreach ($file in $ours) {
        $signature = Set-AuthenticodeSignature $file.FullName -Certificate $Certificate -HashAlgorithm SHA256 -TimestampServer $TimestampServer
        if ($signature.Status -ne 'Valid') { throw "$($file.Name) could not be signed: $($signature.StatusMessage)" }
    }
}

# What the gallery reads: learn.microsoft.com/nuget/reference/nuspec. Tags say what is inside, as Publish-PSResource writes them.
function Get-Specification($Manifest) {
    $data = $Manifest.PrivateData.PSData
    $tags = @($data.Tags) + 'PSModule' + 'PSIncludes_Cmdlet' + @($Manifest.CmdletsToExport | ForEach-Object { "PSCmdlet_$_"; "PSCommand_$_" })
    $version = $Manifest.ModuleVersion + $(if ($data.Prerelease) { "-$($data.Prerelease)" })
    @"
<?xml version="1.0" encoding="utf-8"?>
<package xmlns="http://schemas.microsoft.com/packaging/2013/05/nuspec.xsd">
  <metadata>
    <id>$(ConvertTo-XmlText $name)</id>
    <version>$version</version>
    <authors>$(ConvertTo-XmlText $Manifest.Author)</authors>
    <owners>$(ConvertTo-XmlText $Manifest.Author)</owners>
    <requireLicenseAcceptance>$("$([bool]$data.RequireLicenseAcceptance)".ToLowerInvariant())</requireLicenseAcceptance>
    <license type="file">LICENSE</license>
    <icon>icon.png</icon>
    <readme>README.md</readme>
    <description>$(ConvertTo-XmlText $Manifest.Description)</description>
    <releaseNotes>$(ConvertTo-XmlText $data.ReleaseNotes)</releaseNotes>
    <copyright>$(ConvertTo-XmlText $Manifest.Copyright)</copyright>
    <tags>$(ConvertTo-XmlText ($tags -join ' '))</tags>
  </metadata>
</package>
"@
}

function Add-Entry($Archive, [string] $Name, [byte[]] $Content) {
    $entry = $Archive.CreateEntry($Name, 'Optimal')
    $entry.LastWriteTime = [DateTimeOffset]::new(2020, 1, 1, 0, 0, 0, [timespan]::Zero)
    $stream = $entry.Open()
    try { $stream.Write($Content, 0, $Content.Length) } finally { $stream.Dispose() }
}

# The parts of the Open Packaging Conventions that NuGet looks for (ECMA-376, part 2).
function Add-PackagingPart($Archive, [string[]] $Files) {
    $extensions = $Files | ForEach-Object { [IO.Path]::GetExtension($_).TrimStart('.') } | Where-Object { $_ } | Sort-Object -Unique
    $defaults = ($extensions + 'nuspec' | Sort-Object -Unique | ForEach-Object { "<Default Extension=`"$(ConvertTo-XmlText $_)`" ContentType=`"application/octet`" />" }) -join ''
    $overrides = ($Files | Where-Object { -not [IO.Path]::GetExtension($_) } | ForEach-Object { "<Override PartName=`"/$(ConvertTo-XmlText $_)`" ContentType=`"application/octet`" />" }) -join ''
    Add-Entry $Archive '[Content_Types].xml' ([Text.Encoding]::UTF8.GetBytes("<?xml version=`"1.0`" encoding=`"utf-8`"?><Types xmlns=`"http://schemas.openxmlformats.org/package/2006/content-types`"><Default Extension=`"rels`" ContentType=`"application/vnd.openxmlformats-package.relationships+xml`" />$defaults$overrides</Types>"))
    Add-Entry $Archive '_rels/.rels' ([Text.Encoding]::UTF8.GetBytes("<?xml version=`"1.0`" encoding=`"utf-8`"?><Relationships xmlns=`"http://schemas.openxmlformats.org/package/2006/relationships`"><Relationship Type=`"http://schemas.microsoft.com/packaging/2010/07/manifest`" Target=`"/$name.nuspec`" Id=`"R1`" /></Relationships>"))
}

$manifestFile = Get-ChildItem $Module -Filter *.psd1 | Select-Object -First 1
$name = $manifestFile.BaseName
if ($Certificate) { Add-Signature }
$manifest = Import-PowerShellDataFile $manifestFile.FullName
$specification = Get-Specification $manifest
$version = ([xml]$specification).package.metadata.version
$package = Join-Path $OutputFolder "$name.$version.nupkg"
if (Test-Path $package) { Remove-Item $package }
$root = (Resolve-Path $Module).Path
$files = @(Get-ChildItem $root -Recurse -File | ForEach-Object { [IO.Path]::GetRelativePath($root, $_.FullName) -replace '\\', '/' } | Sort-Object { $_ } -Culture '')
$archive = [IO.Compression.ZipFile]::Open($package, 'Create')
try {
    Add-PackagingPart $archive $files
    Add-Entry $archive "$name.nuspec" ([Text.Encoding]::UTF8.GetBytes($specification))
    foreach ($file in $files) { Add-Entry $archive $file ([IO.File]::ReadAllBytes((Join-Path $root $file))) }
}
finally {
    $archive.Dispose()
}
Get-Item $package
