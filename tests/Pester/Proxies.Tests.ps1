BeforeAll {
    . $PSScriptRoot/Common.ps1
    Import-Module $ModulePath
    $folder = New-TestFolder
    $null = Connect-BackupConfiguration (Join-Path $folder configuration)
}

AfterAll {
    Remove-Module Veeam365
    Remove-Item $folder -Recurse -Force
}

Describe 'Proxies of an embedded configuration' {
    It 'has the default proxy, which is this process' {
        $proxy = Get-BackupProxy
        $proxy.Name | Should -Be 'Default'
        $proxy.Status | Should -Be 'Online'
        $proxy.ProcessId | Should -Be $PID
        Get-BackupProxyPool | Should -BeNullOrEmpty
    }

    It 'refuses further proxies and pools, and says what they need' {
        { Add-BackupProxy P1 -ErrorAction Stop } | Should -Throw -ErrorId 'Proxy.NeedsPostgreSql*'
        { Add-BackupProxyPool Pool -ErrorAction Stop } | Should -Throw -ErrorId 'Proxy.NeedsPostgreSql*'
    }

    It 'changes the default proxy, which joins no pool and is not started' {
        $changed = Set-BackupProxy Default -Threads 8 -DownloadRate 10MB -PassThru
        $changed.Threads | Should -Be 8
        $changed.DownloadRate | Should -Be 10MB
        (Set-BackupProxy Default -NoDownloadRate -Threads 32 -PassThru).DownloadRate | Should -BeNullOrEmpty
        { Start-BackupProxy Default -ErrorAction Stop } | Should -Throw -ErrorId 'Proxy.IsDefault*'
        { Set-BackupProxy Default -Maintenance -ErrorAction Stop } | Should -Throw -ErrorId 'Proxy.NotInPool*'
        { Remove-BackupProxy Default -Confirm:$false -ErrorAction Stop } | Should -Throw -ErrorId 'Proxy.IsDefault*'
    }

    It 'tells of a name that is not there, and not of a pattern' {
        { Get-BackupProxy nobody -ErrorAction Stop } | Should -Throw -ErrorId 'Proxy.NotFound*'
        Get-BackupProxy nobody* | Should -BeNullOrEmpty
    }

    It 'completes names' {
        $completed = TabExpansion2 'Set-BackupProxy D' -cursorColumn 17
        $completed.CompletionMatches.CompletionText | Should -Contain 'Default'
    }
}

Describe 'The key that opens stored secrets' {
    It 'is exported and imported with a password only' {
        $password = ConvertTo-SecureString 'a long password' -AsPlainText
        # The first secret makes the key.
        $null = Add-BackupRepository Local (New-Item -ItemType Directory (Join-Path $folder repository)).FullName -Password $password
        $exported = Export-BackupConfigurationKey (Join-Path $folder exported.json) -Password $password
        $exported.Path | Should -Exist
        $exported.IsSealed | Should -BeTrue
        $there = Join-Path $folder there.key
        { Import-BackupConfigurationKey $exported.Path -Password (ConvertTo-SecureString other -AsPlainText) -KeyFile $there -ErrorAction Stop } |
            Should -Throw -ErrorId 'Configuration.KeyNotImported*'
        $there | Should -Not -Exist
        (Import-BackupConfigurationKey $exported.Path -Password $password -KeyFile $there).Path | Should -Be $there
        (Get-FileHash $there).Hash | Should -Be (Get-FileHash (Get-BackupConfiguration).KeyFile).Hash
    }
}
