# Where examples run: an organization with a few people, a repository, a job with two restore points. Each example finds it as the first one did.

function New-Sandbox([string] $Folder, [string[]] $Options = @()) {
    $simulator = Start-Simulator (@('--users', '1', '--sites', '1', '--mail', (Join-Path $Root samples/QuickStart/data/mail), '--files', (Join-Path $Root samples/QuickStart/data/files)) + $Options)
    foreach ($name in 'Ada', 'Ben') {
        $null = Invoke-Simulator $simulator users Post @{ userPrincipalName = "$name@contoso.com".ToLowerInvariant(); displayName = "$name Example" }
        $user = "$name@contoso.com".ToLowerInvariant()
        $null = Invoke-Simulator $simulator messages Post @{ user = $user; action = 'add'; count = 5; text = 'The annual report and the budget of 2026.' }
        foreach ($file in 'Plan.pptx', 'Report.docx') {
            $null = Invoke-Simulator $simulator files Post @{ user = $user; action = 'add'; item = 'root'; name = $file; text = "$file of $name " + ('content ' * 200) }
        }
    }
    $null = Invoke-Simulator $simulator groups Post @{ group = 'Marketing'; action = 'add'; new = @{ displayName = 'Marketing'; isTeam = $true; members = @('ada@contoso.com') } }
    $live = Join-Path $Folder live
    $null = New-Item -ItemType Directory "$live/C", "$live/D/Backup", "$live/D/Keys", "$live/E/Backup", "$live/repository"
    $null = Connect-BackupConfiguration "$live/configuration"
    $signIn = Get-SignIn $simulator
    $null = Add-BackupOrganization -Name Contoso @signIn
    $null = Add-BackupRepository Local "$live/repository"
    $null = New-BackupScope -WholeOrganization -Workload Mailbox, OneDrive | Add-BackupJob Daily Contoso Local -RetryCount 0
    $null = Set-BackupNotification Log -LogPath "$live/log.json"
    $null = Start-BackupJob Daily
    $null = Invoke-Simulator $simulator messages Post @{ user = 'ada@contoso.com'; action = 'add'; count = 1; text = 'One more' }
    $null = Start-BackupJob Daily
    Disconnect-BackupConfiguration
    Copy-Item $live (Join-Path $Folder template) -Recurse
    [pscustomobject]@{ Simulator = $simulator; Folder = $Folder; Live = $live }
}

# As it was at the beginning, with a configuration open.
function Reset-Sandbox($Sandbox) {
    Disconnect-BackupConfiguration
    Remove-Item $Sandbox.Live -Recurse -Force
    Copy-Item (Join-Path $Sandbox.Folder template) $Sandbox.Live -Recurse
    $null = Connect-BackupConfiguration (Join-Path $Sandbox.Live configuration)
}

function Remove-Sandbox($Sandbox) { if ($Sandbox) { Stop-Simulator $Sandbox.Simulator } }

# Runs an example as a person would: with drives C: to E:, somebody who answers Read-Host and Get-Credential, and variables that the examples name.
function Invoke-Example($Sandbox, [string] $Code) {
    foreach ($drive in 'C', 'D', 'E') { $null = New-PSDrive $drive -PSProvider FileSystem -Root (Join-Path $Sandbox.Live $drive) -ErrorAction Ignore }
    $simulator = $Sandbox.Simulator
    $clientId = $simulator.clientId
    $secret = ConvertTo-Secret $simulator.clientSecret
    $password = ConvertTo-Secret 'correct horse battery staple'
    $restore = [pscredential]::new($simulator.restoreClientId, (ConvertTo-Secret $simulator.restoreClientSecret))
    function Read-Host { if ($Code -match 'ClientSecret') { $secret } else { $password } }
    function Get-Credential { $restore }
    $PSDefaultParameterValues = @{
        'Add-BackupOrganization:Authority'         = $simulator.endpoint
        'Add-BackupOrganization:GraphEndpoint'     = $simulator.endpoint
        'Add-BackupOrganization:ServerCertificate' = $simulator.serverCertificate
    }
    $null = $clientId, $secret, $password, $restore, $PSDefaultParameterValues
    Push-Location $Sandbox.Live
    try { . ([scriptblock]::Create($Code.Replace('contoso.onmicrosoft.com', $simulator.tenantId))) }
    finally { Pop-Location }
}
