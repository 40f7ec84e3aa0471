<#
.SYNOPSIS
Writes docs/transcript.md: the whole story at the prompt, with what PowerShell answered.
.DESCRIPTION
Starts the Graph simulator with a small tenant, runs the commands below one after the other in this process, and writes each with its output. Run 'dotnet build Backup.sln -c Release' first.
.EXAMPLE
pwsh -NoProfile -File samples/Transcript/Transcript.ps1
#>
[CmdletBinding()]
param(
    # Where to write.
    [string] $OutputFile = (Join-Path $PSScriptRoot '../../docs/transcript.md')
)

. (Join-Path $PSScriptRoot '../../tests/Pester/Common.ps1')
$PSStyle.OutputRendering = 'PlainText'
$ProgressPreference = 'SilentlyContinue'
$width = 150
$folder = Join-Path ([IO.Path]::GetTempPath()) 'veeam365-transcript'
Remove-Item $folder -Recurse -Force -ErrorAction Ignore
$null = New-Item -ItemType Directory $folder
$simulator = $null

# Heading and what is said of it, or a command.
$story = @'
# Setting it up
Connect-BackupConfiguration ./configuration
Add-BackupOrganization -Name Contoso @signIn
Test-BackupOrganization Contoso -Workload Mailbox, OneDrive
Add-BackupRepository Local ./repository -Password $password
Get-BackupOrganizationObject Contoso
New-BackupScope -WholeOrganization -Workload Mailbox, OneDrive | Add-BackupJob Daily Contoso Local
# Backing up
Start-BackupJob Daily
Start-BackupJob Daily
$null = New-BackupScope ben@contoso.com | Add-BackupJob Ben Contoso Local; Get-BackupJob | Start-BackupJob -AsJob
Get-Job | Receive-Job -Wait -AutoRemoveJob
# Looking at it
Get-BackupJob
Get-BackupSession Daily -Last 1 -Log
Get-BackupSession Daily -Last 1 -Task
Get-RestorePoint
Get-BackupGap
# Searching
Get-BackupItem -Job Daily -Word 'annual report'
Get-BackupItem -Job Daily -Object ada@contoso.com -Name *.pptx
# Something is deleted at the source
Remove-AdasMail
Compare-BackupItem -Job Daily -Live -Object ada@contoso.com
# Exporting
Get-BackupItem -Job Daily -Object ada@contoso.com -Name *.pptx | Export-BackupItem -Path ./export
# Restoring
Set-BackupOrganization Contoso -RestoreCredential $restoreApplication
Restore-BackupItem -Job Daily -Object ada@contoso.com -WhatIf
Restore-BackupItem -Job Daily -Object ada@contoso.com | Where-Object Action -NE Unchanged
Get-RestoreSession
Compare-BackupItem -Job Daily -Live -Object ada@contoso.com
# Being sure
Get-RestorePoint Daily -Latest | Test-RestorePoint -Percent 50
Test-BackupRepository Local -Data
# What goes wrong says what to do
Start-BackupJob Dialy
Restore-BackupItem -Job Daily -TargetUser nobody@contoso.com
'@

function Remove-AdasMail {
    $message = (Invoke-Simulator $simulator 'truth?user=ada@contoso.com').messages | Where-Object subject -Like 'Annual report*' | Select-Object -First 1
    $null = Invoke-Simulator $simulator messages Post @{ user = 'ada@contoso.com'; action = 'delete'; id = $message.id; hard = $true }
}

function Add-Content([string] $Name, [string] $Subject) {
    $user = "$Name@contoso.com".ToLowerInvariant()
    $null = Invoke-Simulator $simulator users Post @{ userPrincipalName = $user; displayName = "$Name Example" }
    $null = Invoke-Simulator $simulator messages Post @{ user = $user; action = 'add'; count = 3; subject = $Subject; text = 'Dear all, see below.' }
    foreach ($file in 'Plan.pptx', 'Report.docx') {
        $null = Invoke-Simulator $simulator files Post @{ user = $user; action = 'add'; item = 'root'; name = $file; text = "$file of $Name " + ('content ' * 2000) }
    }
}

function Invoke-Line([string] $Line) {
    $ErrorActionPreference = 'Continue'
    $output = . ([scriptblock]::Create($Line)) 2>&1 3>&1 | Out-String -Width $width
    ($output -split "\r?\n" | ForEach-Object TrimEnd) -join "`n"
}

try {
    Import-Module (Join-Path $PSScriptRoot '../../Veeam365.psd1')
    $simulator = Start-Simulator '--users', '1'
    Add-Content Ada 'Annual report'
    Add-Content Ben 'Budget'
    $signIn = Get-SignIn $simulator
    $password = ConvertTo-Secret 'correct horse battery staple'
    $restoreApplication = [pscredential]::new($simulator.restoreClientId, (ConvertTo-Secret $simulator.restoreClientSecret))
    Set-Location $folder
    $null = New-Item -ItemType Directory repository
    $text = [Text.StringBuilder]::new("# The whole story at the prompt`n`nProduced by ``samples/Transcript/Transcript.ps1`` against the simulator of tests/Simulators/Graph: every answer is what PowerShell wrote.`n")
    $open = $false
    foreach ($line in $story -split "\r?\n") {
        if ($line.StartsWith('# ')) {
            $null = $text.Append($open ? "```````n`n" : "`n").Append("## $($line.Substring(2))`n``````text`n")
            $open = $true
            continue
        }
        $null = $text.Append("PS> $line`n")
        $output = (Invoke-Line $line).Trim("`n").Replace($simulator.endpoint, 'https://graph.example/')
        if ($output) { $null = $text.Append("$output`n") }
        $null = $text.Append("`n")
    }
    $null = $text.Append("```````n")
    Set-Content -LiteralPath $OutputFile -Value $text.ToString() -NoNewline
}
finally {
    Set-Location $PSScriptRoot
    Remove-Module Veeam365 -ErrorAction Ignore
    Stop-Simulator $simulator
    Remove-Item -Recurse -Force -LiteralPath $folder
}
