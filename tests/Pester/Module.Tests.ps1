BeforeAll {
    . $PSScriptRoot/Common.ps1
    $folder = New-TestFolder
}

AfterAll {
    Remove-Item $folder -Recurse -Force
}

Describe 'The module' {
    It 'has a valid manifest' {
        (Test-ModuleManifest $ModulePath).Name | Should -Be 'Veeam365'
    }

    It 'exports what its manifest says, and nothing else' {
        $expected = (Import-PowerShellDataFile $ModulePath).CmdletsToExport | Sort-Object
        $exported = Invoke-Child { param($module) Import-Module $module; (Get-Command -Module Veeam365).Name | Sort-Object } $ModulePath
        $exported | Should -Be $expected
    }

    It 'uses approved verbs: the import warns of nothing' {
        Invoke-Child { param($module) Import-Module $module 3>&1 } $ModulePath | Should -BeNullOrEmpty
    }

    It 'loads nothing but its cmdlets when it is imported' {
        $loaded = Invoke-Child {
            param($module)
            $before = [AppDomain]::CurrentDomain.GetAssemblies().Location
            Import-Module $module
            [AppDomain]::CurrentDomain.GetAssemblies().Location | Where-Object { $_ -and $_ -notin $before -and $_ -like "$(Split-Path $module)*" } | Split-Path -Leaf
        } $ModulePath
        $loaded | Should -Be 'Veeam365.Backup.PowerShell.dll'
    }

    It 'ships no System.Management.Automation' {
        Get-ChildItem (Join-Path (Split-Path $ModulePath) bin) -Recurse -Filter System.Management.Automation* | Should -BeNullOrEmpty
    }

    It 'can be removed and imported again' {
        $jobs = Invoke-Child {
            param($module, $folder)
            1..3 | ForEach-Object {
                Import-Module $module
                $null = Connect-BackupConfiguration $folder/again
                (Get-BackupConfiguration).Engine.ToString()
                Remove-Module Veeam365
            }
        } $ModulePath, $folder
        $jobs | Should -Be 'Sqlite', 'Sqlite', 'Sqlite'
    }

    It 'keeps configurations of runspaces apart' {
        $locations = Invoke-Child {
            param($module, $folder)
            Import-Module $module
            $null = Connect-BackupConfiguration $folder/first
            Start-ThreadJob { Import-Module $using:module; (Connect-BackupConfiguration $using:folder/second).Location } | Receive-Job -Wait
            (Get-BackupConfiguration).Location
        } $ModulePath, $folder
        $locations[0] | Should -BeLike '*second*'
        $locations[1] | Should -BeLike '*first*'
    }
}

Describe 'The load context' {
    BeforeAll {
        # Assemblies of the same names as some that the module brings, in other versions and empty.
        $decoys = (New-Item -ItemType Directory (Join-Path $folder decoys)).FullName
        foreach ($name in 'Npgsql', 'Azure.Core', 'AWSSDK.Core', 'Microsoft.Data.Sqlite', 'Veeam365.Backup.Core') {
            Invoke-Child {
                param($name, $path)
                Add-Type -TypeDefinition "[assembly: System.Reflection.AssemblyVersion(`"1.2.3.4`")] namespace Decoy.$name { public class Marker { } }" -OutputAssembly $path -OutputType Library
            } $name, (Join-Path $decoys "$name.dll")
        }
    }

    It 'has Core and its dependencies, and the default context has none of them' {
        $contexts = Invoke-Child {
            param($module, $folder)
            Import-Module $module
            $null = Connect-BackupConfiguration $folder/isolated
            foreach ($context in [Runtime.Loader.AssemblyLoadContext]::All) {
                $context.Assemblies | Where-Object { $_.GetName().Name -in 'Veeam365.Backup.Core', 'Microsoft.Data.Sqlite', 'Dapper' } | ForEach-Object { "$($context.Name) $($_.GetName().Name)" }
            }
        } $ModulePath, $folder
        $contexts | Sort-Object | Should -Be 'Veeam365 Dapper', 'Veeam365 Microsoft.Data.Sqlite', 'Veeam365 Veeam365.Backup.Core'
    }

    It 'does not mind other versions that were loaded <Order>' -ForEach @(@{ Order = 'before' }, @{ Order = 'after' }) {
        $result = Invoke-Child {
            param($module, $folder, $decoys, $order)
            $load = { foreach ($name in 'Npgsql', 'Azure.Core', 'AWSSDK.Core', 'Microsoft.Data.Sqlite') { Add-Type -Path "$decoys/$name.dll" } }
            if ($order -eq 'before') { . $load }
            Import-Module $module
            if ($order -eq 'after') { . $load }
            (Connect-BackupConfiguration "$folder/$order").Engine.ToString()
            [Decoy.Npgsql.Marker].Assembly.GetName().Version.ToString()
        } $ModulePath, $folder, $decoys, $Order
        $result | Should -Be 'Sqlite', '1.2.3.4'
    }

    It 'does not load a Core that lies beside the cmdlets' {
        $copy = (New-Item -ItemType Directory (Join-Path $folder copy)).FullName
        Copy-Item (Join-Path (Split-Path $ModulePath) 'Veeam365.psd1'), (Join-Path (Split-Path $ModulePath) 'Veeam365.Format.ps1xml') $copy
        Copy-Item (Join-Path (Split-Path $ModulePath) bin) $copy -Recurse
        Copy-Item (Join-Path $decoys 'Veeam365.Backup.Core.dll') (Join-Path $copy bin)
        Invoke-Child {
            param($module, $folder)
            Import-Module $module
            (Connect-BackupConfiguration "$folder/decoy").Engine.ToString()
        } (Join-Path $copy Veeam365.psd1), $folder | Should -Be 'Sqlite'
    }
}

Describe 'Help' {
    It 'has the topic <_>' -ForEach 'about_Veeam365', 'about_Veeam365_Getting_Started', 'about_Veeam365_Configuration', 'about_Veeam365_Scopes', 'about_Veeam365_Scheduled_Tasks', 'about_Veeam365_Proxies', 'about_Veeam365_Restore', 'about_Veeam365_Security', 'about_Veeam365_Troubleshooting' {
        Invoke-Child { param($module, $topic) Import-Module $module; Get-Help $topic | Out-String } $ModulePath, $_ | Out-String | Should -Match 'LONG DESCRIPTION'
    }

    It 'shows scripts that PowerShell can read' {
        foreach ($file in Get-ChildItem (Join-Path (Split-Path $ModulePath) en-US) -Filter about_*.txt) {
            $code = (Get-Content $file | Where-Object { $_ -match '^ {8}\S' }) -join "`n"
            $problems = $null
            $null = [Management.Automation.Language.Parser]::ParseInput($code, [ref]$null, [ref]$problems)
            $problems | Should -BeNullOrEmpty
            $named = [regex]::Matches($code, '\b[A-Z][a-z]+-(Backup|Restore)\w+').Value | Sort-Object -Unique
            $named | Where-Object { $_ -notin (Import-PowerShellDataFile $ModulePath).CmdletsToExport } | Should -BeNullOrEmpty
        }
    }
}
