BeforeAll {
    . $PSScriptRoot/Common.ps1
    Import-Module $ModulePath
    $folder = New-TestFolder
    $simulator = Start-Simulator
    Connect-TestConfiguration $simulator $folder
    $null = Invoke-Simulator $simulator messages Post @{ user = 'user1@contoso.example'; action = 'add'; count = 30; text = 'x' }
    $null = Invoke-Simulator $simulator files Post @{ user = 'user1@contoso.example'; action = 'add'; item = 'root'; name = 'plan.txt'; text = 'content' }
    $null = Start-BackupJob Daily
    $credential = [pscredential]::new($simulator.restoreClientId, (ConvertTo-Secret $simulator.restoreClientSecret))
    function Remove-Mail([int] $Count) {
        $messages = (Invoke-Simulator $simulator 'truth?user=user1@contoso.example').messages
        foreach ($message in $messages | Select-Object -First $Count) {
            $null = Invoke-Simulator $simulator messages Post @{ user = 'user1@contoso.example'; action = 'delete'; id = $message.id; hard = $true }
        }
    }
    function Get-MailCount { @((Invoke-Simulator $simulator 'truth?user=user1@contoso.example').messages).Count }
}

AfterAll {
    Remove-Module Veeam365
    Stop-Simulator $simulator
    Remove-Item $folder -Recurse -Force
}

Describe 'The application that restores' {
    It 'is missing at first, and the error says what to do' {
        $errors = $null
        Restore-BackupItem -Job Daily -ErrorVariable errors -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $errors[0].FullyQualifiedErrorId | Should -BeLike 'Restore.NoCredential*'
        $errors[0].ErrorDetails.RecommendedAction | Should -Match 'Set-BackupOrganization'
    }

    It 'must not be the one that backs up' {
        $same = [pscredential]::new($simulator.clientId, (ConvertTo-Secret $simulator.clientSecret))
        { Set-BackupOrganization Contoso -RestoreCredential $same -ErrorAction Stop } | Should -Throw -ErrorId 'Restore.SameApplication*'
    }

    It 'is signed in before it is remembered' {
        $wrong = [pscredential]::new($simulator.restoreClientId, (ConvertTo-Secret 'wrong'))
        { Set-BackupOrganization Contoso -RestoreCredential $wrong -ErrorAction Stop } | Should -Throw
        (Get-BackupOrganization Contoso).RestoreClientId | Should -BeNullOrEmpty
    }

    It 'is remembered by its id, never shown with its secret' {
        $set = Set-BackupOrganization Contoso -RestoreCredential $credential -PassThru
        $set.RestoreClientId | Should -Be $simulator.restoreClientId
        $set | Format-List * | Out-String | Should -Not -Match ([regex]::Escape($simulator.restoreClientSecret))
        (Get-BackupOrganization Contoso).RestoreClientId | Should -Be $simulator.restoreClientId
    }
}

Describe 'Restore-BackupItem' {
    It 'shows the plan and its limits with -WhatIf, and writes nothing' {
        Remove-Mail 2
        $plan = Restore-BackupItem -Job Daily -WhatIf
        ($plan | Where-Object Workload -EQ Mailbox | Measure-Object Items -Sum).Sum | Should -Be 30
        ($plan | Where-Object Workload -EQ Mailbox).Limits -join ' ' | Should -Match 'drafts'
        Get-MailCount | Should -Be 28
        Get-RestoreSession -Status Running | Should -BeNullOrEmpty
    }

    It 'puts back what is missing and leaves the rest' {
        $restored = Restore-BackupItem -Job Daily
        @($restored | Where-Object Action -EQ Created) | Should -HaveCount 2
        @($restored | Where-Object Action -EQ Unchanged) | Should -HaveCount 29
        Get-MailCount | Should -Be 30
        (Get-RestoreSession -Last 1).Status | Should -Be 'Success'
    }

    It 'takes items from the pipeline, and credentials of its own' {
        Remove-Mail 3
        $items = Get-RestorePoint -Latest | Get-BackupItem -Kind Message
        $restored = $items | Restore-BackupItem -RestoreCredential $credential -TargetFolder Restored
        @($restored | Where-Object Action -EQ Created) | Should -HaveCount 30
        @($items | Restore-BackupItem -TargetFolder Restored | Where-Object Action -EQ Created) | Should -HaveCount 0
    }

    It 'writes each failing item as an error and ends as a Warning' {
        Remove-Mail 5
        $null = Invoke-Simulator $simulator faults Post @{ method = 'POST'; path = '/mailFolders/.*/messages$'; statusCode = 400; count = 1 }
        $errors = $null
        $null = Restore-BackupItem -Job Daily -ErrorVariable errors -ErrorAction SilentlyContinue
        $errors | Should -HaveCount 1
        $errors[0].FullyQualifiedErrorId | Should -BeLike 'Item.Refused*'
        (Get-RestoreSession -Last 1).Status | Should -Be 'Warning'
        Get-RestoreSession -Last 1 | Get-RestoreSession -Log | ForEach-Object Message | Should -Contain 'Ended: Warning.'
    }

    It 'ends with Select-Object -First: the session is Stopped, and the next run completes it' {
        Restore-BackupItem -Job Daily -TargetFolder Other | Select-Object -First 1 | Should -HaveCount 1
        (Get-RestoreSession -Last 1).Status | Should -Be 'Stopped'
        $null = Restore-BackupItem -Job Daily -TargetFolder Other
        (Get-RestoreSession -Last 1).Status | Should -Be 'Success'
    }
}

Describe 'Test-RestorePoint' {
    It 'reads everything and tells how long it takes' {
        $drill = Get-RestorePoint -Latest | Test-RestorePoint
        $drill.Items | Should -Be $drill.ItemsTotal
        $drill.Damaged | Should -Be 0
        $drill.ItemsPerSecond | Should -BeGreaterThan 0
    }

    It 'reads a share' {
        $drill = Get-RestorePoint -Latest | Test-RestorePoint -Percent 5
        $drill.Items | Should -BeLessThan $drill.ItemsTotal
    }
}

Describe 'Views' {
    It 'has a table and a list for <_>' -ForEach @('RestoreSessionView', 'RestoredItemView', 'RestorePlanView', 'RestoreDrillView') {
        $views = (Get-FormatData "Veeam365.Backup.PowerShell.Views.$_").FormatViewDefinition.Control | ForEach-Object { $_.GetType().Name }
        $views | Should -Contain 'TableControl'
        $views | Should -Contain 'ListControl'
    }
}
