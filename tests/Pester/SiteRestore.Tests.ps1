BeforeAll {
    . $PSScriptRoot/Common.ps1
    Import-Module $ModulePath
    $folder = New-TestFolder
    $simulator = Start-Simulator '--users', '1', '--sites', '2', '--files', (Join-Path $Root samples/QuickStart/data/files)
    $hr = 'https://contoso.sharepoint.example/sites/site1'
    $null = Connect-BackupConfiguration (Join-Path $folder configuration)
    $signIn = Get-SignIn $simulator
    $null = Add-BackupOrganization -Name Contoso @signIn
    $null = Add-BackupRepository Local (New-Item -ItemType Directory (Join-Path $folder repository)).FullName
    $null = New-BackupScope -Site $hr | Add-BackupJob Sites Contoso Local -RetryCount 0
    $null = Start-BackupJob Sites
    $credential = [pscredential]::new($simulator.restoreClientId, (ConvertTo-Secret $simulator.restoreClientSecret))
    $null = Set-BackupOrganization Contoso -RestoreCredential $credential
    function Get-FileCount([string] $Site) { @((Invoke-Simulator $simulator "truth?site=$([uri]::EscapeDataString($Site))").files).Count }
}

AfterAll {
    Remove-Module Veeam365
    Stop-Simulator $simulator
    Remove-Item $folder -Recurse -Force
}

# The tests of this block are one story and run in this order.
Describe 'A site that lost something' {
    It 'has a plan that tells what cannot go back' {
        $plan = Restore-BackupItem -Job Sites -WhatIf
        $plan | Should -HaveCount 1
        $plan.Items | Should -BeGreaterThan 0
        $plan.Limits -join ' ' | Should -Match 'IncludePermission'
    }

    It 'gets back only what is missing' {
        $before = Get-FileCount $hr
        $file = (Get-BackupItem -Job Sites -Kind File)[0]
        $null = Invoke-Simulator $simulator site-changes Post @{ site = $hr; action = 'deleteFile'; item = $file.Key -replace '^[^/]+/' }
        $restored = Restore-BackupItem -Job Sites -IncludePermission
        ($restored | Where-Object Action -EQ Created).Name | Should -Be $file.Name
        Get-FileCount $hr | Should -Be $before
    }

    It 'is restored to another site' {
        $other = 'https://contoso.sharepoint.example/sites/site2'
        $null = Restore-BackupItem -Job Sites -TargetSite $other -Collision Replace
        (Get-RestoreSession)[0].Status | Should -Be 'Success'
        Get-FileCount $other | Should -BeGreaterOrEqual (Get-FileCount $hr)
    }

    It 'is left out, and said to be, when only a user is named' {
        Restore-BackupItem -Job Sites -TargetUser user1@contoso.example | Should -BeNullOrEmpty
        (Restore-BackupItem -Job Sites -TargetUser user1@contoso.example -WhatIf).Limits[0] | Should -Match '-TargetSite'
    }

    It 'names a site that is not there' {
        { Restore-BackupItem -Job Sites -TargetSite https://contoso.sharepoint.example/sites/none -ErrorAction Stop } | Should -Throw -ErrorId 'Target.SiteNotFound*'
    }
}

Describe 'The application that backs up' {
    It 'is refused for a restore, for once as well' {
        $same = [pscredential]::new($simulator.clientId, (ConvertTo-Secret $simulator.clientSecret))
        { Restore-BackupItem -Job Sites -RestoreCredential $same -ErrorAction Stop } | Should -Throw -ErrorId 'Restore.SameApplication*'
    }
}

Describe 'Get-BackupItem -HasAttachment' {
    It 'filters both ways' {
        @(Get-BackupItem -Job Sites -HasAttachment) | Should -HaveCount 0
        @(Get-BackupItem -Job Sites -HasAttachment:$false) | Should -HaveCount @(Get-BackupItem -Job Sites).Count
    }
}
