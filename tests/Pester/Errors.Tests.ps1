BeforeAll {
    . $PSScriptRoot/Common.ps1
    Import-Module $ModulePath
    $folder = New-TestFolder
    $simulator = Start-Simulator
    Connect-TestConfiguration $simulator $folder
}

AfterAll {
    Remove-Module Veeam365
    Stop-Simulator $simulator
    Remove-Item $folder -Recurse -Force
}

Describe 'Errors' {
    It 'name the missing thing, its category and what to do: <Command>' -ForEach @(
        @{ Command = 'Get-BackupJob nothing'; Id = 'Job.NotFound' }
        @{ Command = 'Start-BackupJob nothing'; Id = 'Job.NotFound' }
        @{ Command = 'Get-BackupSession nothing'; Id = 'Job.NotFound' }
        @{ Command = 'Get-RestorePoint nothing'; Id = 'Job.NotFound' }
        @{ Command = 'Get-BackupItem -Job nothing'; Id = 'Job.NotFound' }
        @{ Command = 'Get-BackupItem -Job Daily'; Id = 'RestorePoint.NotFound' }
        @{ Command = 'Get-BackupItem 01a205ec-d4ca-7d5c-8525-8abcf12769b8'; Id = 'RestorePoint.NotFound' }
        @{ Command = 'Get-BackupSession -Id 01a205ec-d4ca-7d5c-8525-8abcf12769b8'; Id = 'Session.NotFound' }
        @{ Command = 'Get-BackupRepository nothing'; Id = 'Repository.NotFound' }
        @{ Command = 'Test-BackupRepository nothing'; Id = 'Repository.NotFound' }
        @{ Command = 'Get-BackupOrganization nothing'; Id = 'Organization.NotFound' }
        @{ Command = 'Get-BackupOrganizationObject Contoso nobody'; Id = 'OrganizationObject.NotFound' }
        @{ Command = 'New-BackupScope a | Add-BackupJob New nothing Local'; Id = 'Organization.NotFound' }
    ) {
        $problem = $null
        Invoke-Expression "$Command -ErrorVariable problem -ErrorAction SilentlyContinue" | Should -BeNullOrEmpty
        $record = @($problem)[-1]
        $record.FullyQualifiedErrorId | Should -BeLike "$Id,*"
        $record.CategoryInfo.Category | Should -Be 'ObjectNotFound'
        $record.ErrorDetails.RecommendedAction | Should -Not -BeNullOrEmpty
    }

    It 'do not come for a pattern that matches nothing: <_>' -ForEach 'Get-BackupJob x*', 'Get-BackupRepository x*', 'Get-BackupOrganization x*', 'Get-BackupSession x*', 'Get-RestorePoint x*', 'Get-BackupOrganizationObject Contoso x*' {
        Invoke-Expression "$_ -ErrorAction Stop" | Should -BeNullOrEmpty
    }

    It 'of one do not keep others from being processed' {
        $jobs = Get-BackupJob nothing, Daily -ErrorAction SilentlyContinue
        $jobs.Name | Should -Be 'Daily'
        (Disable-BackupJob nothing, Daily -PassThru -ErrorAction SilentlyContinue).Name | Should -Be 'Daily'
        Enable-BackupJob Daily
    }

    It 'tell a wrong client secret, and add nothing' {
        $signIn = Get-SignIn $simulator
        $signIn.ClientSecret = ConvertTo-Secret 'wrong'
        { Add-BackupOrganization -Name Wrong @signIn -ErrorAction Stop } | Should -Throw -PassThru |
            ForEach-Object { $_.CategoryInfo.Category } | Should -Be 'AuthenticationError'
        Get-BackupOrganization W* | Should -BeNullOrEmpty
    }

    It 'tell a wrong client secret in a session: Failed, and an error' {
        $signIn = Get-SignIn $simulator
        $signIn.ClientSecret = ConvertTo-Secret 'wrong'
        $null = Add-BackupOrganization -Name Wrong @signIn -SkipTest
        $null = New-BackupScope -WholeOrganization | Add-BackupJob Wrong Wrong Local
        $session = Start-BackupJob Wrong -ErrorVariable problem -ErrorAction SilentlyContinue -WarningAction SilentlyContinue
        $session.Status | Should -Be 'Failed'
        $session.Message | Should -Not -BeNullOrEmpty
        $problem.FullyQualifiedErrorId | Should -BeLike 'Session.Failed,*'
        (Test-BackupOrganization Wrong | Where-Object Outcome -EQ Failed)[0].RecommendedAction | Should -Not -BeNullOrEmpty
        { Start-BackupJob Wrong -ErrorAction Stop -WarningAction SilentlyContinue } | Should -Throw -ErrorId 'Session.Failed*'
    }

    It 'tell that a name is taken' {
        { Add-BackupRepository Local $folder -ErrorAction Stop } | Should -Throw -ErrorId 'Repository.Exists*'
        $signIn = Get-SignIn $simulator
        { Add-BackupOrganization -Name contoso @signIn -ErrorAction Stop } | Should -Throw -ErrorId 'Organization.Exists*'
        { New-BackupScope a | Add-BackupJob daily Contoso Local -ErrorAction Stop } | Should -Throw -PassThru |
            ForEach-Object { $_.CategoryInfo.Category } | Should -Be 'ResourceExists'
    }

    It 'tell that a repository or organization is in use' {
        { Remove-BackupRepository Local -Confirm:$false -ErrorAction Stop } | Should -Throw -PassThru | ForEach-Object { $_.CategoryInfo.Category } | Should -Be 'ResourceExists'
        { Remove-BackupOrganization Contoso -Confirm:$false -ErrorAction Stop } | Should -Throw
    }

    It 'tell a folder that is not there' {
        { Add-BackupRepository New (Join-Path $folder missing/deep) -ErrorAction Stop } | Should -Throw -PassThru |
            ForEach-Object { $_.ErrorDetails.RecommendedAction } | Should -Not -BeNullOrEmpty
    }

    It 'are terminating when the configuration cannot be opened' {
        $file = New-Item (Join-Path $folder broken.db) -Value ('not a database ' * 1000)
        { Connect-BackupConfiguration $file } | Should -Throw -PassThru | ForEach-Object { $_.CategoryInfo.Category } | Should -Be 'OpenError'
        (Get-BackupConfiguration).Location | Should -BeLike "$folder*" -Because 'the earlier configuration stays open'
    }

    It 'do not come of a file that stands where a folder should: the folder takes a number' {
        $null = Invoke-Simulator $simulator messages Post @{ user = 'user1@contoso.example'; action = 'add'; count = 3; text = 'x' }
        $null = Start-BackupJob Daily
        $target = Join-Path $folder blocked
        $items = Get-BackupItem -Job Daily -Object user1*
        $null = New-Item -ItemType Directory "$target/user1@contoso.example"
        $null = New-Item -ItemType File "$target/user1@contoso.example/Mailbox"
        $exported = $items | Export-BackupItem $target -ErrorVariable problem
        $problem | Should -BeNullOrEmpty
        @($exported).Count | Should -Be @($items).Count
        Test-Path "$target/user1@contoso.example/Mailbox (2)" -PathType Container | Should -BeTrue
    }

    It 'are written to the stream for each item that cannot be exported, with what to do' {
        $items = Get-BackupItem -Job Daily -Object user1*
        Remove-Item -Recurse -Force (Join-Path $folder repository/packs/*)
        $exported = $items | Export-BackupItem (Join-Path $folder damaged) -ErrorVariable problem -ErrorAction SilentlyContinue
        $exported | Should -BeNullOrEmpty
        $problem.Count | Should -Be @($items).Count
        $problem[0].ErrorDetails.RecommendedAction | Should -Not -BeNullOrEmpty
    }
}
