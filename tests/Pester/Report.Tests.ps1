BeforeAll {
    . $PSScriptRoot/Common.ps1
    Import-Module $ModulePath
    $folder = New-TestFolder
    $simulator = Start-Simulator '--users', '2', '--mail', (Join-Path $Root samples/QuickStart/data/mail)
    Connect-TestConfiguration $simulator $folder
    Set-BackupJob Daily -Scope (New-BackupScope -User user1* -Workload Mailbox)
    $null = Start-BackupJob Daily
}

AfterAll {
    Remove-Module Veeam365
    Stop-Simulator $simulator
    Remove-Item $folder -Recurse -Force
}

Describe 'Export-BackupReport' {
    It 'writes a page, JSON and CSV beside it' {
        $files = Export-BackupReport (Join-Path $folder reports/backup.html)
        $files.Name | Should -Be 'backup.html', 'backup.json', 'backup.objects.csv', 'backup.sessions.csv'
        $page = Get-Content $files[0] -Raw
        $page | Should -BeLike '<!DOCTYPE html>*user1@contoso.example*</html>*'
        $page | Should -Not -Match '<script|https?://'
        $json = Get-Content $files[1] -Raw | ConvertFrom-Json
        $json.sessions.status | Should -Be 'Success'
        $json.unprotected | ForEach-Object { $_.address } | Should -Be 'user2@contoso.example'
        $row = Import-Csv $files[2]
        $row.Address | Should -Be 'user1@contoso.example'
        [long]$row.MailboxBytes | Should -Be ($json.objects[0].bytes)
        (Import-Csv $files[3]).Job | Should -Be 'Daily'
    }

    It 'reads no repository and, if told so, asks no directory' {
        Rename-Item (Join-Path $folder repository) away
        try {
            $page = Get-Content (Export-BackupReport (Join-Path $folder quiet.html) -Format Html -SkipDirectory) -Raw
            $page | Should -BeLike '*user1@contoso.example*The directory was not asked*'
        }
        finally {
            Rename-Item (Join-Path $folder away) repository
        }
        Join-Path $folder quiet.json | Should -Not -Exist
    }

    It 'covers one organization and as many days as it is told' {
        $file = Get-BackupOrganization Contoso | Export-BackupReport (Join-Path $folder one.html) -Days 7 -Format Json
        $json = Get-Content $file -Raw | ConvertFrom-Json
        $json.scope | Should -Be 'Contoso'
        $json.daysSeen | Should -HaveCount 7
        { Export-BackupReport (Join-Path $folder x.html) -Organization Nobody -ErrorAction Stop } | Should -Throw -ErrorId 'Organization.NotFound*'
    }

    It 'writes nothing with -WhatIf' {
        Export-BackupReport (Join-Path $folder none.html) -WhatIf | Should -BeNullOrEmpty
        Join-Path $folder none.html | Should -Not -Exist
    }
}
