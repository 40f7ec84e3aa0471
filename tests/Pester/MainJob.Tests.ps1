BeforeAll {
    . $PSScriptRoot/Common.ps1
    Import-Module $ModulePath
    $folder = New-TestFolder
    $simulator = Start-Simulator '--users', '3', '--mail', (Join-Path $Root samples/QuickStart/data/mail), '--files', (Join-Path $Root samples/QuickStart/data/files)
}

AfterAll {
    Remove-Module Veeam365
    Stop-Simulator $simulator
    Remove-Item $folder -Recurse -Force
}

# The tests of this block are one story and run in this order.
Describe 'The main job' {
    It 'connects to a configuration, which is created' {
        $configuration = Connect-BackupConfiguration (Join-Path $folder configuration)
        $configuration.Engine | Should -Be 'Sqlite'
        $configuration.Location | Should -Exist
    }

    It 'adds and tests an organization' {
        $signIn = Get-SignIn $simulator
        (Add-BackupOrganization -Name Contoso @signIn).TenantId | Should -Be $simulator.tenantId
        $checks = Get-BackupOrganization Contoso | Test-BackupOrganization
        $checks.Name | Should -Contain 'Sign-in'
        # Nobody has an archive to try it on.
        ($checks | Where-Object Name -NE 'ArchiveMailbox').Outcome | Sort-Object -Unique | Should -Be 'Passed'
    }

    It 'lists the objects of the organization' {
        $users = Get-BackupOrganizationObject Contoso -IncludeWorkload
        $users | Should -HaveCount 3
        $users.Organization | Sort-Object -Unique | Should -Be 'Contoso'
        $users.Workloads | Sort-Object -Unique | Should -Be 'Mailbox', 'Contacts', 'Calendar', 'OneDrive'
        (Get-BackupOrganizationObject Contoso user2*).Address | Should -Be 'user2@contoso.example'
    }

    It 'adds and tests a repository' {
        $path = (New-Item -ItemType Directory (Join-Path $folder repository)).FullName
        $repository = Add-BackupRepository -Name Local -Path $path -Password (ConvertTo-Secret 'correct horse')
        $repository.Type | Should -Be 'Folder'
        $repository.IsEncrypted | Should -BeTrue
        ($repository | Test-BackupRepository).Outcome | Sort-Object -Unique | Should -Be 'Passed'
    }

    It 'adds a job whose scope comes from the pipeline' {
        $job = Get-BackupOrganizationObject Contoso | New-BackupScope -Workload Mailbox, OneDrive | Add-BackupJob Daily Contoso Local -Description 'Everybody' -RetryCount 0
        $job.Organization | Should -Be 'Contoso'
        $job.Repository | Should -Be 'Local'
        $job.Scope.Include | Should -HaveCount 3
        $job.LastStatus | Should -BeNullOrEmpty
    }

    It 'runs a full session' {
        $session = Start-BackupJob Daily
        $session.Status | Should -Be 'Success'
        $session.Kind | Should -Be 'Full'
        $session.Objects | Should -Be 6
        $session.Items | Should -Be @(Get-Truth $simulator).Count
        $session.Gaps | Should -Be 0
        (Get-BackupJob Daily).LastStatus | Should -Be 'Success'
    }

    It 'tells the session''s log and tasks' {
        $session = Get-BackupSession Daily -Last 1
        $log = $session | Get-BackupSession -Log
        $log[0].Number | Should -Be 1
        $log.Message | Should -Contain 'Session ended: Success.'
        $tasks = Get-BackupSession -Id $session.Id -Task
        $tasks | Should -HaveCount 6
        ($tasks | Measure-Object Items -Sum).Sum | Should -Be $session.Items
    }

    It 'exports everything identical to the source' {
        $exported = Export-BackupItem -Job Daily -Destination (Join-Path $folder full)
        $exported | ForEach-Object { (Get-FileHash $_.Path).Hash.ToLowerInvariant() | Should -Be $_.Hash }
        $exported | ForEach-Object { '{0} {1} {2}' -f $_.Object, $_.Key, $_.Hash } | Sort-Object | Should -Be (Get-Truth $simulator | Sort-Object)
    }

    It 'runs an incremental session that moves only what changed' {
        $null = Invoke-Simulator $simulator messages Post @{ user = 'user1@contoso.example'; action = 'add'; subject = 'A new message'; text = 'Hello' }
        $null = Invoke-Simulator $simulator files Post @{ user = 'user2@contoso.example'; action = 'add'; name = 'new file.txt'; text = 'New' }
        $gone = Get-BackupItem -Job Daily -Object user3* -Workload Mailbox | Select-Object -First 1
        $null = Invoke-Simulator $simulator messages Post @{ user = 'user3@contoso.example'; action = 'delete'; id = $gone.Key; hard = $true }
        $session = Start-BackupJob Daily
        $session.Status | Should -Be 'Success'
        $session.Kind | Should -Be 'Incremental'
        $session.Items | Should -Be 2
        $session.RemovedItems | Should -Be 1
    }

    It 'lists both restore points, newest first' {
        $points = Get-RestorePoint -Job Daily
        $points.Kind | Should -Be 'Incremental', 'Full'
        $points[0].Items | Should -Be ($points[1].Items + 1)
        (Get-RestorePoint -Latest).Id | Should -Be $points[0].Id
        (Get-RestorePoint -Id $points[1].Id -ErrorAction Stop).Sequence | Should -Be 1
        Get-RestorePoint -Repository Local -Organization Contoso | Should -HaveCount 2
    }

    It 'browses the latest and an earlier restore point' {
        (Get-BackupItem -Job Daily -Name 'A new*').Object | Should -Be 'user1@contoso.example'
        Get-RestorePoint -Job Daily | Select-Object -Last 1 | Get-BackupItem -Name 'A new*' | Should -BeNullOrEmpty
        (Get-BackupItem -Job Daily -Folder Inbox -Workload Mailbox).Folder | Sort-Object -Unique | Should -Be 'Inbox'
        (Get-BackupItem -Job Daily -Kind Folder -Object user1* -Workload Mailbox).Name | Should -Contain 'Inbox'
        (Get-BackupItem -Job Daily -Workload Mailbox, OneDrive).Count | Should -Be (Get-BackupItem -Job Daily).Count
    }

    It 'exports after the incremental session identical to the source' {
        $exported = Get-BackupItem -Job Daily | Export-BackupItem -Destination (Join-Path $folder incremental)
        $exported | ForEach-Object { '{0} {1} {2}' -f $_.Object, $_.Key, $_.Hash } | Sort-Object | Should -Be (Get-Truth $simulator | Sort-Object)
        $exported | ForEach-Object { Get-FileHash $_.Path } | ForEach-Object { $_.Hash.ToLowerInvariant() } | Sort-Object | Should -Be ($exported.Hash | Sort-Object)
    }

    It 'leaves what is there and intact, and overwrites with -Force' {
        $item = Get-BackupItem -Job Daily -Name 'new file.txt'
        $target = Join-Path $folder twice
        ($item | Export-BackupItem $target).Path | Split-Path -Leaf | Should -Be 'new file.txt'
        $again = $item | Export-BackupItem $target
        $again.Path | Split-Path -Leaf | Should -Be 'new file.txt'
        $again.Skipped | Should -BeTrue
        ($item | Export-BackupItem $target -Force).Path | Split-Path -Leaf | Should -Be 'new file.txt'
    }

    It 'restores from the repository alone: a rebuilt cache shows the same' {
        $before = Get-BackupItem -Job Daily | ForEach-Object Key | Sort-Object
        (Sync-BackupRepository Local -Rebuild).RestorePointsRead | Should -Be 2
        Get-BackupItem -Job Daily | ForEach-Object Key | Sort-Object | Should -Be $before
    }

    It 'reads everything anew with -Full' {
        $session = Start-BackupJob Daily -Full
        $session.Kind | Should -Be 'Full'
        $session.Items | Should -Be @(Get-Truth $simulator).Count
    }

    It 'changes, disables and enables the job' {
        $job = Get-BackupJob Daily | Set-BackupJob -NewName Nightly -Description '' -RetryCount 5 -RetryWait 00:01:00 -PassThru
        $job.Name, $job.Description, $job.RetryCount, $job.RetryWait | Should -Be 'Nightly', $null, 5, ([timespan]::FromMinutes(1))
        Disable-BackupJob Nightly
        { Start-BackupJob Nightly -ErrorAction Stop } | Should -Throw -ErrorId 'Job.Disabled*'
        (Start-BackupJob Nightly -Force).Status | Should -Be 'Success'
        (Enable-BackupJob Nightly -PassThru).IsEnabled | Should -BeTrue
    }

    It 'keeps the data of a removed job explorable' {
        Remove-BackupJob Nightly -Confirm:$false
        Get-BackupJob | Should -BeNullOrEmpty
        Get-RestorePoint -Job Nightly, Daily | Should -HaveCount 4
        Get-BackupSession -Job Nightly, Daily | Should -HaveCount 4
        Get-RestorePoint -Latest | Get-BackupItem -Name 'A new*' | Should -HaveCount 1
    }

    It 'removes the repository and the organization' {
        Remove-BackupRepository Local -Confirm:$false
        Remove-BackupOrganization Contoso -Confirm:$false
        Get-BackupRepository | Should -BeNullOrEmpty
        Get-BackupOrganization | Should -BeNullOrEmpty
        Join-Path $folder repository | Get-ChildItem | Should -Not -BeNullOrEmpty
    }
}
