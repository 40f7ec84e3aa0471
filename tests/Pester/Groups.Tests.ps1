BeforeAll {
    . $PSScriptRoot/Common.ps1
    Import-Module $ModulePath
    $folder = New-TestFolder
    $simulator = Start-Simulator '--users', '3', '--mail', (Join-Path $Root samples/QuickStart/data/mail)
    function Set-Group([hashtable] $Command) { Invoke-Simulator $simulator groups Post $Command }
    $null = Set-Group @{ group = 'Marketing'; action = 'add'; new = @{ displayName = 'Marketing'; isTeam = $true; members = @('user1@contoso.example') } }
    $null = Set-Group @{ group = 'Guards'; action = 'add'; new = @{ displayName = 'Guards'; isUnified = $false; isSecurityEnabled = $true; isMailEnabled = $false; members = @('user3@contoso.example') } }
    $thread = (Set-Group @{ group = 'Marketing'; action = 'startThread'; name = 'Plans'; text = 'Let us begin' }).id
    $post = (Set-Group @{ group = 'Marketing'; action = 'post'; text = 'Hello team' }).id
    $null = Set-Group @{ group = 'Marketing'; action = 'post'; id = $post; text = 'Hello yourself' }
    Connect-TestConfiguration $simulator $folder
}

AfterAll {
    Remove-Module Veeam365
    Stop-Simulator $simulator
    Remove-Item $folder -Recurse -Force
}

# The tests of this block are one story and run in this order.
Describe 'Groups and teams' {
    It 'are listed by kind, name and pattern' {
        (Get-BackupOrganizationObject Contoso -Kind Group).GroupType | Should -Be 'Microsoft365', 'Security'
        (Get-BackupOrganizationObject Contoso mark* -Kind Team).Workloads | Should -Contain 'Team'
        { Get-BackupOrganizationObject Contoso Nobody -Kind Team -ErrorAction Stop } | Should -Throw -ErrorId 'OrganizationObject.NotFound*'
    }

    It 'tell which permissions they need' {
        $checks = Test-BackupOrganization Contoso -Workload GroupMailbox, Team
        $checks.Name | Should -Contain 'ChannelMessage.Read.All'
        $checks.Outcome | Sort-Object -Unique | Should -Be 'Passed'
    }

    It 'make scopes, alone, together and from the pipeline' {
        (New-BackupScope -Group Marketing).Workloads | Should -Be 'Mailbox', 'ArchiveMailbox', 'Contacts', 'Calendar', 'OneDrive', 'GroupMailbox', 'Site'
        (New-BackupScope -Team Marketing).Workloads | Should -Be 'Team', 'Site'
        (New-BackupScope user1@contoso.example -Group Guards -Team M*).Include.Kind | Should -Be 'User', 'Group', 'Team'
        (Get-BackupOrganizationObject Contoso -Kind Group | New-BackupScope).Include.Kind | Should -Be 'Group', 'Group'
        (New-BackupScope -WholeOrganization).Workloads | Should -Contain 'Team'
        (New-BackupScope -WholeOrganization -ExcludeGroup Guards -ExcludeTeam M*).Exclude.Kind | Should -Be 'Group', 'Team'
    }

    It 'are backed up with their members' {
        $null = New-BackupScope -Group Marketing -Team Marketing -Workload Mailbox, GroupMailbox, Team | Add-BackupJob Group Contoso Local -RetryCount 0
        $session = Start-BackupJob Group
        $session.Status | Should -Be 'Success'
        (Get-BackupSession -Id $session.Id -Task).Workload | Sort-Object | Should -Be 'Mailbox', 'Team', 'GroupMailbox'
        ($session | Get-BackupSession -Log).Message | Should -Contain "Group 'marketing@contoso.example' has 1 members to process now."
    }

    It 'become Full with a new member, and only it is read in full' {
        $null = Set-Group @{ group = 'Marketing'; action = 'addMember'; member = 'user2@contoso.example' }
        $null = Set-Group @{ group = 'Marketing'; action = 'deletePost'; id = $post }
        $session = Start-BackupJob Group
        $session.Kind | Should -Be 'Full'
        ($session | Get-BackupSession -Log).Message -match 'never backed up before \(user2@contoso.example\)' | Should -HaveCount 1
        (Get-BackupSession -Id $session.Id -Task | Where-Object Object -EQ 'user1@contoso.example').Items | Should -Be 0
    }

    It 'are exported as they were at each restore point' {
        $points = Get-RestorePoint -Job Group | Sort-Object CreatedAt
        foreach ($number in 0, 1) {
            $null = $points[$number] | Get-BackupItem -Workload Team, GroupMailbox | Export-BackupItem -Destination (Join-Path $folder export$number)
        }
        $texts = { param($number) Get-ChildItem (Join-Path $folder export$number) -Recurse -Filter *.json | Get-Content -Raw | ConvertFrom-Json | ForEach-Object { $_.body.content } | Where-Object { $_ } | Sort-Object }
        & $texts 0 | Should -Be 'Hello team', 'Hello yourself'
        & $texts 1 | Should -Be 'Hello yourself'
        $mail = Get-ChildItem (Join-Path $folder export1) -Recurse -Filter *.eml
        $mail | Should -HaveCount 1
        Get-Content $mail | Should -Contain 'Subject: Plans'
    }
}
