<#
.SYNOPSIS
    Builds, tests and packs the module. Needs the .NET SDK; the tests need Pester 5.
.EXAMPLE
    ./build.ps1
    Builds the module in place: Import-Module ./Veeam365.psd1 then works.
.EXAMPLE
    ./build.ps1 -Task Pack -Configuration Release
    Makes out/Veeam365/<version>, the gallery's package (out/Veeam365.<version>.nupkg) and a zip.
.EXAMPLE
    ./build.ps1 -Task Pack -Configuration Release -Certificate (Get-Item Cert:\CurrentUser\My\<thumbprint>)
    Signs what is ours before it is packed (on Windows).
#>
[CmdletBinding()]
param(
    [ValidateSet('Build', 'Test', 'Pack')]
    [string[]] $Task = 'Build',

    [ValidateSet('Debug', 'Release')]
    [string] $Configuration = 'Debug',

    # Signs the module's own files when it is packed.
    [Security.Cryptography.X509Certificates.X509Certificate2] $Certificate
)
$ErrorActionPreference = 'Stop'
$out = Join-Path $PSScriptRoot out

function Invoke-Tool([string] $Name, [string[]] $Arguments) {
    & $Name @Arguments
    if ($LASTEXITCODE -ne 0) { throw "$Name $($Arguments -join ' ') ended with code $LASTEXITCODE." }
}

function Invoke-Build {
    Invoke-Tool dotnet 'build', (Join-Path $PSScriptRoot Backup.sln), '-c', $Configuration
}

function Invoke-Test {
    Invoke-Tool dotnet 'test', (Join-Path $PSScriptRoot Backup.sln), '-c', $Configuration, '--no-build'
    $results = Join-Path $out pester.xml
    $null = New-Item -ItemType Directory -Force $out
    Invoke-Tool (Get-Process -Id $PID).Path '-NoProfile', '-NonInteractive', '-File', (Join-Path $PSScriptRoot tests/Pester/Run.ps1), '-OutputFile', $results
}

function Invoke-Pack {
    $version = (Import-PowerShellDataFile (Join-Path $PSScriptRoot Veeam365.psd1)).ModuleVersion
    $module = Join-Path $out "Veeam365/$version"
    if (Test-Path $module) { Remove-Item $module -Recurse -Force }
    $null = New-Item -ItemType Directory -Force $module
    foreach ($item in 'Veeam365.psd1', 'Veeam365.Format.ps1xml', 'LICENSE', 'README.md', 'eng/Package/icon.png', 'en-US', 'bin') {
        $source = Join-Path $PSScriptRoot $item
        if (Test-Path $source) { Copy-Item $source $module -Recurse }
    }
    Get-ChildItem $module -Recurse -Include *.stamp | Remove-Item
    $signing = if ($Certificate) { @{ Certificate = $Certificate } } else { @{} }
    & (Join-Path $PSScriptRoot eng/Package/Package.ps1) -Module $module -OutputFolder $out @signing
    $zip = Join-Path $out "Veeam365-$version.zip"
    Compress-Archive (Join-Path $out Veeam365) $zip -Force
    Get-Item $module, $zip
}

# Packing what was not built from these sources helps nobody.
if ($Task -contains 'Pack' -and $Task -notcontains 'Build') { $Task = @('Build') + $Task }
foreach ($one in 'Build', 'Test', 'Pack') {
    if ($Task -contains $one) { & "Invoke-$one" }
}
