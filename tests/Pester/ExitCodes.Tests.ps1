BeforeAll {
    . $PSScriptRoot/Common.ps1
    Import-Module $ModulePath
    $folder = New-TestFolder
    $simulator = Start-Simulator '--users', '1'
    $null = Invoke-Simulator $simulator messages Post @{ user = 'user1@contoso.example'; action = 'add'; count = 3; text = 'x' }
    Connect-TestConfiguration $simulator $folder
    $signIn = Get-SignIn $simulator
    $signIn.ClientSecret = ConvertTo-Secret 'wrong'
    $null = Add-BackupOrganization -Name Wrong @signIn -SkipTest
    $null = New-BackupScope -WholeOrganization | Add-BackupJob Failing Wrong Local -RetryCount 0
    $null = New-BackupScope user1@contoso.example, nobody@contoso.example -Workload Mailbox | Add-BackupJob Warning Contoso Local -RetryCount 0
    $null = New-BackupScope user1@contoso.example -Workload Mailbox | Add-BackupJob Disabled Contoso Local -Disabled

    # The script of about_Veeam365_Scheduled_Tasks, as people copy it.
    $topic = Get-Content (Join-Path (Split-Path $ModulePath) en-US/about_Veeam365_Scheduled_Tasks.help.txt)
    $lines = $topic | Select-Object -Skip ([array]::IndexOf($topic, '        # backup.ps1') + 1)
    $script = foreach ($line in $lines) { if ($line -match '^\s+pwsh -NoProfile') { break } $line }

    function Invoke-File([string] $Text) {
        $file = Join-Path $folder "$([guid]::NewGuid()).ps1"
        Set-Content $file $Text
        $output = & (Get-Process -Id $PID).Path -NoProfile -NonInteractive -File $file 2>&1
        [pscustomobject]@{ Code = $LASTEXITCODE; Output = $output | Out-String }
    }

    $start = "Import-Module '$ModulePath'; `$null = Connect-BackupConfiguration '$(Join-Path $folder configuration)'`n"
}

AfterAll {
    Remove-Module Veeam365
    Stop-Simulator $simulator
    Remove-Item $folder -Recurse -Force
}

Describe 'pwsh -File' {
    It 'ends with <Code> when <When>' -ForEach @(
        @{ When = 'a session succeeds'; Script = 'Start-BackupJob Daily -ErrorAction Stop'; Code = 0 }
        @{ When = 'a session fails and errors stop'; Script = 'Start-BackupJob Failing -ErrorAction Stop'; Code = 1 }
        @{ When = 'a session fails and $? is asked'; Script = 'Start-BackupJob Failing; exit [int](-not $?)'; Code = 1 }
        @{ When = 'a session has warnings: that is no error'; Script = 'Start-BackupJob Warning -ErrorAction Stop; exit [int](-not $?)'; Code = 0 }
        @{ When = 'the status is asked'; Script = 'exit [int]((Start-BackupJob Warning).Status -ne "Success")'; Code = 1 }
        @{ When = 'a job is disabled'; Script = 'Start-BackupJob Disabled -ErrorAction Stop'; Code = 1 }
        @{ When = 'one of two jobs is not there and $? is asked'; Script = 'Start-BackupJob nothing, Daily; exit [int](-not $?)'; Code = 1 }
        @{ When = 'the configuration cannot be opened: that always ends a script'; Script = 'try { Connect-BackupConfiguration -ConnectionString "Host=127.0.0.1;Port=1;Username=x;Timeout=2" } catch { exit 3 }'; Code = 3 }
        @{ When = 'nothing asks and an error is not terminating'; Script = 'Start-BackupJob nothing; "goes on"'; Code = 0 }
    ) {
        $result = Invoke-File ($start + $Script)
        $result.Code | Should -Be $Code -Because $result.Output
    }

    It 'writes no progress and no colours into a log' {
        $result = Invoke-File ($start + 'Start-BackupJob Daily | Out-String; Get-BackupSession | Format-Table | Out-String')
        $result.Output | Should -Not -Match "`e\[3"
        $result.Output | Should -Not -Match 'objects,.*items,.*at'
    }
}

Describe 'The script of about_Veeam365_Scheduled_Tasks' {
    It 'ends with <Code> when <When>' -ForEach @(
        @{ When = 'all is well'; Jobs = 'Daily'; Code = 0 }
        @{ When = 'a session has warnings'; Jobs = 'Daily', 'Warning'; Code = 1 }
        @{ When = 'a session fails'; Jobs = 'Daily', 'Failing'; Code = 2 }
    ) {
        Get-BackupJob | Disable-BackupJob
        Enable-BackupJob $Jobs
        $text = ($script -join "`n").Replace('Import-Module Veeam365', "Import-Module '$ModulePath'").Replace('D:\Veeam365', (Join-Path $folder configuration))
        $result = Invoke-File $text
        $result.Code | Should -Be $Code -Because $result.Output
    }
}
