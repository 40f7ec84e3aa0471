BeforeAll {
    . $PSScriptRoot/Common.ps1
    Import-Module $ModulePath
    $folder = New-TestFolder
    $simulator = Start-Simulator '--users', '2', '--mail', (Join-Path $Root samples/QuickStart/data/mail)
    Connect-TestConfiguration $simulator $folder
    $null = 1..3 | ForEach-Object { Start-BackupJob Daily -Full }
}

AfterAll {
    Remove-Module Veeam365
    Stop-Simulator $simulator
    Remove-Item $folder -Recurse -Force
}

# The tests of this block are one story and run in this order.
Describe 'Retention' {
    It 'refuses the newest restore point and removes the others of the pipeline' {
        Get-RestorePoint Daily | Remove-RestorePoint -Confirm:$false -ErrorVariable refused -ErrorAction SilentlyContinue
        $refused.FullyQualifiedErrorId | Should -BeLike 'RestorePoint.Newest*'
        (Get-RestorePoint Daily).Sequence | Should -Be 3
    }

    It 'shows the plan as an object and changes nothing' {
        $before = (Get-ChildItem $folder -Recurse -File).Count
        $plan = Optimize-BackupRepository Loc* -WhatIf
        $plan.Repository | Should -Be 'Local'
        $plan.Objects | Should -BeGreaterThan 0
        $plan.BytesFreed | Should -BeOfType long
        (Get-ChildItem $folder -Recurse -File).Count | Should -Be $before
    }

    It 'marks first and deletes when the grace period is over' {
        $marked = Optimize-BackupRepository Local
        $marked.Waiting | Should -BeGreaterThan 0
        $marked.BytesFreed | Should -Be 0
        $deleted = Get-BackupRepository Local | Optimize-BackupRepository -GracePeriod 0
        $deleted.Waiting | Should -Be 0
        $deleted.BytesFreed | Should -BeGreaterThan 0
    }

    It 'leaves what remains whole' {
        $files = Export-BackupItem -Job Daily -Destination (Join-Path $folder export)
        $files | Should -HaveCount @(Get-Truth $simulator).Count
        (Start-BackupJob Daily).Status | Should -Be 'Success'
    }
}
