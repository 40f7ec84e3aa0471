@{
    RootModule           = 'bin/Veeam365.Backup.PowerShell.dll'
    ModuleVersion        = '0.1.0'
    GUID                 = '5c9f7d0e-0a4b-4f0e-9f5a-3d6b1f7c8e21'
    Author               = 'Veeam365 maintainers'
    Copyright            = '(c) Veeam365 maintainers. See LICENSE.'
    Description          = 'Backs up Microsoft 365 organizations: mail and files, full and incremental, to folders and S3, with restore points that can be browsed and exported.'
    PowerShellVersion    = '7.6'
    CompatiblePSEditions = @('Core')
    FormatsToProcess     = @('Veeam365.Format.ps1xml')
    FunctionsToExport    = @()
    VariablesToExport    = @()
    AliasesToExport      = @()
    CmdletsToExport      = @(
        'Add-BackupJob'
        'Add-BackupOrganization'
        'Add-BackupProxy'
        'Add-BackupProxyPool'
        'Add-BackupRepository'
        'Compare-BackupItem'
        'Connect-BackupConfiguration'
        'Disable-BackupJob'
        'Disconnect-BackupConfiguration'
        'Enable-BackupJob'
        'Export-BackupConfigurationKey'
        'Export-BackupItem'
        'Export-BackupReport'
        'Get-BackupConfiguration'
        'Get-BackupGap'
        'Get-BackupItem'
        'Get-BackupJob'
        'Get-BackupOrganization'
        'Get-BackupOrganizationObject'
        'Get-BackupProxy'
        'Get-BackupProxyPool'
        'Get-BackupRepository'
        'Get-BackupSession'
        'Get-RestorePoint'
        'Get-RestoreSession'
        'Import-BackupConfigurationKey'
        'New-BackupJobSchedule'
        'New-BackupScope'
        'Optimize-BackupRepository'
        'Register-BackupJobTask'
        'Remove-BackupJob'
        'Remove-BackupOrganization'
        'Remove-BackupProxy'
        'Remove-BackupProxyPool'
        'Remove-BackupRepository'
        'Remove-RestorePoint'
        'Restore-BackupItem'
        'Set-BackupJob'
        'Set-BackupOrganization'
        'Set-BackupProxy'
        'Set-BackupProxyPool'
        'Set-BackupRepository'
        'Start-BackupJob'
        'Start-BackupProxy'
        'Stop-BackupJob'
        'Sync-BackupRepository'
        'Test-BackupOrganization'
        'Test-BackupRepository'
        'Test-RestorePoint'
        'Unregister-BackupJobTask'
    )
    PrivateData          = @{
        PSData = @{
            Tags         = @('Microsoft365', 'Backup', 'Restore', 'Exchange', 'OneDrive', 'S3', 'PSEdition_Core', 'Windows', 'Linux', 'MacOS')
            ReleaseNotes = 'First version.'
        }
    }
}
