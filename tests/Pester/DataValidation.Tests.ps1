BeforeAll {
    . $PSScriptRoot/Common.ps1
    Import-Module $ModulePath
    $folder = New-TestFolder
    $simulator = Start-Simulator '--users', '2', '--mail', (Join-Path $Root samples/QuickStart/data/mail)
    Connect-TestConfiguration $simulator $folder
    $null = Start-BackupJob Daily
    $pack = { Get-ChildItem (Join-Path $folder repository/packs) -Recurse -File | Sort-Object Length | Select-Object -Last 1 }
}

AfterAll {
    Remove-Module Veeam365
    Stop-Simulator $simulator
    Remove-Item $folder -Recurse -Force
}

Describe 'Test-BackupRepository -Data' {
    It 'passes an intact repository and remembers when' {
        $checks = Test-BackupRepository Local -Data
        $checks.Outcome | Sort-Object -Unique | Should -Be 'Passed'
        $checks.Name | Should -Be 'Document', 'Index', 'RestorePoints', 'Segments', 'Packs', 'References', 'Cache' -Because 'each step is one result'
        (Get-BackupRepository Local).LastVerified | Should -BeOfType DateTimeOffset
        (Get-RestorePoint -Latest).LastVerified | Should -BeOfType DateTimeOffset
    }

    It 'reads a share, or as long as there is time' {
        (Test-BackupRepository Local -Percent 10).Outcome | Sort-Object -Unique | Should -Be 'Passed'
        (Test-BackupRepository Local -MaximumTime 0:00:01).Outcome | Sort-Object -Unique | Should -Be 'Passed'
        { Test-BackupRepository Local -Percent 0 } | Should -Throw
        (Test-BackupRepository Local -Data -Percent 5).Name | Should -Contain 'Packs' -Because '-Data says what is tested, -Percent how much of it'
        { Test-BackupRepository Local -Percent 5 -MaximumTime 0:00:01 } | Should -Throw -ErrorId 'AmbiguousParameterSet*'
    }

    It 'shows nothing but the checks of the place without it' {
        (Test-BackupRepository Local).Name | Should -Contain 'Write'
    }

    It 'names what is damaged, changes nothing with -WhatIf, repairs, and the next session makes it good' {
        $file = & $pack
        $bytes = [IO.File]::ReadAllBytes($file.FullName)
        $bytes[200] = $bytes[200] -bxor 1
        [IO.File]::WriteAllBytes($file.FullName, $bytes)

        $found = Test-BackupRepository Local -Data -ErrorVariable errors -ErrorAction SilentlyContinue
        $errors[0].FullyQualifiedErrorId | Should -BeLike 'Data.Damaged,*'
        $errors[0].CategoryInfo.Category | Should -Be 'InvalidData'
        $damage = $found | Where-Object StoredObject
        ($damage | Where-Object Kind -eq Pack).Name | Should -BeLike "packs/*$($file.Name)"
        $items = $damage | Where-Object Key
        $items | Should -Not -BeNullOrEmpty
        $items.Folder | Should -Not -BeNullOrEmpty
        $items.RestorePoints | Should -Contain (Get-RestorePoint -Latest).Id
        (Get-RestorePoint -Latest).LastVerified | Should -BeNullOrEmpty

        $null = Test-BackupRepository Local -Data -Repair -WhatIf -ErrorAction SilentlyContinue
        $file.FullName | Should -Exist
        $repaired = Test-BackupRepository Local -Data -Repair -Confirm:$false -ErrorAction SilentlyContinue
        ($repaired | Where-Object Kind -eq Pack).Status | Should -Be 'Lost'
        $file.FullName | Should -Not -Exist
        (Start-BackupJob Daily).Status | Should -Be 'Success'
        $left = Test-BackupRepository Local -Data -WarningAction SilentlyContinue | Where-Object StoredObject
        $left.RestorePoints | Should -Not -Contain (Get-RestorePoint -Latest).Id -Because 'only older restore points still miss something'
        (Get-RestorePoint -Latest).LastVerified | Should -BeOfType DateTimeOffset
    }
}
