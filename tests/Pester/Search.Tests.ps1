BeforeAll {
    . $PSScriptRoot/Common.ps1
    Import-Module $ModulePath
    $folder = New-TestFolder
    $simulator = Start-Simulator
    Connect-TestConfiguration $simulator $folder
    $null = Invoke-Simulator $simulator messages Post @{ user = 'user1@contoso.example'; action = 'add'; count = 20; subject = 'annual report' }
    $null = Start-BackupJob Daily
    $null = Invoke-Simulator $simulator messages Post @{ user = 'user1@contoso.example'; action = 'add'; count = 3; subject = 'budget plan' }
    $null = Start-BackupJob Daily
    $points = Get-RestorePoint Daily
}

AfterAll {
    Remove-Module Veeam365
    Stop-Simulator $simulator
    Remove-Item $folder -Recurse -Force
}

Describe 'Get-BackupItem' {
    It 'finds words, with or without their parameter''s name' {
        Get-BackupItem -Job Daily -Word REPORT | Should -HaveCount 20
        Get-BackupItem -Job Daily 'report annual' | Should -HaveCount 20
        Get-BackupItem -Job Daily -Word bud* | Should -HaveCount 3
        Get-BackupItem -Job Daily -Word '"report annual"' | Should -BeNullOrEmpty
        { Get-BackupItem -Job Daily -Word '*port' -ErrorAction Stop } | Should -Throw -ErrorId 'Search.Pattern*'
    }

    It 'searches an organization, as of a moment' {
        Get-BackupItem -Organization Contoso -Word budget | Should -HaveCount 3
        Get-BackupItem -Organization Contoso -Word budget -At $points[1].CreatedAt | Should -BeNullOrEmpty
        Get-BackupItem -Job Daily -Word annual -At $points[1].CreatedAt | Should -HaveCount 20
        { Get-BackupItem -Job Daily -At '2001-01-01' -ErrorAction Stop } | Should -Throw -ErrorId 'RestorePoint.NotFound*'
    }

    It 'tells of versions which restore points hold them' {
        $all = Get-BackupItem -Job Daily -Word budget -AllVersions -IncludeDeleted
        $all | Should -HaveCount 3
        $all[0].FirstRestorePoint | Should -Be 2
        $all[0].IsDeleted | Should -BeFalse
    }

    It 'stops at once when enough was found' {
        $watch = [Diagnostics.Stopwatch]::StartNew()
        Get-BackupItem -Job Daily -Word report | Select-Object -First 1 | Should -HaveCount 1
        $watch.Elapsed.TotalSeconds | Should -BeLessThan 5
    }

    It 'completes organizations' {
        (TabExpansion2 'Get-BackupItem -Organization Con').CompletionMatches.CompletionText | Should -Contain 'Contoso'
    }
}

Describe 'Export-BackupItem' {
    It 'goes on where it was interrupted' {
        $target = Join-Path $folder resumed
        $null = Export-BackupItem -Job Daily $target | Select-Object -First 5
        $again = Export-BackupItem -Job Daily $target
        ($again | Where-Object Skipped).Count | Should -BeGreaterOrEqual 5
        $files = Get-ChildItem $target -Recurse -File | Where-Object Name -ne veeam365-export.jsonl
        $files | Should -HaveCount @($again).Count
    }

    It 'writes a mailbox and an archive' {
        $mbox = Export-BackupItem -Job Daily (Join-Path $folder mbox) -Format Mbox -Object user1@* | Select-Object -ExpandProperty Path -Unique
        $mbox | Where-Object { $_ -like '*.mbox' } | Should -Not -BeNullOrEmpty
        $null = Export-BackupItem -Job Daily (Join-Path $folder all.zip) -Zip
        Join-Path $folder all.zip | Should -Exist
        Expand-Archive (Join-Path $folder all.zip) (Join-Path $folder unpacked)
        Get-Content (Join-Path $folder unpacked/veeam365-export.jsonl) | ConvertFrom-Json | Should -Not -BeNullOrEmpty
        { Export-BackupItem -Job Daily (Join-Path $folder all.zip) -Zip -ErrorAction Stop } | Should -Throw -ErrorId 'Export.Exists*'
    }
}

Describe 'Compare-BackupItem' {
    It 'tells what a session changed' {
        $differences = Compare-BackupItem $points[1] $points[0]
        $differences | Where-Object Change -eq Added | Should -HaveCount 3
        Compare-BackupItem $points[0].Id $points[0].Id | Should -BeNullOrEmpty
    }

    It 'tells what changed at the source since' {
        $null = Invoke-Simulator $simulator messages Post @{ user = 'user1@contoso.example'; action = 'add'; count = 2; subject = 'newer' }
        $differences = Compare-BackupItem -Job Daily -Live -Workload Mailbox
        $differences | Should -HaveCount 2
        $differences.Change | Should -Be Added, Added
        $points[1] | Compare-BackupItem -Live -Object user1@* -Workload Mailbox | Should -HaveCount 5
    }
}
