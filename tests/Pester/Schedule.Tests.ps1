BeforeAll {
    . $PSScriptRoot/Common.ps1
    Import-Module $ModulePath
    $folder = New-TestFolder
    $simulator = Start-Simulator '--users', '2', '--mail', (Join-Path $Root samples/QuickStart/data/mail)
    Connect-TestConfiguration $simulator $folder
    # Six hours ago: no test comes near it, nor near the next time.
    $ago = [datetime]::UtcNow.AddHours(-6).ToString('HH:mm')

    # The schedule of a job as if it had been set two days ago.
    function Set-Missed([string] $Name) {
        $schedule = New-BackupJobSchedule -At $ago -TimeZone UTC
        Set-BackupJob $Name -Schedule $schedule
        # The cmdlets give no way to date a schedule back.
        $module = [AppDomain]::CurrentDomain.GetAssemblies() | Where-Object { $_.GetName().Name -eq 'Veeam365.Backup.PowerShell' }
        $state = $module.GetType('Veeam365.Backup.PowerShell.Connection.ModuleStates').GetProperty('Current').GetValue($null)
        $jobs = $state.OpenAsync([Threading.CancellationToken]::None).GetAwaiter().GetResult().Configuration.Jobs
        $job = $jobs.FindAsync($Name, [Threading.CancellationToken]::None).GetAwaiter().GetResult()
        $job.Schedule.Since = [DateTimeOffset]::UtcNow.AddDays(-2)
        $null = $jobs.UpdateAsync($job, [Threading.CancellationToken]::None).GetAwaiter().GetResult()
    }

    # Programs of the operating system that write down how they were called.
    function New-FakeProgram([string] $Name, [string] $Body = '') {
        $path = Join-Path $fakes $Name
        Set-Content $path "#!/bin/sh`n{ printf '%s' `"$Name`"; printf ' [%s]' `"`$@`"; printf '\n'; } >> '$fakes/calls'`n$Body"
        chmod +x $path
    }
    $fakes = (New-Item -ItemType Directory (Join-Path $folder fakes)).FullName
    New-FakeProgram systemctl
    New-FakeProgram schtasks 'case "$*" in *Create*) cp "$5" "$(dirname "$0")/task.xml";; esac'
    New-FakeProgram crontab 'd=$(dirname "$0"); case "$1" in -l) test -f "$d/tab" || { echo "no crontab for you" >&2; exit 1; }; cat "$d/tab";; -) cat > "$d/tab";; esac'
    $path = $env:PATH
    $env:PATH = "$fakes$([IO.Path]::PathSeparator)$path"
}

AfterAll {
    $env:PATH = $path
    Remove-Module Veeam365
    Stop-Simulator $simulator
    Remove-Item $folder -Recurse -Force
}

Describe 'Schedules' {
    It 'makes a daily schedule' {
        $schedule = New-BackupJobSchedule -At 22:00 -Day Monday, Friday -TimeZone Europe/Berlin
        "$schedule" | Should -Be 'daily at 22:00, Monday, Friday, Europe/Berlin'
        $schedule.Window.IsAlways | Should -BeTrue
    }

    It 'makes a periodic schedule with a window' {
        $schedule = New-BackupJobSchedule -Every 0:30 -Window 'Mon-Fri 20:00-06:00', Sat -DenyWindow 'Fri 23-24' -StopOutsideWindow -TimeZone UTC
        "$schedule" | Should -Be 'every 30 min, UTC, within Mon 20-24; Tue-Thu 00-06,20-24; Fri 00-06,20-23; Sat 00-24 (stopped outside)'
    }

    It 'refuses <What>' -ForEach @(
        @{ What = 'a period below five minutes'; Arguments = @{ Every = '0:04' }; Id = 'Job.InvalidSchedule*' }
        @{ What = 'a period above twelve hours'; Arguments = @{ Every = '12:01' }; Id = 'Job.InvalidSchedule*' }
        @{ What = 'an unknown time zone'; Arguments = @{ At = '22:00'; TimeZone = 'Mars/Olympus' }; Id = 'Job.InvalidSchedule*' }
        @{ What = 'words that are no window'; Arguments = @{ At = '22:00'; Window = 'at night' }; Id = 'Job.InvalidWindow*' }
        @{ What = 'a window that never opens'; Arguments = @{ At = '22:00'; Window = 'never' }; Id = 'Job.InvalidSchedule*' }
    ) {
        { New-BackupJobSchedule @Arguments -ErrorAction Stop } | Should -Throw -ErrorId $Id
    }

    It 'gives a job its schedule, shows it and takes it away' {
        $schedule = New-BackupJobSchedule -Every 1:00 -TimeZone UTC
        $job = Set-BackupJob Daily -Schedule $schedule -PassThru
        "$($job.Schedule)" | Should -Be 'every 1 h, UTC'
        $job.NextStartAt | Should -BeGreaterThan ([DateTimeOffset]::UtcNow)
        $job.NextStartAt | Should -BeLessOrEqual ([DateTimeOffset]::UtcNow.AddHours(1))
        (Set-BackupJob Daily -NoSchedule -PassThru).Schedule | Should -BeNullOrEmpty
        (Get-BackupJob Daily).NextStartAt | Should -BeNullOrEmpty
    }
}

Describe 'Start-BackupJob -Scheduled' {
    It 'writes nothing and succeeds when nothing is due' {
        Set-BackupJob Daily -Schedule (New-BackupJobSchedule -At $ago -TimeZone UTC)
        $verbose = Start-BackupJob -Scheduled -Verbose 4>&1
        $? | Should -BeTrue
        $verbose | Should -BeOfType ([Management.Automation.VerboseRecord])
        "$verbose" | Should -BeLike "Job 'Daily' is not due*"
    }

    It 'shows with -WhatIf what would start' {
        Set-Missed Daily
        Start-BackupJob -Scheduled -WhatIf | Should -BeNullOrEmpty
        Get-BackupSession Daily | Should -BeNullOrEmpty
    }

    It 'runs what is due, once' {
        $session = Start-BackupJob -Scheduled
        $session.JobName | Should -Be 'Daily'
        $session.Status | Should -Be 'Success'
        Start-BackupJob -Scheduled | Should -BeNullOrEmpty
    }

    It 'runs several jobs and looks only at those that are named' {
        foreach ($name in 'One', 'Two', 'Three') {
            $null = New-BackupScope -WholeOrganization -Workload Mailbox | Add-BackupJob $name Contoso Local -RetryCount 0
            Set-Missed $name
        }
        (Start-BackupJob One -Scheduled).JobName | Should -Be 'One'
        (Get-BackupJob T* | Start-BackupJob -Scheduled).JobName | Sort-Object | Should -Be 'Three', 'Two'
        Get-BackupJob Nothing* | Start-BackupJob -Scheduled | Should -BeNullOrEmpty
    }

    It 'has a job that fails not keep others from running, and is an error' {
        Set-Missed Daily
        $null = Add-BackupRepository Lost (New-Item -ItemType Directory (Join-Path $folder lost)).FullName
        $null = New-BackupScope -WholeOrganization -Workload Mailbox | Add-BackupJob Broken Contoso Lost -RetryCount 0
        Set-Missed Broken
        Remove-Item (Join-Path $folder lost) -Recurse -Force
        $sessions = @(Start-BackupJob -Scheduled -ErrorVariable failures -ErrorAction SilentlyContinue)
        ($sessions | Where-Object JobName -EQ Broken).Status | Should -Be 'Failed'
        @($failures)[0].FullyQualifiedErrorId | Should -BeLike 'Session.Failed*'
        Remove-BackupJob Broken -Confirm:$false
    }
}

Describe 'Register-BackupJobTask' {
    BeforeAll { Remove-Item (Join-Path $fakes calls) -ErrorAction Ignore }

    It 'shows with -WhatIf what it would register, and registers nothing' {
        $shown = Invoke-Child {
            param($module, $configuration)
            Import-Module $module
            $null = Connect-BackupConfiguration $configuration
            Register-BackupJobTask Daily -Kind Cron -WhatIf
        } $ModulePath, (Join-Path $folder configuration)
        "$shown" | Should -BeLike '*"Register Cron that runs every 5 min: *-Scheduled -Job *# Veeam365 task Veeam365*'
        Join-Path $fakes calls | Should -Not -Exist
    }

    It 'writes a line into the crontab beside others, replaces it, and takes it away' {
        Set-Content (Join-Path $fakes tab) '0 0 * * * true # Veeam365 task Veeam365 or not'
        $task = Register-BackupJobTask -Kind Cron -IntervalMinutes 10
        $task.Command | Should -BeLike "*Start-BackupJob -Scheduled -ErrorVariable*"
        $null = Register-BackupJobTask -Kind Cron
        $lines = Get-Content (Join-Path $fakes tab)
        $lines | Should -HaveCount 2
        $lines[1] | Should -BeLike '[*]/5 [*] [*] [*] [*] *pwsh*-NoProfile*'
        Unregister-BackupJobTask -Kind Cron -Confirm:$false
        Get-Content (Join-Path $fakes tab) | Should -Be '0 0 * * * true # Veeam365 task Veeam365 or not'
        { Unregister-BackupJobTask -Kind Cron -Confirm:$false -ErrorAction Stop } | Should -Throw -ErrorId 'Task.NotFound*'
    }

    It 'registers and removes a systemd timer' {
        $config = $env:XDG_CONFIG_HOME
        $root = (id -u) -eq '0'
        try {
            $env:XDG_CONFIG_HOME = Join-Path $folder config
            $units = if ($root) { '/etc/systemd/system' } else { Join-Path $env:XDG_CONFIG_HOME systemd/user }
            $null = Register-BackupJobTask -Kind SystemdTimer -TaskName veeam365-pester
            Join-Path $units veeam365-pester.service | Should -FileContentMatch '-Scheduled'
            Join-Path $units veeam365-pester.timer | Should -FileContentMatch 'OnCalendar=\*:0/5'
            Unregister-BackupJobTask veeam365-pester -Kind SystemdTimer -Confirm:$false
            Join-Path $units veeam365-pester.timer | Should -Not -Exist
            $calls = Get-Content (Join-Path $fakes calls) | Where-Object { $_ -like 'systemctl*' }
            $calls -replace ' \[--user\]' | Should -Be 'systemctl [daemon-reload]', 'systemctl [enable] [--now] [veeam365-pester.timer]', 'systemctl [disable] [--now] [veeam365-pester.timer]', 'systemctl [daemon-reload]'
        }
        finally {
            $env:XDG_CONFIG_HOME = $config
        }
    }

    It 'gives schtasks an XML that says all' {
        $null = Register-BackupJobTask Daily -Kind WindowsTask -Account 'CONTOSO\backup$'
        $xml = [xml](Get-Content (Join-Path $fakes task.xml) -Raw)
        $xml.Task.Principals.Principal.LogonType | Should -Be 'Password'
        $xml.Task.Actions.Exec.Arguments | Should -BeLike '*-Scheduled -Job ''Daily''*'
        $xml.Task.Settings.ExecutionTimeLimit | Should -Be 'PT0S'
        Get-Content (Join-Path $fakes calls) | Select-Object -Last 1 | Should -BeLike 'schtasks ?/Create? ?/TN? ?\Veeam365\Veeam365? ?/XML? ?*? ?/F?'
    }

    It 'writes files with -Path and registers nothing' {
        $before = @(Get-Content (Join-Path $fakes calls)).Count
        $task = Register-BackupJobTask -Kind SystemdTimer -Path (Join-Path $folder units) -TaskName nightly
        $task.Path | Split-Path -Leaf | Should -Be 'nightly.service', 'nightly.timer'
        $task.Path | Should -Exist
        @(Get-Content (Join-Path $fakes calls)).Count | Should -Be $before
    }

    It 'runs what it registers, for names that try to be commands, with exit codes' {
        $name = "a'; exit 9; ' `"b`" 100 % `$HOME \ $([char]0x2019); exit 9"
        $null = New-BackupScope -WholeOrganization -Workload Mailbox | Add-BackupJob $name Contoso Local -RetryCount 0
        Set-Missed $name
        $task = Register-BackupJobTask $name -Kind Cron -Path (Join-Path $folder cron)
        $command = (Get-Content $task.Path -Raw).TrimEnd() -replace '^\*/5 \* \* \* \* ' -replace '\\%', '%'
        sh -c $command 2>&1 | Should -BeNullOrEmpty
        $LASTEXITCODE | Should -Be 0
        (Get-BackupSession -Job $name).Status | Should -Be 'Success'
        Remove-BackupJob $name -Confirm:$false
        sh -c $command *> $null
        $LASTEXITCODE | Should -Be 2
    }

    It 'refuses names of tasks that could be paths' {
        { Register-BackupJobTask -TaskName '../x' -ErrorAction Stop } | Should -Throw -ErrorId 'Task.InvalidName*'
    }
}
