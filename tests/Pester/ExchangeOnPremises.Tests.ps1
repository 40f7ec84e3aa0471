BeforeAll {
    . $PSScriptRoot/Common.ps1
    Import-Module $ModulePath
    $folder = New-TestFolder
    $all = 'Get-ExchangeServer', 'Get-OrganizationConfig', 'Get-ManagementRoleAssignment', 'Get-Recipient', 'Get-Mailbox', 'Get-DistributionGroup', 'Get-DynamicDistributionGroup', 'Get-DistributionGroupMember'

    function Start-ExchangeSimulator {
        $dll = Get-ChildItem (Join-Path $Root 'tests/Simulators/Exchange/bin') -Recurse -Filter Veeam365.Simulators.Exchange.dll | Sort-Object LastWriteTimeUtc | Select-Object -Last 1
        if (-not $dll) { throw 'The Exchange simulator is not built: dotnet build tests/Simulators/Exchange' }
        $start = [Diagnostics.ProcessStartInfo]::new('dotnet')
        $start.RedirectStandardOutput = $true
        $start.ArgumentList.Add($dll.FullName)
        $process = [Diagnostics.Process]::Start($start)
        $process.StandardOutput.ReadLine() | ConvertFrom-Json | Add-Member -PassThru NoteProperty Process $process
    }

    function Invoke-ExchangeSimulator([string] $Path) {
        Invoke-RestMethod ([uri]::new([uri] $exchange.ews, "/_simulator/$Path")) -Headers @{ 'X-Simulator-Key' = $exchange.password } -SkipCertificateCheck
    }

    # A constrained endpoint, no language, only these commands: what a real PowerShell serves in place of an Exchange server.
    function Use-FakeExchange([string[]] $Hidden = @(), [hashtable] $With = @{}) {
        $name = [guid]::NewGuid().ToString('N')
        $settings = @{
            Mailboxes     = $directory
            Groups        = @(
                @{ Id = [guid]::NewGuid(); Name = 'everybody'; Members = @('alice@contoso.example', 'rooms') }
                @{ Id = [guid]::NewGuid(); Name = 'rooms'; Dynamic = $true }
            )
            Versions      = @('Version 15.2 (Build 2562.17)')
            Impersonators = @(@{ Name = 'backup' })
        }
        foreach ($key in $With.Keys) { $settings[$key] = $With[$key] }
        $data = Join-Path $folder "$name.json"
        $settings | ConvertTo-Json -Depth 6 | Set-Content $data
        $endpoint = Join-Path $folder "$name.pssc"
        # The commands of the modules are not visible; only the fake ones are.
        @"
@{
    SchemaVersion = '2.0.0.0'
    GUID = '$([guid]::NewGuid())'
    SessionType = 'Empty'
    LanguageMode = 'NoLanguage'
    ModulesToImport = @('Microsoft.PowerShell.Utility', '$(Join-Path $PSScriptRoot FakeExchange/FakeExchange.psm1)')
    VisibleFunctions = @('$(($all | Where-Object { $_ -notin $Hidden }) -join "', '")')
}
"@ | Set-Content $endpoint
        $env:VEEAM365_FAKE_EXCHANGE = $data
        $env:VEEAM365_EXCHANGE_LOCAL_ENDPOINT = $endpoint
    }

    function Get-Account([string] $Password = $exchange.password) { [pscredential]::new($exchange.userName, (ConvertTo-Secret $Password)) }

    function Test-Headquarters([string] $Name) {
        $checks = Test-BackupOrganization Headquarters
        if ($Name) { $checks | Where-Object Name -EQ $Name } else { $checks }
    }

    $env:VEEAM365_EXCHANGE_OPEN_TIMEOUT = '20'
    $env:VEEAM365_EXCHANGE_COMMAND_TIMEOUT = '20'
    $exchange = Start-ExchangeSimulator
    $directory = Invoke-ExchangeSimulator directory
    Use-FakeExchange
    $null = Connect-BackupConfiguration (Join-Path $folder configuration)
    $on = @{
        OnPremises           = $true
        ConnectionUri        = 'https://mail01.contoso.example/PowerShell/'
        Authentication       = 'Basic'
        EwsUrl               = $exchange.ews
        SkipCertificateCheck = $true
    }
    $added = Add-BackupOrganization @on -Name Headquarters -Credential (Get-Account)
    $null = Add-BackupRepository Local (New-Item -ItemType Directory (Join-Path $folder repository)).FullName
    $null = New-BackupScope -WholeOrganization -Workload Mailbox, ArchiveMailbox, Contacts, Calendar | Add-BackupJob Daily Headquarters Local -RetryCount 0
}

AfterAll {
    Remove-Module Veeam365
    Remove-Item env:VEEAM365_FAKE_EXCHANGE, env:VEEAM365_EXCHANGE_LOCAL_ENDPOINT, env:VEEAM365_EXCHANGE_OPEN_TIMEOUT, env:VEEAM365_EXCHANGE_COMMAND_TIMEOUT -ErrorAction Ignore
    if ($exchange) { $exchange.Process.Kill(); $exchange.Process.WaitForExit() }
    Remove-Item $folder -Recurse -Force
}

Describe 'An on-premises organization, through real remoting' {
    BeforeEach { Use-FakeExchange }

    It 'is added once its checks have passed' {
        $added.Name | Should -Be 'Headquarters'
        $added.IsOnPremises | Should -BeTrue
        $added.Credential | Should -Be 'Password'
        $added.Authentication | Should -Be 'Basic'
        ($added | Format-List | Out-String) | Should -Not -Match $exchange.password
    }

    It 'passes every check, each a result of its own' {
        $checks = Test-Headquarters
        $checks.Name | Should -Be 'PowerShell', 'Version', 'Organization', 'Impersonation', 'Recipients', 'Groups', 'Mailboxes', 'EWS'
        $checks.Outcome | Sort-Object -Unique | Should -Be 'Passed' -Because ($checks | Out-String)
        ($checks | Where-Object Name -EQ Version).Message | Should -BeLike '*Exchange SE*'
    }

    It 'lists mailboxes and groups, and the members of nested and dynamic ones are in a scope' {
        (Get-BackupOrganizationObject Headquarters).DisplayName | Should -Be 'alice', 'bob', 'info', 'room1'
        (Get-BackupOrganizationObject Headquarters alice@contoso.example).Workloads | Should -Contain 'ArchiveMailbox'
        Get-BackupOrganizationObject Headquarters nobody@contoso.example -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        (Get-BackupOrganizationObject Headquarters -Kind Group).GroupType | Should -Be 'Distribution', 'Dynamic'
        $null = New-BackupScope -Group everybody -Workload Mailbox | Add-BackupJob Group Headquarters Local -RetryCount 0
        (Start-BackupJob Group).Status | Should -Be 'Success'
        (Get-BackupItem -Job Group).Object | Sort-Object -Unique | Should -Be 'alice@contoso.example', 'room1@contoso.example'
    }

    It 'is backed up in full, then incrementally, and what is exported is what the mailboxes hold' {
        $session = Start-BackupJob Daily
        $session.Status | Should -Be 'Success' -Because $session.Message
        $session.Kind | Should -Be 'Full'
        $null = Invoke-ExchangeSimulator change
        $session = Start-BackupJob Daily
        $session.Status | Should -Be 'Success' -Because $session.Message
        $session.Kind | Should -Be 'Incremental'
        Get-RestorePoint Daily -Latest | Should -Not -BeNullOrEmpty
        $target = Join-Path $folder export
        $files = Get-BackupItem -Job Daily | Where-Object Kind -EQ Message | Export-BackupItem -Destination $target | ForEach-Object { (Get-FileHash $_.Path).Hash.ToLowerInvariant() }
        $truth = (Invoke-ExchangeSimulator truth).sha256
        $files | Sort-Object | Should -Be ($truth | Sort-Object)
        (Get-BackupItem -Job Daily | Where-Object Kind -EQ Contact | Export-BackupItem -Destination $target).Path | Where-Object { $_ -like '*.vcf' } | Should -Not -BeNullOrEmpty
    }
}

Describe 'What is wrong with an on-premises organization is told, each as its own result' {
    It 'a hidden command, <Hidden>: its check names the role' -ForEach @(
        @{ Hidden = 'Get-ExchangeServer'; Check = 'Version'; Role = 'View-Only Configuration' }
        @{ Hidden = 'Get-OrganizationConfig'; Check = 'Organization'; Role = 'View-Only Configuration' }
        @{ Hidden = 'Get-Recipient'; Check = 'Recipients'; Role = 'View-Only Recipients' }
        @{ Hidden = 'Get-DynamicDistributionGroup'; Check = 'Groups'; Role = 'View-Only Recipients' }
        @{ Hidden = 'Get-Mailbox'; Check = 'Mailboxes'; Role = 'View-Only Recipients' }
    ) {
        Use-FakeExchange -Hidden $Hidden
        $failed = Test-Headquarters | Where-Object Outcome -EQ Failed
        $failed.Name | Should -Be $Check
        $failed.ErrorId | Should -Be 'Exchange.CommandHidden'
        $failed.RecommendedAction | Should -BeLike "*$Role*"
    }

    It 'who may impersonate cannot be read: inconclusive' {
        Use-FakeExchange -Hidden Get-ManagementRoleAssignment
        (Test-Headquarters Impersonation).Outcome | Should -Be 'Inconclusive'
    }

    It 'nobody may impersonate' {
        Use-FakeExchange -With @{ Impersonators = @() }
        $check = Test-Headquarters Impersonation
        $check.Outcome | Should -Be 'Failed'
        $check.ErrorId | Should -Be 'Exchange.ImpersonationMissing'
    }

    It 'a foreign version' {
        Use-FakeExchange -With @{ Versions = @('Version 15.0 (Build 1497.2)') }
        (Test-Headquarters Version).ErrorId | Should -Be 'Exchange.VersionUnsupported'
    }

    It 'a wrong password, at the shell' {
        Use-FakeExchange -With @{ OnOpen = 'Access is denied.' }
        $checks = @(Test-Headquarters)
        $checks.Count | Should -Be 1
        $checks[0].ErrorId | Should -Be 'Exchange.SignInRefused'
    }

    It 'a wrong password, at EWS: nothing is added' {
        Use-FakeExchange
        { Add-BackupOrganization @on -Name Wrong -Credential (Get-Account wrong) -ErrorAction Stop } | Should -Throw -PassThru |
            ForEach-Object { $_.FullyQualifiedErrorId } | Should -BeLike 'Exchange.EwsSignInRefused,*'
        Get-BackupOrganization Wr* | Should -BeNullOrEmpty
    }

    It 'an endpoint that hangs while it opens, no longer than its timeout' {
        Use-FakeExchange -With @{ OnOpen = 'Hang' }
        $env:VEEAM365_EXCHANGE_OPEN_TIMEOUT = '3'
        $took = Measure-Command { $script:checks = @(Test-Headquarters) }
        $env:VEEAM365_EXCHANGE_OPEN_TIMEOUT = '20'
        $checks.ErrorId | Should -Be 'Exchange.OpenTimedOut'
        $took.TotalSeconds | Should -BeLessThan 15
    }

    It 'a command that hangs' {
        Use-FakeExchange -With @{ HangOn = 'Get-OrganizationConfig' }
        $env:VEEAM365_EXCHANGE_COMMAND_TIMEOUT = '4'
        $check = Test-Headquarters Organization
        $env:VEEAM365_EXCHANGE_COMMAND_TIMEOUT = '20'
        $check.ErrorId | Should -Be 'Exchange.CommandTimedOut'
    }

    It 'a session that is dropped again and again' {
        Use-FakeExchange -With @{ DropOn = 'Get-OrganizationConfig' }
        (Test-Headquarters Organization).ErrorId | Should -Be 'Exchange.SessionDropped'
    }

    It 'a session of a job ends as failed and says what is missing' {
        Use-FakeExchange -Hidden Get-Mailbox
        $session = Start-BackupJob Daily -ErrorAction SilentlyContinue -WarningAction SilentlyContinue
        $session.Status | Should -Be 'Failed'
        $session.Message | Should -BeLike '*View-Only Recipients*'
    }

    It 'off Windows, that WSMan is only there' -Skip:$IsWindows {
        Remove-Item env:VEEAM365_EXCHANGE_LOCAL_ENDPOINT
        $checks = @(Test-Headquarters)
        $checks.ErrorId | Should -Be 'Exchange.WindowsOnly'
        $checks.RecommendedAction | Should -BeLike '*Windows*'
    }

    It 'settings that would send a password in the clear' {
        { Add-BackupOrganization -OnPremises -ConnectionUri http://mail01/PowerShell/ -Authentication Basic -Credential (Get-Account) -ErrorAction Stop } | Should -Throw -ErrorId 'Organization.BasicNotSecure*'
        { Add-BackupOrganization -OnPremises -ErrorAction Stop } | Should -Throw -ErrorId 'Organization.ServerMissing*'
    }
}
