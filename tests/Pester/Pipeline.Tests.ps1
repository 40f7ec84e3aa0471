BeforeAll {
    . $PSScriptRoot/Common.ps1
    Import-Module $ModulePath
    $folder = New-TestFolder
    $simulator = Start-Simulator
    Connect-TestConfiguration $simulator $folder
    $null = Invoke-Simulator $simulator messages Post @{ user = 'user1@contoso.example'; action = 'add'; count = 600; text = 'x' }
    $null = Start-BackupJob Daily
}

AfterAll {
    Remove-Module Veeam365
    Stop-Simulator $simulator
    Remove-Item $folder -Recurse -Force
}

Describe 'References' {
    It 'are names, ids or objects' {
        $job = Get-BackupJob Daily
        (Get-BackupJob $job.Id).Name | Should -Be 'Daily'
        Get-RestorePoint -Job Daily | Should -HaveCount 1
        Get-RestorePoint -Job $job.Id | Should -HaveCount 1
        Get-RestorePoint -Job $job | Should -HaveCount 1
        $job | Get-RestorePoint | Should -HaveCount 1
        $job | Get-BackupSession | Should -HaveCount 1
        'daily' | Get-RestorePoint | Should -HaveCount 1
    }

    It 'come by property name, as from a CSV file' {
        "Name`nDaily" | ConvertFrom-Csv | Disable-BackupJob -PassThru | ForEach-Object IsEnabled | Should -BeFalse
        [pscustomobject]@{ Job = 'Daily' } | Enable-BackupJob -PassThru | ForEach-Object IsEnabled | Should -BeTrue
    }

    It 'tell sessions from jobs in the pipeline' {
        Get-BackupSession Daily | Get-BackupSession -Log | Should -Not -BeNullOrEmpty
    }
}

Describe 'The pipeline' {
    It 'gives items as they are found: Select-Object -First ends the search' {
        Get-BackupItem -Job Daily | Select-Object -First 2 | Should -HaveCount 2
        Get-BackupItem -Job Daily | Should -HaveCount 600
    }

    It 'ends an export in the same way' {
        Export-BackupItem -Job Daily -Destination (Join-Path $folder first) | Select-Object -First 1 | Should -HaveCount 1
    }

    It 'can be slow without anything getting lost' {
        $seen = [Collections.Generic.HashSet[string]]::new()
        Get-BackupItem -Job Daily | ForEach-Object { if ($seen.Count % 100 -eq 0) { Start-Sleep -Milliseconds 50 }; $null = $seen.Add($_.Key) }
        $seen.Count | Should -Be 600
    }

    It 'searches within a search' {
        Get-BackupItem -Job Daily | Select-Object -First 3 | ForEach-Object { Get-BackupItem -Job Daily -Name $_.Name } | Should -HaveCount 3
    }

    It 'writes the session''s log as verbose lines, and progress to the progress stream' {
        $all = Start-BackupJob Daily -Verbose 4>&1
        @($all | Where-Object { $_ -is [Management.Automation.VerboseRecord] }).Message | Should -Contain 'Session ended: Success.'
        $shell = [powershell]::Create('CurrentRunspace').AddCommand('Start-BackupJob').AddParameter('Job', 'Daily')
        $null = $shell.Invoke()
        @($shell.Streams.Progress | Where-Object RecordType -EQ Completed | ForEach-Object ActivityId) | Should -Contain 0
        $shell.Dispose()
    }
}

Describe '-WhatIf' {
    It 'keeps everything as it is: <_>' -ForEach @(
        'Start-BackupJob Daily'
        'Stop-BackupJob Daily'
        'Disable-BackupJob Daily'
        'Set-BackupJob Daily -NewName Other'
        'Remove-BackupJob Daily'
        'Remove-BackupRepository Local'
        'Remove-BackupOrganization Contoso'
        'Sync-BackupRepository Local -Rebuild'
        'New-BackupScope a | Add-BackupJob New Contoso Local'
        'Add-BackupRepository New (New-Item -ItemType Directory -Force (Join-Path $folder new)).FullName'
        'Add-BackupOrganization t c -ClientSecret (ConvertTo-Secret s)'
        'Export-BackupItem -Job Daily -Destination (Join-Path $folder whatif)'
        'Disconnect-BackupConfiguration'
    ) {
        $everything = { 'Get-BackupJob', 'Get-BackupRepository', 'Get-BackupOrganization', 'Get-BackupSession', 'Get-RestorePoint' | ForEach-Object { & $_ | ConvertTo-Json -Depth 3 } }
        $before = & $everything
        Invoke-Expression "$_ -WhatIf" | Should -BeNullOrEmpty
        & $everything | Should -Be $before
        Join-Path $folder whatif | Should -Not -Exist
        Get-ChildItem (Join-Path $folder new) -ErrorAction Ignore | Should -BeNullOrEmpty
    }
}

Describe 'Completion' {
    BeforeAll {
        $null = New-BackupScope a | Add-BackupJob "Bob's weekly" Contoso Local
        function Complete([string] $Line) { (TabExpansion2 $Line $Line.Length).CompletionMatches.CompletionText }
    }

    It 'offers names: <Line>' -ForEach @(
        @{ Line = 'Start-BackupJob '; Expected = "'Bob''s weekly'", 'Daily' }
        @{ Line = 'Start-BackupJob b'; Expected = "'Bob''s weekly'" }
        @{ Line = "Start-BackupJob 'Bob''s"; Expected = "'Bob''s weekly'" }
        @{ Line = 'Start-BackupJob "Bob'; Expected = "'Bob''s weekly'" }
        @{ Line = 'Get-BackupItem -Job D'; Expected = 'Daily' }
        @{ Line = 'Get-BackupJob D'; Expected = 'Daily' }
        @{ Line = 'Test-BackupRepository '; Expected = 'Local' }
        @{ Line = 'Add-BackupJob X C'; Expected = 'Contoso' }
        @{ Line = 'Get-RestorePoint -Repository '; Expected = 'Local' }
        @{ Line = 'Get-BackupItem -Job Daily -Workload OneD'; Expected = 'OneDrive' }
        @{ Line = 'Add-BackupOrganization -Region UsGovernmentD'; Expected = 'UsGovernmentDoD' }
    ) {
        Complete $Line | Should -Be $Expected
    }

    It 'is not literal text that runs: what it inserts names the job' {
        (Invoke-Expression "Get-BackupJob $(Complete 'Get-BackupJob b')").Name | Should -Be "Bob's weekly"
    }

    It 'offers restore points with words beside them' {
        $id = (Get-RestorePoint -Latest).Id
        $offered = (TabExpansion2 "Get-BackupItem $("$id".Substring(0, 8))" 23).CompletionMatches
        $offered.ListItemText | Should -Contain "$id"
        $offered[0].ToolTip | Should -BeLike 'Daily*600 items'
    }

    It 'offers nothing, quickly and without an error, when there is no database' {
        Invoke-Child {
            param($module)
            Import-Module $module
            $env:VEEAM365_CONFIGURATION = 'Host=192.0.2.1;Username=nobody;Password=none;Timeout=60'
            $line = 'Start-BackupJob x'
            (TabExpansion2 $line $line.Length).CompletionMatches.Count
        } $ModulePath | Should -Be 0
    }
}
