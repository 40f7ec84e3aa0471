BeforeAll {
    . $PSScriptRoot/Common.ps1
    Import-Module $ModulePath
    $folder = New-TestFolder
    $simulator = Start-Simulator '--users', '2', '--mail', (Join-Path $Root samples/QuickStart/data/mail)
    Connect-TestConfiguration $simulator $folder
    $users = (Invoke-Simulator $simulator state).users
    $bad = (Invoke-Simulator $simulator "truth?user=$($users[0].userPrincipalName)").messages[0].id
    Invoke-Simulator $simulator faults Post @{ path = [regex]::Escape($bad) + '/\$value'; statusCode = 403; errorCode = 'ErrorAccessDenied' }
    $session = Start-BackupJob Daily
}

AfterAll {
    Remove-Module Veeam365
    Stop-Simulator $simulator
    Remove-Item $folder -Recurse -Force
}

Describe 'Get-BackupGap' {
    It 'says what is missing, why, since when and what to do' {
        $session.Status | Should -Be 'Warning'
        (Get-RestorePoint -Latest).Gaps | Should -Be 1
        $gap = Get-RestorePoint -Latest | Get-BackupGap
        $gap.Reason | Should -Be 'PermissionMissing'
        $gap.Key | Should -Be $bad
        $gap.Object | Should -Be $users[0].userPrincipalName
        $gap.Workload | Should -Be 'Mailbox'
        $gap.Message | Should -Not -BeNullOrEmpty
        $gap.RecommendedAction | Should -Match 'permission'
        $gap.Since | Should -BeOfType DateTimeOffset
        $gap.IsWholeObject | Should -BeFalse
    }

    It 'takes restore points, sessions'' jobs and nothing at all' {
        (Get-BackupGap).Key | Should -Be $bad
        (Get-BackupGap -Job D*).Key | Should -Be $bad
        (Get-BackupJob | Get-BackupGap).Key | Should -Be $bad
        (Get-BackupGap (Get-RestorePoint -Latest).Id).Key | Should -Be $bad
        { Get-BackupGap -Job Nowhere -ErrorAction Stop } | Should -Throw -ErrorId 'Job.NotFound,*'
    }

    It 'filters' {
        Get-BackupGap -Object "$($users[1].userPrincipalName)" | Should -BeNullOrEmpty
        (Get-BackupGap -Object *) | Should -HaveCount 1
        Get-BackupGap -Reason Unverifiable, Encrypted | Should -BeNullOrEmpty
        (Get-BackupGap -Reason PermissionMissing -Workload Mailbox -Name 'Message *') | Should -HaveCount 1
    }

    It 'completes reasons, jobs and restore points' {
        (TabExpansion2 'Get-BackupGap -Reason Mal').CompletionMatches.CompletionText | Should -Be 'MalwareFlagged'
        (TabExpansion2 'Get-BackupGap -Job D').CompletionMatches.CompletionText | Should -Be 'Daily'
        (TabExpansion2 'Get-BackupGap -RestorePoint ').CompletionMatches.CompletionText | Should -Contain "'$((Get-RestorePoint -Latest).Id)'"
    }

    It 'shows as a table and as a list' {
        $text = Get-BackupGap | Format-Table | Out-String -Width 200
        $text | Should -Match 'Reason\s+Since\s+Object\s+Workload\s+Name'
        $text | Should -Match 'PermissionMissing'
        Get-BackupGap | Format-List | Out-String | Should -Match 'RecommendedAction'
    }

    It 'comes along with an import, and ends when the item comes' {
        $file = New-TestFolder
        $text = Invoke-Child {
            param($module, $configuration, $repository)
            Import-Module $module
            $null = Connect-BackupConfiguration $configuration
            $null = Add-BackupRepository Found $repository -ReadOnly -Confirm:$false
            (Get-BackupGap).Key
        } $ModulePath, $file, (Join-Path $folder repository)
        $text | Should -Be $bad
        Remove-Item $file -Recurse -Force
        Invoke-Simulator $simulator faults Delete
        (Start-BackupJob Daily).Status | Should -Be 'Success'
        Get-BackupGap | Should -BeNullOrEmpty
        (Get-RestorePoint -Latest).Gaps | Should -Be 0
    }
}
