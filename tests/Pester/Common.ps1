# What the test files share: the module under test, the Graph simulator as a process of its own, child processes.

$ErrorActionPreference = 'Stop'
$Root = (Resolve-Path (Join-Path $PSScriptRoot '../..')).Path
$ModulePath = if ($env:VEEAM365_TEST_MODULE) { $env:VEEAM365_TEST_MODULE } else { Join-Path $Root 'Veeam365.psd1' }

function New-TestFolder {
    (New-Item -ItemType Directory -Path (Join-Path ([IO.Path]::GetTempPath()) "veeam365-pester-$([guid]::NewGuid().ToString('N'))")).FullName
}

function Start-Simulator([string[]] $Options = @()) {
    $dll = Get-ChildItem (Join-Path $Root 'tests/Simulators/Graph/bin') -Recurse -Filter Veeam365.Simulators.Graph.dll -ErrorAction Ignore |
        Sort-Object LastWriteTimeUtc | Select-Object -Last 1
    if (-not $dll) { throw 'The Graph simulator is not built: dotnet build tests/Simulators/Graph' }
    $start = [Diagnostics.ProcessStartInfo]::new('dotnet')
    $start.RedirectStandardOutput = $true
    foreach ($argument in @($dll.FullName, '--json') + $Options) { $start.ArgumentList.Add($argument) }
    $process = [Diagnostics.Process]::Start($start)
    $line = $process.StandardOutput.ReadLine()
    if (-not $line) { throw "The Graph simulator ended with code $($process.ExitCode)." }
    $line | ConvertFrom-Json | Add-Member -PassThru NoteProperty Process $process
}

function Stop-Simulator($Simulator) {
    if ($Simulator) {
        $Simulator.Process.Kill()
        $Simulator.Process.WaitForExit()
    }
}

function Invoke-Simulator($Simulator, [string] $Path, [string] $Method = 'Get', $Body) {
    $request = @{
        Uri                  = "$($Simulator.endpoint)_simulator/$Path"
        Method               = $Method
        Headers              = @{ 'X-Simulator-Key' = $Simulator.adminKey }
        ContentType          = 'application/json'
        SkipCertificateCheck = $true
    }
    if ($Body) { $request.Body = $Body | ConvertTo-Json -Depth 5 }
    Invoke-RestMethod @request
}

# What the source holds: key and SHA-256 of every message and file of every user.
function Get-Truth($Simulator) {
    foreach ($user in (Invoke-Simulator $Simulator state).users) {
        $truth = Invoke-Simulator $Simulator "truth?user=$($user.userPrincipalName)"
        foreach ($message in $truth.messages) { '{0} {1} {2}' -f $user.userPrincipalName, $message.id, $message.sha256.ToLowerInvariant() }
        foreach ($file in $truth.driveItems | Where-Object { -not $_.isFolder }) { '{0} {1} {2}' -f $user.userPrincipalName, $file.id, $file.sha256.ToLowerInvariant() }
    }
}

function ConvertTo-Secret([string] $Text) { ConvertTo-SecureString $Text -AsPlainText -Force }

function Get-SignIn($Simulator) {
    @{
        TenantId          = $Simulator.tenantId
        ClientId          = $Simulator.clientId
        ClientSecret      = ConvertTo-Secret $Simulator.clientSecret
        Authority         = $Simulator.endpoint
        GraphEndpoint     = $Simulator.endpoint
        ServerCertificate = $Simulator.serverCertificate
    }
}

# A configuration with organization 'Contoso', repository 'Local' and job 'Daily' (everybody).
function Connect-TestConfiguration($Simulator, [string] $Folder) {
    $null = Connect-BackupConfiguration (Join-Path $Folder configuration)
    $signIn = Get-SignIn $Simulator
    $null = Add-BackupOrganization -Name Contoso @signIn
    $null = Add-BackupRepository Local (New-Item -ItemType Directory (Join-Path $Folder repository)).FullName
    $null = New-BackupScope -WholeOrganization -Workload Mailbox, OneDrive | Add-BackupJob Daily Contoso Local -RetryCount 0
}

# A runspace of its own that has the module and the configuration of this folder.
function New-Shell([string] $Folder, [string] $Script) {
    $shell = [powershell]::Create()
    $null = $shell.AddScript('param($module, $configuration) Import-Module $module; $null = Connect-BackupConfiguration $configuration').AddArgument($ModulePath).AddArgument((Join-Path $Folder configuration)).Invoke()
    $shell.Commands.Clear()
    $shell.AddScript($Script)
}

# Runs a script block in a PowerShell of its own and returns what it writes.
function Invoke-Child([scriptblock] $Script, [object[]] $Arguments = @()) {
    $text = "`$PSStyle.OutputRendering = 'PlainText'; `$ErrorActionPreference = 'Stop'; & {$Script} $(($Arguments | ForEach-Object { "'$($_ -replace "'", "''")'" }) -join ' ')"
    $encoded = [Convert]::ToBase64String([Text.Encoding]::Unicode.GetBytes($text))
    $output = & (Get-Process -Id $PID).Path -NoProfile -NonInteractive -OutputFormat Text -EncodedCommand $encoded 2>&1
    if ($LASTEXITCODE -ne 0) { throw "The child process failed: $($output -join [Environment]::NewLine)" }
    $output
}
