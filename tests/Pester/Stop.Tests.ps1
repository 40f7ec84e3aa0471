BeforeAll {
    . $PSScriptRoot/Common.ps1
    Import-Module $ModulePath
    $folder = New-TestFolder
    $simulator = Start-Simulator '--users', '4', '--latency-ms', '60'
    # One mailbox is done long before the others.
    2..4 | ForEach-Object { $null = Invoke-Simulator $simulator messages Post @{ user = "user$_@contoso.example"; action = 'add'; count = 3000; text = 'x' } }
    $null = Invoke-Simulator $simulator messages Post @{ user = 'user1@contoso.example'; action = 'add'; count = 1; text = 'x' }
    Connect-TestConfiguration $simulator $folder

    function Wait-For([scriptblock] $Condition) {
        $deadline = [datetime]::UtcNow.AddSeconds(60)
        while (-not (& $Condition)) {
            if ([datetime]::UtcNow -gt $deadline) { throw "It never came true: $Condition" }
            Start-Sleep -Milliseconds 100
        }
    }

    # A runspace of its own that has the module and the configuration.
    function New-Shell([string] $Script) {
        $shell = [powershell]::Create()
        $null = $shell.AddScript('param($module, $configuration) Import-Module $module; $null = Connect-BackupConfiguration $configuration').AddArgument($ModulePath).AddArgument((Join-Path $folder configuration)).Invoke()
        $shell.Commands.Clear()
        $shell.AddScript($Script)
    }

    function Get-DoneTask { Get-BackupSession Daily -Last 1 -Task | Where-Object { $_.Status -eq 'Success' -and $_.Object -like 'user1*' -and $_.Workload -eq 'Mailbox' } }
}

AfterAll {
    Remove-Module Veeam365
    Stop-Simulator $simulator
    Remove-Item $folder -Recurse -Force
}

Describe 'A session is stopped properly' {
    It 'by Ctrl+C: it is Stopped, and what was finished is kept' {
        $shell = New-Shell 'Start-BackupJob Daily'
        $running = $shell.BeginInvoke()
        Wait-For { Get-DoneTask }
        $shell.Stop()
        { $shell.EndInvoke($running) } | Should -Throw
        $shell.Dispose()
        $session = Get-BackupSession Daily -Last 1
        $session.Status | Should -Be 'Stopped'
        $session.EndedAt | Should -Not -BeNullOrEmpty
        $session.RestorePointId | Should -Not -BeNullOrEmpty
        (Get-RestorePoint -Id $session.RestorePointId).Objects | Should -BeGreaterThan 0
        (Get-RestorePoint -Id $session.RestorePointId | Get-BackupItem -Object user1*) | Should -HaveCount 1
    }

    It 'by Stop-BackupJob, from another runspace' {
        $shell = New-Shell 'Start-BackupJob Daily'
        $running = $shell.BeginInvoke()
        Wait-For { (Get-BackupSession Daily -Last 1).Status -eq 'Running' }
        $stopped = Stop-BackupJob Daily -PassThru
        $stopped.Status | Should -Be 'Stopped'
        $shell.EndInvoke($running).Status | Should -Be 'Stopped'
        $shell.Dispose()
    }

    It 'when it runs in the background and its runspace is closed' {
        $shell = New-Shell 'Start-BackupJob Daily -Wait:$false'
        $shell.Invoke().Status | Should -Be 'Running'
        (Get-BackupSession Daily -Last 1).Status | Should -Be 'Running'
        $shell.Runspace.Dispose()
        $shell.Dispose()
        (Get-BackupSession Daily -Last 1).Status | Should -Be 'Stopped'
    }

    It 'when it runs in the background and the module is removed or the process ends: <How>' -ForEach @(@{ How = 'Remove-Module Veeam365' }, @{ How = 'exit 0' }, @{ How = 'Disconnect-BackupConfiguration' }) {
        $id = Invoke-Child ([scriptblock]::Create(@"
            param(`$module, `$configuration)
            Import-Module `$module
            `$null = Connect-BackupConfiguration `$configuration
            (Start-BackupJob Daily -Wait:`$false).Id.ToString()
            $How
"@)) $ModulePath, (Join-Path $folder configuration)
        (Get-BackupSession -Id $id).Status | Should -Be 'Stopped'
    }

    It 'refuses a second session, and another configuration, while one runs in the background' {
        $session = Start-BackupJob Daily -Wait:$false
        $session.Status | Should -Be 'Running'
        (Get-BackupConfiguration).BackgroundSessions | Should -Be 1
        { Start-BackupJob Daily -ErrorAction Stop } | Should -Throw -ErrorId 'Job.AlreadyRunning*'
        { Connect-BackupConfiguration (Join-Path $folder other) -ErrorAction Stop } | Should -Throw -ErrorId 'Configuration.InUse*'
        Stop-BackupJob Daily
        Wait-For { (Get-BackupConfiguration).BackgroundSessions -eq 0 }
        Stop-BackupJob Daily -WarningVariable warning -WarningAction SilentlyContinue
        $warning | Should -BeLike 'No session*'
    }

    It 'by the death of its process: it is Disconnected, and the job can be started again' {
        $ready = Join-Path $folder ready
        $child = [scriptblock]::Create(@"
            Import-Module '$ModulePath'
            `$null = Connect-BackupConfiguration '$(Join-Path $folder configuration)'
            `$null = Start-BackupJob Daily -Wait:`$false
            Set-Content '$ready' 1
            Start-Sleep 600
"@)
        $encoded = [Convert]::ToBase64String([Text.Encoding]::Unicode.GetBytes("$child"))
        $process = Start-Process (Get-Process -Id $PID).Path '-NoProfile', '-NonInteractive', '-EncodedCommand', $encoded -PassThru -RedirectStandardOutput (Join-Path $folder child.out)
        Wait-For { Test-Path $ready }
        $process.Kill()
        $process.WaitForExit()
        (Get-BackupSession Daily -Last 1).Status | Should -Be 'Disconnected'
        $again = Start-BackupJob Daily -Wait:$false
        $again.Status | Should -Be 'Running'
        Stop-BackupJob Daily
    }
}
