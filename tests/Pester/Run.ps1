<#
.SYNOPSIS
    Runs the Pester suite against the built module and prints 'Pester: N passed, N failed, N skipped'.
.PARAMETER Path
    Test files to run; all by default.
.PARAMETER ModulePath
    The manifest of the module under test: the project's own by default, or that of a packed module.
.PARAMETER OutputFile
    Where to write the results as NUnit XML.
#>
[CmdletBinding()]
param(
    [string[]] $Path = $PSScriptRoot,
    [string] $ModulePath = (Join-Path $PSScriptRoot '../../Veeam365.psd1'),
    [string] $OutputFile
)
$ErrorActionPreference = 'Stop'
Import-Module Pester -MinimumVersion 5.0

$env:VEEAM365_TEST_MODULE = (Resolve-Path $ModulePath).Path
$configuration = New-PesterConfiguration
$configuration.Run.Path = $Path
$configuration.Run.PassThru = $true
$configuration.Output.Verbosity = 'Detailed'
if ($OutputFile) {
    $configuration.TestResult.Enabled = $true
    $configuration.TestResult.OutputFormat = 'NUnitXml'
    $configuration.TestResult.OutputPath = $OutputFile
}
$result = Invoke-Pester -Configuration $configuration

# A file that cannot be read or a block whose setup fails counts as a failure: its tests have not run.
$failed = [int]$result.FailedCount + $result.FailedContainersCount + $result.FailedBlocksCount
"Pester: $([int]$result.PassedCount) passed, $failed failed, $([int]$result.SkippedCount + $result.NotRunCount) skipped"
exit [int]($failed -gt 0 -or -not $result.PassedCount)
