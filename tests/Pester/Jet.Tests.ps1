BeforeAll {
    . $PSScriptRoot/Common.ps1
    Import-Module $ModulePath
    $folder = New-TestFolder
    $simulator = Start-Simulator '--users', '1', '--mail', (Join-Path $Root samples/QuickStart/data/mail)
    Connect-TestConfiguration $simulator $folder
    $null = Start-BackupJob Daily
}

AfterAll {
    Remove-Module Veeam365
    Stop-Simulator $simulator
    Remove-Item $folder -Recurse -Force
}

Describe 'JET repositories' {
    BeforeAll { $jet = (New-Item -ItemType Directory (Join-Path $folder jet)).FullName }

    if (-not $IsWindows) {
        It 'are refused where the engine is not, with the alternatives, and leave nothing behind' {
            { Add-BackupRepository Jet -Jet -Path $jet -ErrorAction Stop } | Should -Throw -ErrorId 'Repository.JetUnavailable*'
            $Error[0].ErrorDetails.RecommendedAction | Should -BeLike '*S3*'
            Get-ChildItem $jet | Should -BeNullOrEmpty
            (Get-BackupRepository).Name | Should -Be 'Local'
        }
    }

    It 'are neither encrypted nor immutable' {
        { Add-BackupRepository Jet -Jet -Path $jet -Password (ConvertTo-Secret 'p') -ErrorAction Stop } | Should -Throw -ErrorId 'Repository.JetNotEncrypted*'
        { Add-BackupRepository Jet -Jet -Path $jet -SharedFolder -ErrorAction Stop } | Should -Throw -ErrorId 'AmbiguousParameterSet*'
    }
}

# The tests of this block are one story and run in this order.
Describe 'Moving a repository' {
    BeforeAll { $target = (New-Item -ItemType Directory (Join-Path $folder moved)).FullName }

    It 'changes nothing with -WhatIf' {
        Move-BackupRepository Local $target -WhatIf
        Get-ChildItem $target | Should -BeNullOrEmpty
    }

    It 'refuses a place that holds something else' {
        $null = New-Item (Join-Path $target 'My letter.txt')
        { Move-BackupRepository Local $target -ErrorAction Stop } | Should -Throw -ErrorId 'Repository.Occupied*'
        Remove-Item (Join-Path $target 'My letter.txt')
    }

    It 'copies everything and lets the jobs go on incrementally' {
        $from = (Get-BackupRepository Local).Location
        $moved = Get-BackupRepository Local | Move-BackupRepository -Path $target
        $moved.From | Should -Be $from
        $moved.To | Should -Be $target
        $moved.Objects | Should -BeGreaterThan 5
        $moved.BytesSent | Should -BeGreaterOrEqual $moved.Bytes
        Remove-Item $from -Recurse
        (Get-BackupRepository Local).Location | Should -Be $target
        $session = Start-BackupJob Daily
        $session.Status | Should -Be 'Success'
        $session.Kind | Should -Be 'Incremental'
        (Test-BackupRepository Local -Data).Outcome | Sort-Object -Unique | Should -Be 'Passed'
        Get-RestorePoint Daily | Should -HaveCount 2
    }

    It 'has nothing to compact in a folder' {
        (Optimize-BackupRepository Local -Compact).BytesCompacted | Should -Be 0
    }
}
