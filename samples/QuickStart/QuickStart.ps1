<#
.SYNOPSIS
The main job at the prompt: back up, change, back up again, list restore points, export both and compare with what the source held.
.DESCRIPTION
Starts the Graph simulator on the sample mail and documents, with configuration, repository and exports in a temporary folder. Run 'dotnet build Backup.sln -c Release' first.
.EXAMPLE
pwsh -NoProfile -File samples/QuickStart/QuickStart.ps1
#>
[CmdletBinding()]
param()

$ErrorActionPreference = 'Stop'
$root = (Resolve-Path (Join-Path $PSScriptRoot '../..')).Path
$place = (New-Item -ItemType Directory (Join-Path ([IO.Path]::GetTempPath()) "veeam365-quickstart-$([guid]::NewGuid().ToString('N'))")).FullName
$simulator = $null

function Invoke-Simulator([string] $Path, $Body) {
    $request = @{
        Uri = "$($at.endpoint)_simulator/$Path"; Headers = @{ 'X-Simulator-Key' = $at.adminKey }; SkipCertificateCheck = $true
    }
    if ($Body) { $request += @{ Method = 'Post'; ContentType = 'application/json'; Body = ConvertTo-Json $Body } }
    Invoke-RestMethod @request
}

# Id and SHA-256 of every message and file that the source holds now.
function Get-Truth {
    foreach ($user in (Invoke-Simulator state).users) {
        $truth = Invoke-Simulator "truth?user=$($user.userPrincipalName)"
        @($truth.messages) + @($truth.driveItems | Where-Object { -not $_.isFolder }) | ForEach-Object { "$($_.id) $($_.sha256)".ToLowerInvariant() }
    }
}

function Compare-WithTruth($RestorePoint, [string[]] $Truth) {
    $target = Join-Path $place "export-$($RestorePoint.Sequence)"
    $exported = $RestorePoint | Get-BackupItem | Export-BackupItem -Destination $target
    $found = $exported | ForEach-Object { "$($_.Key) $((Get-FileHash -LiteralPath $_.Path -Algorithm SHA256).Hash)".ToLowerInvariant() }
    $differences = @(Compare-Object @($Truth) @($found))
    Write-Host "Restore point $($RestorePoint.Sequence): $(@($found).Count) items exported, $($differences.Count) differences."
    $differences.Count -eq 0
}

try {
    $dll = Get-ChildItem (Join-Path $root 'tests/Simulators/Graph/bin') -Recurse -Filter Veeam365.Simulators.Graph.dll | Sort-Object LastWriteTimeUtc | Select-Object -Last 1
    if (-not $dll) { throw "The simulator is not built. Run 'dotnet build Backup.sln -c Release' first." }
    $start = [Diagnostics.ProcessStartInfo]::new('dotnet')
    $start.RedirectStandardOutput = $true
    $dll.FullName, '--json', '--users', '3', '--mail', "$PSScriptRoot/data/mail", '--files', "$PSScriptRoot/data/files" | ForEach-Object { $start.ArgumentList.Add($_) }
    $simulator = [Diagnostics.Process]::Start($start)
    $at = $simulator.StandardOutput.ReadLine() | ConvertFrom-Json

    Import-Module (Join-Path $root 'Veeam365.psd1')
    Connect-BackupConfiguration -Path (Join-Path $place 'configuration') | Out-Null

    $secret = ConvertTo-SecureString $at.clientSecret -AsPlainText
    Add-BackupOrganization -Name Contoso -TenantId $at.tenantId -ClientId $at.clientId -ClientSecret $secret -Authority $at.endpoint -GraphEndpoint $at.endpoint -ServerCertificate $at.serverCertificate | Out-Host
    Add-BackupRepository -Name Local -Path (New-Item -ItemType Directory (Join-Path $place 'repository')).FullName | Out-Host
    Add-BackupJob -Name Everybody -Organization Contoso -Repository Local -Scope (New-BackupScope -WholeOrganization -Workload Mailbox, OneDrive) | Out-Host

    $before = Get-Truth
    Start-BackupJob Everybody | Out-Host
    $user = (Invoke-Simulator state).users[0].userPrincipalName
    Invoke-Simulator messages @{ user = $user; action = 'add'; folder = 'inbox'; subject = 'After the first backup'; text = 'Only this is new.' } | Out-Null
    $after = Get-Truth
    Start-BackupJob Everybody | Out-Host

    $points = Get-RestorePoint -Job Everybody | Sort-Object Sequence
    $points | Out-Host
    $identical = @((Compare-WithTruth $points[0] $before), (Compare-WithTruth $points[1] $after))
    if ($identical -contains $false) { throw 'An export is not identical to its source.' }
    Write-Host 'Both exports are identical to what the source held.'
} finally {
    if (Get-Module Veeam365) { Disconnect-BackupConfiguration }
    if ($simulator) { $simulator.Kill(); $simulator.WaitForExit() }
    Remove-Item -Recurse -Force -LiteralPath $place
}
