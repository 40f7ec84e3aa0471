BeforeDiscovery {
    . $PSScriptRoot/Common.ps1
    Import-Module $ModulePath
    $commands = (Import-PowerShellDataFile $ModulePath).CmdletsToExport
    $examples = foreach ($command in $commands) {
        $number = 0
        foreach ($example in (Get-Help $command).examples.example) {
            $needs = if ($example.title -match '\(needs (?<what>.+)\)') { $Matches.what }
            @{ Command = $command; Number = ++$number; Code = $example.code; Needs = $needs }
        }
    }
    Remove-Module Veeam365
}

BeforeAll {
    . $PSScriptRoot/Common.ps1
    . $PSScriptRoot/Sandbox.ps1
    Import-Module $ModulePath
    $folder = New-TestFolder
    $sandbox = New-Sandbox $folder
}

AfterAll {
    Remove-Module Veeam365
    Remove-Sandbox $sandbox
    Remove-Item $folder -Recurse -Force
}

Describe 'Help of <_>' -ForEach $commands {
    BeforeAll { $help = Get-Help $_ -Full }

    It 'has synopsis, description, inputs, outputs, links' {
        # What PowerShell makes up when there is no help begins with the name.
        $help.Synopsis.Trim() | Should -Not -BeLike "$_ *"
        ($help.description.Text -join '').Length | Should -BeGreaterThan 20
        $help.inputTypes.inputType.type.name | Should -Not -BeNullOrEmpty
        $help.returnValues.returnValue.type.name | Should -Not -BeNullOrEmpty
        @($help.relatedLinks.navigationLink.linkText).Count | Should -BeGreaterThan 1
        @($help.examples.example).Count | Should -BeGreaterThan 1
    }

    It 'describes the parameters that the command has' {
        $common = [Management.Automation.PSCmdlet]::CommonParameters
        $expected = (Get-Command $_).Parameters.Keys | Where-Object { $_ -notin $common } | Sort-Object
        @($help.parameters.parameter.name) | Sort-Object | Should -Be $expected
        foreach ($parameter in $help.parameters.parameter) { ($parameter.description.Text -join '').Length | Should -BeGreaterThan 5 -Because $parameter.name }
    }

    It 'names only links that are there' {
        foreach ($link in $help.relatedLinks.navigationLink.linkText) {
            if ($link -like 'about_*') { Join-Path (Split-Path $ModulePath) "en-US/$link.help.txt" | Should -Exist }
            else { Get-Command $link -Module Veeam365 | Should -Not -BeNullOrEmpty }
        }
    }
}

Describe 'Examples' {
    It 'of <Command>, number <Number>, runs' -ForEach ($examples | Where-Object { -not $_.Needs }) {
        Reset-Sandbox $sandbox
        Invoke-Example $sandbox $Code -ErrorVariable problem | Out-String | Should -Not -Be 'never'
    }

    It 'of <Command>, number <Number>, needs <Needs>: its parameters are there' -ForEach ($examples | Where-Object Needs) {
        $tokens = $problems = $null
        $tree = [Management.Automation.Language.Parser]::ParseInput($Code, [ref]$tokens, [ref]$problems)
        $problems | Should -BeNullOrEmpty
        foreach ($call in $tree.FindAll({ $args[0] -is [Management.Automation.Language.CommandAst] }, $true)) {
            $name = $call.GetCommandName()
            if (-not (Get-Command $name -Module Veeam365 -ErrorAction Ignore)) { continue }
            # Binding without running: what does not fit a parameter set is an exception.
            $bound = [Management.Automation.Language.StaticParameterBinder]::BindCommand($call, $true)
            $bound.BindingExceptions.Values | Should -BeNullOrEmpty -Because $name
        }
    }
}
