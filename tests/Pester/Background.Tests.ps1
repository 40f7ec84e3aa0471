BeforeAll {
    . $PSScriptRoot/Common.ps1
    Import-Module $ModulePath
    $folder = New-TestFolder
    $simulator = Start-Simulator '--users', '2'
    1..2 | ForEach-Object { $null = Invoke-Simulator $simulator messages Post @{ user = "user$_@contoso.example"; action = 'add'; count = 20; text = 'x' } }
    $null = Invoke-Simulator $simulator files Post @{ user = 'user1@contoso.example'; action = 'add'; item = 'root'; name = 'plan.pptx'; text = 'content' }
    Connect-TestConfiguration $simulator $folder
    $null = New-BackupScope user2@contoso.example -Workload Mailbox | Add-BackupJob Night Contoso Local -RetryCount 0

    function Wait-For([scriptblock] $Condition) {
        $deadline = [datetime]::UtcNow.AddSeconds(60)
        while (-not (& $Condition)) {
            if ([datetime]::UtcNow -gt $deadline) { throw "It never came true: $Condition" }
            Start-Sleep -Milliseconds 50
        }
    }
}

AfterAll {
    Get-Job | Remove-Job -Force
    Remove-Module Veeam365
    Stop-Simulator $simulator
    Remove-Item $folder -Recurse -Force
}

Describe '-AsJob' {
    It 'gives a job at once for each thing that is named, and each gives what the cmdlet writes' {
        $jobs = Get-BackupJob | Start-BackupJob -AsJob
        $jobs | Should -HaveCount 2
        $jobs.Name | Sort-Object | Should -Be 'Start-BackupJob Daily', 'Start-BackupJob Night'
        (Get-Job -Id $jobs.Id).Count | Should -Be 2
        $sessions = $jobs | Wait-Job | Receive-Job
        $sessions.Status | Should -Be 'Success', 'Success'
        $jobs.State | Sort-Object -Unique | Should -Be 'Completed'
        $jobs | Remove-Job
    }

    It 'tells how far it is' {
        $job = Start-BackupJob Daily -Full -AsJob
        $null = $job | Wait-Job
        $job.Progress.Activity | Should -Contain "Backup job 'Daily'"
        $job.StatusMessage | Should -Not -BeNullOrEmpty
        $job | Remove-Job
    }

    It 'gives the error of what failed: <_>' -ForEach 'Start-BackupJob nothing -AsJob', 'Sync-BackupRepository nothing -AsJob', 'Test-RestorePoint 01a205ec-d4ca-7d5c-8525-8abcf12769b8 -AsJob' {
        $job = Invoke-Expression $_ | Wait-Job
        $null = $job | Receive-Job -ErrorVariable problem -ErrorAction SilentlyContinue
        $problem[0].FullyQualifiedErrorId | Should -BeLike '*.NotFound*'
        $job | Remove-Job
    }

    It 'is there for everything that is long: <_>' -ForEach @(
        'Test-BackupRepository Local -Data -AsJob'
        'Optimize-BackupRepository Local -AsJob'
        'Sync-BackupRepository Local -AsJob'
        'Get-RestorePoint Daily -Latest | Test-RestorePoint -AsJob'
        'Get-BackupItem -Job Daily | Export-BackupItem ./items -AsJob'
        'Get-RestorePoint -Latest | Export-BackupItem ./points -AsJob'
    ) {
        Push-Location $folder
        $jobs = @(Invoke-Expression $_)
        Pop-Location
        $jobs | Should -HaveCount 1
        $jobs[0] | Wait-Job -Timeout 60 | Receive-Job -ErrorAction Stop | Should -Not -BeNullOrEmpty
        $jobs[0].State | Should -Be 'Completed'
        $jobs | Remove-Job
    }

    It 'writes relative paths where the caller stood, everything that the pipeline brought in one job' {
        @(Get-ChildItem (Join-Path $folder items) -Recurse -Filter *.eml).Count | Should -Be 40
    }

    It 'needs no answer from anybody, and -WhatIf makes no job' {
        Start-BackupJob Daily -AsJob -WhatIf | Should -BeNullOrEmpty
        (Optimize-BackupRepository Local -AsJob -WhatIf).GetType().Name | Should -Be 'RetentionPlanView'
    }

    It 'is stopped by Stop-Job as by Ctrl+C: its session is Stopped' {
        1..2 | ForEach-Object { $null = Invoke-Simulator $simulator messages Post @{ user = "user$_@contoso.example"; action = 'add'; count = 3000; text = 'x' } }
        $job = Start-BackupJob Daily -AsJob
        Wait-For { (Get-BackupSession Daily -Last 1).Status -eq 'Running' }
        $job | Stop-Job
        $job.State | Should -Be 'Stopped'
        (Get-BackupSession Daily -Last 1).Status | Should -Be 'Stopped'
        $job | Remove-Job
    }

    It 'is stopped properly when the process ends' {
        $id = Invoke-Child {
            param($module, $configuration)
            Import-Module $module
            $null = Connect-BackupConfiguration $configuration
            $null = Start-BackupJob Daily -AsJob
            while (-not ($session = Get-BackupSession Daily -Last 1 -Status Running)) { Start-Sleep -Milliseconds 50 }
            $session.Id.ToString()
            exit 0
        } $ModulePath, (Join-Path $folder configuration)
        (Get-BackupSession -Id $id).Status | Should -Be 'Stopped'
    }
}

Describe 'Watch-BackupSession' {
    It 'writes plain lines where it cannot draw, and the session once it has ended' {
        $null = Start-BackupJob Night -Wait:$false
        $ended = Watch-BackupSession Night -InformationVariable lines 6>$null
        $ended.JobName | Should -Be 'Night'
        $ended.Status | Should -Be 'Success'
        "$lines" | Should -Match 'Night: Success: 1 of 1 objects'
        "$lines" | Should -Not -Match "`e"
    }

    It 'says that nothing runs' {
        Watch-BackupSession -WarningVariable warning -WarningAction SilentlyContinue | Should -BeNullOrEmpty
        $warning | Should -BeLike 'No session runs*'
        { Watch-BackupSession nothing -ErrorAction Stop } | Should -Throw -ErrorId 'Job.NotFound*'
    }

    It 'leaves sessions alone when it is stopped' {
        $session = Start-BackupJob Daily -Full -Wait:$false
        $shell = New-Shell $folder 'Watch-BackupSession'
        $watching = $shell.BeginInvoke()
        Wait-For { $shell.Streams.Information.Count -gt 0 }
        $shell.Stop()
        { $shell.EndInvoke($watching) } | Should -Throw
        $shell.Dispose()
        ($session | Get-BackupSession).Status | Should -Be 'Running'
        Stop-BackupJob Daily
    }
}

Describe 'The whole chain' {
    It 'runs from jobs to files' {
        $target = Join-Path $folder chain
        $null = Get-BackupJob d* | Start-BackupJob | Get-RestorePoint | Get-BackupItem -Name *.pptx | Export-BackupItem -Path $target
        @(Get-ChildItem $target -Recurse -Filter *.pptx).Name | Should -Be 'plan.pptx'
    }

    It 'gives the restore point that a session made, and none for one that made none' {
        $session = Get-BackupSession Daily -Last 1
        ($session | Get-RestorePoint).Id | Should -Be $session.RestorePointId
        (Get-RestorePoint -Session $session.Id).Id | Should -Be $session.RestorePointId
    }
}
