BeforeAll {
    . $PSScriptRoot/Common.ps1
    $folder = New-TestFolder
    # What build.ps1 -Task Pack lays out, from what is built here.
    function New-Layout([string] $Version) {
        $layout = New-Item -ItemType Directory (Join-Path $folder "layout/$Version/Veeam365")
        foreach ($item in 'Veeam365.psd1', 'Veeam365.Format.ps1xml', 'LICENSE', 'README.md', 'eng/Package/icon.png', 'en-US', 'bin') { Copy-Item (Join-Path $Root $item) $layout -Recurse }
        $manifest = Join-Path $layout Veeam365.psd1
        (Get-Content $manifest -Raw) -replace "ModuleVersion        = '[^']+'", "ModuleVersion        = '$Version'" | Set-Content $manifest
        $layout.FullName
    }
    # Puts a package where PowerShell looks for modules: with Install-PSResource where that is there, else by what it does.
    function Install-Package([IO.FileInfo] $Package, [string] $Modules) {
        $version = $Package.BaseName -replace '^Veeam365\.'
        $target = (New-Item -ItemType Directory (Join-Path $Modules "Veeam365/$version")).FullName
        [IO.Compression.ZipFile]::ExtractToDirectory($Package.FullName, $target)
        Remove-Item -LiteralPath (Join-Path $target '[Content_Types].xml'), (Join-Path $target _rels), (Join-Path $target Veeam365.nuspec) -Recurse -Force
    }
    $packages = (New-Item -ItemType Directory (Join-Path $folder packages)).FullName
    $first = & (Join-Path $Root eng/Package/Package.ps1) -Module (New-Layout 0.1.0) -OutputFolder $packages
    $second = & (Join-Path $Root eng/Package/Package.ps1) -Module (New-Layout 0.2.0) -OutputFolder $packages
}

AfterAll {
    Remove-Item $folder -Recurse -Force
}

Describe 'The package' {
    It 'says everything that the gallery asks for' {
        $zip = [IO.Compression.ZipFile]::OpenRead($first.FullName)
        try {
            $reader = [IO.StreamReader]::new($zip.GetEntry('Veeam365.nuspec').Open())
            $metadata = ([xml]$reader.ReadToEnd()).package.metadata
            $reader.Dispose()
            $names = $zip.Entries.FullName
        }
        finally {
            $zip.Dispose()
        }
        $metadata.id | Should -Be 'Veeam365'
        $metadata.version | Should -Be '0.1.0'
        foreach ($field in 'authors', 'description', 'releaseNotes', 'copyright', 'icon', 'readme') { $metadata.$field | Should -Not -BeNullOrEmpty -Because $field }
        $metadata.tags -split ' ' | Should -Contain 'PSModule'
        $metadata.tags -split ' ' | Should -Contain 'PSCmdlet_Start-BackupJob'
        foreach ($file in 'LICENSE', 'README.md', 'icon.png', 'Veeam365.psd1', 'bin/Veeam365.Backup.PowerShell.dll', 'bin/dependencies/Veeam365.Backup.Core.dll') { $names | Should -Contain $file }
        $names | Where-Object { $_ -match 'System\.Management\.Automation' } | Should -BeNullOrEmpty
    }

    It 'is the same for the same files' {
        $again = & (Join-Path $Root eng/Package/Package.ps1) -Module (Join-Path $folder layout/0.1.0/Veeam365) -OutputFolder (New-Item -ItemType Directory (Join-Path $folder again)).FullName
        (Get-FileHash $again).Hash | Should -Be (Get-FileHash $first).Hash
    }

    It 'is installed from a folder of packages, versions side by side' {
        $modules = (New-Item -ItemType Directory (Join-Path $folder modules)).FullName
        Install-Package $first $modules
        Install-Package $second $modules
        $script = { param($modules, $version) $env:PSModulePath = $modules; Import-Module Veeam365 -RequiredVersion $version; (Get-Module Veeam365).Version.ToString(); (Get-Command -Module Veeam365).Count }
        (Invoke-Child $script $modules, 0.1.0)[0] | Should -Be '0.1.0'
        $newest = Invoke-Child { param($modules) $env:PSModulePath = $modules; Import-Module Veeam365; (Get-Module Veeam365).Version.ToString(); (New-BackupJobSchedule -At 22:00 -TimeZone UTC).ToString() } $modules
        $newest | Should -Be '0.2.0', 'daily at 22:00, UTC'
    }

    It 'is installed by Install-PSResource where that is there' {
        $script = {
            param($packages, $modules)
            if (-not (Get-Command Install-PSResource -ErrorAction Ignore)) { return 'no PSResourceGet here' }
            Register-PSResourceRepository -Name Veeam365Test -Uri $packages -Trusted
            try { Save-PSResource Veeam365 -Repository Veeam365Test -Path $modules -Version 0.2.0 } finally { Unregister-PSResourceRepository Veeam365Test }
            Test-Path (Join-Path $modules Veeam365/0.2.0/Veeam365.psd1)
        }
        Invoke-Child $script $packages, (New-Item -ItemType Directory (Join-Path $folder saved)).FullName | Should -BeIn 'True', 'no PSResourceGet here'
    }

    It 'says where signing is not possible' {
        $certificate = [Security.Cryptography.X509Certificates.CertificateRequest]::new('CN=x', [Security.Cryptography.RSA]::Create(2048), 'SHA256', [Security.Cryptography.RSASignaturePadding]::Pkcs1).CreateSelfSigned([DateTimeOffset]::UtcNow, [DateTimeOffset]::UtcNow.AddDays(1))
        { & (Join-Path $Root eng/Package/Package.ps1) -Module (Join-Path $folder layout/0.1.0/Veeam365) -OutputFolder $packages -Certificate $certificate } | Should -Throw '*Windows only*'
    }
}
