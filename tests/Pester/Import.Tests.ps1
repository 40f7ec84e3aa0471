BeforeAll {
    . $PSScriptRoot/Common.ps1
    Import-Module $ModulePath
    $folder = New-TestFolder
    $path = (New-Item -ItemType Directory (Join-Path $folder repository)).FullName
    $simulator = Start-Simulator '--users', '1', '--mail', (Join-Path $Root samples/QuickStart/data/mail)
    $signIn = Get-SignIn $simulator
    $null = Connect-BackupConfiguration (Join-Path $folder first)
    $null = Add-BackupOrganization -Name Contoso @signIn
    $null = Add-BackupRepository Local $path -Password (ConvertTo-Secret 'first one') -RetentionDays 400
    $null = New-BackupScope -WholeOrganization -Workload Mailbox, OneDrive | Add-BackupJob Daily Contoso Local
    $null = Start-BackupJob Daily
}

AfterAll {
    Remove-Module Veeam365
    Stop-Simulator $simulator
    Remove-Item $folder -Recurse -Force
}

# One story: the tests run in this order.
Describe 'A repository that outlives its configuration' {
    It 'is changed in place' {
        $changed = Get-BackupRepository Local | Set-BackupRepository -NewName Main -RetentionMonths 6 -CompressionQuality 3 -PassThru
        $changed.Name | Should -Be 'Main'
        $changed.Retention.Unit | Should -Be 'Months'
        (Get-BackupRepository main).CompressionQuality | Should -Be 3
    }

    It 'gets another password without its data being rewritten' {
        $packs = Get-ChildItem (Join-Path $path packs) -Recurse -File | Get-FileHash
        Set-BackupRepository Main -Password (ConvertTo-Secret 'second one') | Should -BeNullOrEmpty
        (Get-ChildItem (Join-Path $path packs) -Recurse -File | Get-FileHash).Hash | Should -Be $packs.Hash
        (Test-BackupRepository Main).Outcome | Sort-Object -Unique | Should -Be 'Passed'
    }

    It 'is refused to another configuration until it is taken over' {
        $null = Connect-BackupConfiguration (Join-Path $folder second)
        $other = @{ Name = 'Old'; Path = $path; Password = ConvertTo-Secret 'second one' }
        { Add-BackupRepository @other -ErrorAction Stop } | Should -Throw -ErrorId 'Repository.OwnedByOther*'
        $other.Password = ConvertTo-Secret 'first one'
        { Add-BackupRepository @other -TakeOver -ErrorAction Stop } | Should -Throw -ErrorId 'Repository.WrongPassword*'
        $other.Password = ConvertTo-Secret 'second one'
        $imported = Add-BackupRepository @other -TakeOver
        $imported.Retention.Count | Should -Be 6
    }

    It 'brings its restore points back, found by organization and exported without any sign-in' {
        (Get-BackupOrganization Contoso).Credential | Should -Be 'None'
        $point = Get-RestorePoint -Organization Contoso
        $point | Should -HaveCount 1
        (Export-BackupItem -Job Daily -Destination (Join-Path $folder export)).Count | Should -Be $point.Items
    }

    It 'goes on from them' {
        $null = Add-BackupOrganization -Name Contoso @signIn
        $null = New-BackupScope -WholeOrganization -Workload Mailbox, OneDrive | Add-BackupJob Daily Contoso Old
        (Start-BackupJob Daily).Kind | Should -Be 'Incremental'
    }

    It 'refuses the sessions of its former configuration' {
        $null = Connect-BackupConfiguration (Join-Path $folder first)
        { Start-BackupJob Daily -ErrorAction Stop } | Should -Throw '*belongs to another configuration*'
    }

    It 'is taken back' {
        Set-BackupRepository Main -TakeOver
        (Start-BackupJob Daily).Kind | Should -Be 'Incremental'
    }

    It 'does not let values out of range pass' {
        { Set-BackupRepository Main -RetentionDays 0 } | Should -Throw
        { Set-BackupRepository Main -CompressionQuality 12 } | Should -Throw
        { Set-BackupRepository Main -RetentionType ItemLevel -ErrorAction Stop } | Should -Throw -ErrorId 'Repository.RetentionTypeFixed*'
        { Set-BackupRepository Main -ImmutableDays 7 -ErrorAction Stop } | Should -Throw -ErrorId 'Repository.*'
    }
}
