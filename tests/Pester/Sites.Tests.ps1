BeforeAll {
    . $PSScriptRoot/Common.ps1
    Import-Module $ModulePath
    $folder = New-TestFolder
    $simulator = Start-Simulator '--users', '1', '--sites', '2', '--files', (Join-Path $Root samples/QuickStart/data/files)
    $hr = 'https://contoso.sharepoint.example/sites/site1'
    $null = Connect-BackupConfiguration (Join-Path $folder configuration)
    $signIn = Get-SignIn $simulator
    $null = Add-BackupOrganization -Name Contoso @signIn
    $null = Add-BackupRepository Local (New-Item -ItemType Directory (Join-Path $folder repository)).FullName

    function Get-SiteTruth([string] $Site) {
        foreach ($file in (Invoke-Simulator $simulator "truth?site=$([uri]::EscapeDataString($Site))").files) { '{0} {1}' -f $file.id, $file.sha256 }
    }

    function Get-ExportedFile($Exported) {
        $Exported | Where-Object Kind -EQ 'File' | ForEach-Object { '{0} {1}' -f ($_.Key -replace '^[^/]+/'), $_.Hash }
    }
}

AfterAll {
    Remove-Module Veeam365
    Stop-Simulator $simulator
    Remove-Item $folder -Recurse -Force
}

# The tests of this block are one story and run in this order.
Describe 'A job with a site' {
    It 'lists the sites of the organization' {
        (Get-BackupOrganizationObject Contoso -Kind Site).DisplayName | Should -Be 'Site 1', 'Site 2'
        (Get-BackupOrganizationObject Contoso "$hr*" -Kind Site).Id | Should -Be (Get-BackupOrganizationObject Contoso $hr -Kind Site).Id
        { Get-BackupOrganizationObject Contoso nowhere -Kind Site -ErrorAction Stop } | Should -Throw -ErrorId 'OrganizationObject.NotFound*'
    }

    It 'takes sites into a scope by address, by name and from the pipeline' {
        (New-BackupScope -Site "$hr/").Include | Should -HaveCount 1
        $both = New-BackupScope -User user1* -Site 'Site 2' -ExcludeSite '*/archive*'
        $both.Include.Kind | Should -Be 'User', 'Site'
        $both.Exclude.Kind | Should -Be 'Site'
        (Get-BackupOrganizationObject Contoso -Kind Site | New-BackupScope).Include.Kind | Should -Be 'Site', 'Site'
    }

    It 'refuses a scope that names nothing' {
        { New-BackupScope | Add-BackupJob Empty Contoso Local -ErrorAction Stop } | Should -Throw -ErrorId 'Job.EmptyScope*'
    }

    It 'backs the site up in full' {
        $null = New-BackupScope -Site $hr -IncludeFileVersion | Add-BackupJob Sites Contoso Local -RetryCount 0
        $session = Start-BackupJob Sites
        $session.Status, $session.Kind, $session.Objects | Should -Be 'Success', 'Full', 1
        (Get-BackupItem -Job Sites).Kind | Sort-Object -Unique | Should -Be 'File', 'ListItem', 'Page'
    }

    It 'moves only what changed, and keeps the version before' {
        $null = Invoke-Simulator $simulator site-changes Post @{ site = $hr; action = 'addItem'; list = 'Tasks'; name = 'A new task' }
        $file = (Get-BackupItem -Job Sites -Kind File)[0]
        $null = Invoke-Simulator $simulator site-changes Post @{ site = $hr; action = 'updateFile'; item = $file.Key -replace '^[^/]+/'; text = 'Changed' }
        $session = Start-BackupJob Sites
        $session.Status, $session.Kind | Should -Be 'Success', 'Incremental'
        # The item, the file, and what the file held before.
        $session.Items | Should -Be 3
        (Get-BackupItem -Job Sites -Kind FileVersion).Folder | Should -BeLike "*/$($file.Name)"
        Get-BackupItem -Job Sites -Kind ListItem -Name 'A new task' | Should -HaveCount 1
    }

    It 'exports the files identical to the source, items and pages as JSON' {
        $exported = Export-BackupItem -Job Sites -Destination (Join-Path $folder export)
        Get-ExportedFile $exported | Sort-Object | Should -Be (Get-SiteTruth $hr | Sort-Object)
        $json = $exported | Where-Object Kind -In 'ListItem', 'Page'
        $json | ForEach-Object { Split-Path -Extension $_.Path } | Sort-Object -Unique | Should -Be '.json'
        $json | ForEach-Object { (Get-Content -Raw $_.Path | ConvertFrom-Json).id } | Should -Not -BeNullOrEmpty
    }

    It 'takes sites with the whole organization' {
        $null = New-BackupScope -WholeOrganization -ExcludeSite 'Site 2' | Add-BackupJob Everything Contoso Local -RetryCount 0
        $session = Start-BackupJob Everything
        $session.Status | Should -Be 'Success'
        (Get-BackupSession -Id $session.Id -Task | Where-Object Workload -EQ 'Site').Object | Should -Be $hr
    }

    It 'tests what sites need' {
        (Test-BackupOrganization Contoso | Where-Object Name -In 'Sites.Read.All', 'Site').Outcome | Should -Be 'Passed', 'Passed'
    }
}
