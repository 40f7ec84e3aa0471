# The cmdlets of an Exchange server, as far as the module calls them, for a constrained endpoint that a real PowerShell serves (see ../ExchangeOnPremises.Tests.ps1).
# They answer as Exchange does: objects whose sizes and enumerations are texts once they are deserialised, errors of Exchange's own exceptions.

class ManagementObjectNotFoundException : Exception {
    ManagementObjectNotFoundException([string] $message) : base($message) { }
}

class ByteQuantifiedSize {
    [long] $Bytes
    ByteQuantifiedSize([long] $bytes) { $this.Bytes = $bytes }
    [string] ToString() { return '{0:N1} MB ({1:N0} bytes)' -f ($this.Bytes / 1MB), $this.Bytes }
}

# An empty session has no providers, so neither $env: nor paths, and no Where-Object.
$Fake = [IO.File]::ReadAllText([Environment]::GetEnvironmentVariable("VEEAM365_FAKE_EXCHANGE")) | ConvertFrom-Json
if ($Fake.OnOpen -eq 'Hang') { Start-Sleep -Seconds 600 }
if ($Fake.OnOpen) { throw $Fake.OnOpen }

function Step([string] $Command) {
    if ($Fake.DropOn -eq $Command) { [Environment]::Exit(3) }
    if ($Fake.HangOn -eq $Command) { Start-Sleep -Seconds 600 }
}

function Select-Identity($All, [string] $Identity, $Caller) {
    if (-not $Identity) { return $All }
    $found = @($All).Where({ "$($_.Guid)" -eq $Identity -or $_.PrimarySmtpAddress -eq $Identity })
    if ($found) { return $found }
    $problem = [ManagementObjectNotFoundException]::new("The operation couldn't be performed because object '$Identity' couldn't be found on 'dc01.contoso.example'.")
    $Caller.WriteError([System.Management.Automation.ErrorRecord]::new($problem, '[Server=EX01,RequestId=1] 8B0C6A4D,Microsoft.Exchange.Management.RecipientTasks.GetMailbox', 'NotSpecified', $null))
}

function Select-First($All, [string] $ResultSize) {
    if ($ResultSize -and $ResultSize -ne 'Unlimited') { $All | Select-Object -First ([int] $ResultSize) } else { $All }
}

function Get-AllMailbox {
    foreach ($one in $Fake.Mailboxes) {
        [pscustomobject]@{
            Guid                 = [guid] $one.id
            Name                 = $one.displayName
            DisplayName          = $one.displayName
            Alias                = $one.displayName
            PrimarySmtpAddress   = $one.address
            UserPrincipalName    = $one.address
            RecipientTypeDetails = $one.type
            ArchiveGuid          = if ($one.hasArchive) { [guid]::NewGuid() } else { [guid]::Empty }
            EmailAddresses       = [System.Collections.ArrayList]@("SMTP:$($one.address)", 'X500:/o=Contoso')
            ProhibitSendQuota    = [ByteQuantifiedSize]::new(159449088)
            AccountDisabled      = $one.type -ne 'UserMailbox'
        }
    }
}

function Get-AllGroup([bool] $Dynamic) {
    foreach ($one in @($Fake.Groups).Where({ [bool] $_.Dynamic -eq $Dynamic })) {
        [pscustomobject]@{
            Guid                 = [guid] $one.Id
            DisplayName          = $one.Name
            PrimarySmtpAddress   = "$($one.Name)@contoso.example"
            RecipientTypeDetails = if ($Dynamic) { 'DynamicDistributionGroup' } else { 'MailUniversalDistributionGroup' }
            RecipientFilter      = if ($Dynamic) { "((RecipientTypeDetails -eq 'RoomMailbox'))" }
            RecipientContainer   = if ($Dynamic) { 'contoso.example' }
        }
    }
}

function Get-ExchangeServer {
    [CmdletBinding()] param()
    Step Get-ExchangeServer
    $number = 0
    foreach ($version in $Fake.Versions) {
        $number++
        [pscustomobject]@{ Name = "EX0$number"; AdminDisplayVersion = $version; ServerRole = 'Mailbox, ClientAccess'; Edition = 'StandardEvaluation' }
    }
}

function Get-OrganizationConfig {
    [CmdletBinding()] param()
    Step Get-OrganizationConfig
    [pscustomobject]@{ Name = 'Contoso'; AdminDisplayVersion = '0.20 (15.0.0.0)'; IsMixedMode = $false }
}

function Get-ManagementRoleAssignment {
    [CmdletBinding()] param([string] $Role, [switch] $GetEffectiveUsers)
    Step Get-ManagementRoleAssignment
    foreach ($one in $Fake.Impersonators) {
        [pscustomobject]@{ Name = "$Role-backup"; Role = $Role; EffectiveUserName = $one.Name; CustomRecipientWriteScope = $one.Scope; Enabled = $true }
    }
}

function Get-Recipient {
    [CmdletBinding()] param([string] $ResultSize, [string] $RecipientPreviewFilter, [string] $OrganizationalUnit)
    Step Get-Recipient
    $all = Get-AllMailbox
    if ($RecipientPreviewFilter) { $all = @($all).Where({ $_.RecipientTypeDetails -eq 'RoomMailbox' }) }
    Select-First $all $ResultSize
}

function Get-Mailbox {
    [CmdletBinding()] param([string] $Identity, [string] $ResultSize)
    Step Get-Mailbox
    Select-First (Select-Identity (Get-AllMailbox) $Identity $PSCmdlet) $ResultSize
}

function Get-DistributionGroup {
    [CmdletBinding()] param([string] $Identity, [string] $ResultSize)
    Step Get-DistributionGroup
    Select-First (Select-Identity (Get-AllGroup $false) $Identity $PSCmdlet) $ResultSize
}

function Get-DynamicDistributionGroup {
    [CmdletBinding()] param([string] $Identity, [string] $ResultSize)
    Step Get-DynamicDistributionGroup
    Select-First (Select-Identity (Get-AllGroup $true) $Identity $PSCmdlet) $ResultSize
}

function Get-DistributionGroupMember {
    [CmdletBinding()] param([string] $Identity, [string] $ResultSize)
    Step Get-DistributionGroupMember
    $members = @($Fake.Groups).Where({ $_.Id -eq $Identity }).Members
    @(Get-AllMailbox).Where({ $_.PrimarySmtpAddress -in $members })
    (@(Get-AllGroup $false) + @(Get-AllGroup $true)).Where({ $_.DisplayName -in $members })
}
