namespace Veeam365.Backup.Core.Restore;

/// <summary>What messages are exported as.</summary>
public enum ExportFormat
{
    /// <summary>A file for each item: .eml, .vcf, .ics, files as they are.</summary>
    File,

    /// <summary>Messages of a folder in one file (mboxrd, RFC 4155); everything else as files.</summary>
    Mbox,
}
