BeforeAll {
    . $PSScriptRoot/Common.ps1
    Import-Module $ModulePath
    $folder = New-TestFolder
    $null = Connect-BackupConfiguration (Join-Path $folder configuration)
    $log = Join-Path $folder log/backup.json
}

AfterAll {
    Remove-Module Veeam365
    Remove-Item $folder -Recurse -Force
}

Describe 'Notifications' {
    It 'sets a webhook and shows neither its key nor its path' {
        $hook = Set-BackupNotification Hook -Url http://127.0.0.1:1/secret-path -On Always -SigningKey (ConvertTo-Secret 'geheim')
        $hook.Kind | Should -Be 'Webhook'
        $hook.On | Should -Be 'Always'
        $hook | Format-List * | Out-String | Should -Not -Match 'geheim|secret-path'
    }

    It 'sets an e-mail with usual settings' {
        $mail = Set-BackupNotification Mail -SmtpServer 127.0.0.1 -Port 1 -From a@contoso.example -To b@contoso.example, c@contoso.example
        $mail.On | Should -Be 'Warning'
        $mail.Target | Should -Be 'b@contoso.example, c@contoso.example by 127.0.0.1'
    }

    It 'writes a log file and tries it' {
        $null = Set-BackupNotification Log -LogPath $log
        (Test-BackupNotification Log).Name | Should -Be 'Log'
        $line = Get-Content $log | Select-Object -Last 1 | ConvertFrom-Json
        $line.Event | Should -Be 'session.ended'
        $line.Job | Should -Be 'Test'
    }

    It 'has one that cannot be reached be an error, and goes on' {
        $taken = Test-BackupNotification -ErrorVariable failures -ErrorAction SilentlyContinue
        $taken.Name | Should -Be 'Log'
        $failures.FullyQualifiedErrorId | Should -Contain 'Notification.WebhookFailed,Veeam365.Backup.PowerShell.Cmdlets.TestBackupNotificationCommand'
        $failures.FullyQualifiedErrorId | Should -Contain 'Notification.MailFailed,Veeam365.Backup.PowerShell.Cmdlets.TestBackupNotificationCommand'
    }

    It 'replaces one of the same name, lists by pattern and removes' {
        (Set-BackupNotification hook -Url https://hooks.example/x -On Failure).Id | Should -Be (Get-BackupNotification Hook).Id
        (Get-BackupNotification *o*).Name | Should -Be 'hook', 'Log'
        Get-BackupNotification | Remove-BackupNotification -Confirm:$false
        Get-BackupNotification | Should -BeNullOrEmpty
        $log | Should -Exist
        { Get-BackupNotification Hook -ErrorAction Stop } | Should -Throw -ErrorId 'Notification.NotFound*'
    }

    It 'refuses <What>' -ForEach @(
        @{ What = 'http over the network'; Arguments = @{ Url = 'http://example.com/' } }
        @{ What = 'an address that is none'; Arguments = @{ SmtpServer = 'x'; From = "a@b.example`r`nBcc: c@d.example"; To = 'c@d.example' } }
        @{ What = 'a password over an unprotected way'; Arguments = @{ SmtpServer = 'x'; From = 'a@b.example'; To = 'c@d.example'; MailSecurity = 'None'; Credential = [pscredential]::new('u', (ConvertTo-SecureString p -AsPlainText -Force)) } }
    ) {
        { Set-BackupNotification New @Arguments -ErrorAction Stop } | Should -Throw -ErrorId 'Notification.InvalidSetting*'
        Get-BackupNotification New -ErrorAction Ignore | Should -BeNullOrEmpty
    }
}
