BeforeAll {
    . $PSScriptRoot/Common.ps1
    Import-Module $ModulePath
    $folder = New-TestFolder
    $simulator = Start-Simulator '--users', '1', '--mail', (Join-Path $Root samples/QuickStart/data/mail)
    Connect-TestConfiguration $simulator $folder
    $null = Start-BackupJob Daily

    function Show($Objects, [string] $As = 'Format-Table') {
        $rendering = $PSStyle.OutputRendering
        $PSStyle.OutputRendering = 'PlainText'
        try { ($Objects | & $As | Out-String -Width 200).Trim() -split '\r?\n' | ForEach-Object TrimEnd } finally { $PSStyle.OutputRendering = $rendering }
    }
}

AfterAll {
    Remove-Module Veeam365
    Stop-Simulator $simulator
    Remove-Item $folder -Recurse -Force
}

Describe 'Tables and lists' {
    It 'render every output: <Command>' -ForEach @(
        @{ Command = 'Get-BackupOrganization'; Columns = 'Name Tenant Client Credential Added' }
        @{ Command = 'Get-BackupOrganizationObject Contoso'; Columns = 'Kind DisplayName Address Workloads Enabled Guest Licensed' }
        @{ Command = 'Test-BackupOrganization Contoso'; Columns = 'Check Outcome Message' }
        @{ Command = 'Get-BackupRepository'; Columns = 'Name Type Location Encrypted Retention Immutable Added LastVerified' }
        @{ Command = 'Test-BackupRepository Local -Data'; Columns = 'Check Outcome Message' }
        @{ Command = 'Get-BackupJob'; Columns = 'Name Organization Repository Enabled LastStatus LastStart Scope' }
        @{ Command = 'New-BackupScope a, b -Exclude c'; Columns = 'Includes Workloads Excludes' }
        @{ Command = 'Get-BackupSession'; Columns = 'Job Kind Status Started Duration Objects Items Read' }
        @{ Command = 'Get-BackupSession -Log'; Columns = '# Time Severity Message' }
        @{ Command = 'Get-BackupSession -Task'; Columns = 'Object Workload Status Items Removed Read Gaps Speed Duration Proxy Message' }
        @{ Command = 'Get-BackupProxy'; Columns = 'Name Status Pool HostName Version Threads Tasks Download LastSeen' }
        @{ Command = 'Get-RestorePoint'; Columns = 'Job # Created Kind Objects Items Size Gaps ImmutableUntil LastVerified Repository' }
        @{ Command = 'Get-BackupItem -Job Daily'; Columns = 'Modified Size Folder From Name' }
        @{ Command = 'Export-BackupItem -Job Daily -Destination (Join-Path $folder table) -Force'; Columns = 'Size Path' }
        @{ Command = 'Compare-BackupItem -Job Daily -Live | Should -BeNullOrEmpty; Get-BackupItem -Job Daily -AllVersions'; Columns = 'Modified Size Folder From Name' }
        @{ Command = 'Optimize-BackupRepository Local'; Columns = 'Repository RestorePoints PacksFreed Repacked Freed Waiting Duration' }
        @{ Command = 'Optimize-BackupRepository Local -WhatIf'; Columns = 'Repository RestorePoints Free Repack Freed Rewritten Needed Waiting' }
        @{ Command = 'Sync-BackupRepository Local'; Columns = 'Repository RestorePointsRead Duration' }
        @{ Command = 'Move-BackupRepository Local (New-Item -ItemType Directory (Join-Path $folder moved)).FullName'; Columns = 'Repository To Objects Size Duration' }
    ) {
        $objects = Invoke-Expression $Command
        $header = Show $objects | Where-Object { ($_ -replace '\s+', ' ').Trim() -eq $Columns }
        $header | Should -Not -BeNullOrEmpty -Because (Show $objects | Out-String)
        Show $objects Format-List | Should -Not -BeNullOrEmpty
    }

    It 'show sizes for people and keep bytes in the property' {
        $point = Get-RestorePoint -Latest
        $point.Bytes | Should -BeOfType long
        Show $point | Select-Object -Last 1 | Should -Match '\d+(\.\d)? KB'
    }

    It 'show local time and keep the offset in the property' {
        $session = Get-BackupSession -Last 1
        $session.StartedAt | Should -BeOfType DateTimeOffset
        Show $session | Select-Object -Last 1 | Should -Match $session.StartedAt.ToLocalTime().ToString('yyyy-MM-dd HH:mm')
    }

    It 'show no secret of an organization or a repository' {
        $text = (Get-BackupOrganization | Format-List * | Out-String) + (Get-BackupOrganization | ConvertTo-Json) + (Get-BackupRepository | ConvertTo-Json)
        $text | Should -Not -Match ([regex]::Escape($simulator.clientSecret))
    }
}
