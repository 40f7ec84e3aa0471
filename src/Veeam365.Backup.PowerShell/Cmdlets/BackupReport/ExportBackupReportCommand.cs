using System.Management.Automation;
using System.Text;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Reports;
using Veeam365.Backup.PowerShell.Completion;
using Veeam365.Backup.PowerShell.Connection;
using Veeam365.Backup.PowerShell.Pipeline;
using Veeam365.Backup.PowerShell.References;

namespace Veeam365.Backup.PowerShell.Cmdlets;

/// <summary>Writes a report: one HTML page with everything in it, and the same as JSON and CSV.</summary>
/// <remarks>
/// <para>The page shows what is protected and how large it is, user by user, growth, sessions with durations and rates, throttling, gaps, users whom nobody backs up, retention, immutability and when restore points were last verified.
/// It needs nothing from outside, runs no script, is light or dark as the reader's system is, and can be read with a keyboard and a screen reader.</para>
/// <para>It comes from the configuration and the caches: no repository is read, so that it costs nothing in a bucket. To find users without backup the directories are asked; -SkipDirectory leaves that out. A directory that does not
/// answer costs that section only.</para>
/// <para>Beside report.html stand report.json, report.objects.csv and report.sessions.csv. Sizes are in bytes there, times in UTC.</para>
/// </remarks>
/// <example>
/// <code>Export-BackupReport ./report.html</code>
/// <para>Writes the report of all organizations over 30 days, and JSON and CSV files beside it.</para>
/// </example>
/// <example>
/// <code>Export-BackupReport ./contoso.html -Organization Contoso -Days 90 -Format Html -SkipDirectory</code>
/// <para>Writes the page alone, of one organization, over 90 days, without asking the directory.</para>
/// </example>
[Cmdlet(VerbsData.Export, "BackupReport", SupportsShouldProcess = true)]
[OutputType(typeof(FileInfo))]
public sealed class ExportBackupReportCommand : ConfigurationCmdlet
{
    private const string Html = "Html";
    private const string Json = "Json";
    private const string Csv = "Csv";

    /// <summary>The page to write; the other files get its name with other endings. Files that are there are replaced.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = "";

    /// <summary>Only this organization: name, id or object. All when omitted.</summary>
    [Parameter(ValueFromPipeline = true)]
    [ValidateNotNull]
    [ArgumentCompleter(typeof(OrganizationCompleter))]
    public OrganizationReference? Organization { get; set; }

    /// <summary>How many days back sessions, growth and throttling are shown.</summary>
    [Parameter]
    [ValidateRange(1, 1096)]
    public int Days { get; set; } = 30;

    /// <summary>Which files are written: Html, Json, Csv; all when omitted.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ValidateSet(Html, Json, Csv)]
    public string[] Format { get; set; } = [Html, Json, Csv];

    /// <summary>Asks no directory: users without backup are not found.</summary>
    [Parameter]
    public SwitchParameter SkipDirectory { get; set; }

    /// <inheritdoc/>
    private protected override void PrepareRecord() => Path = FullPath(Path)!;

    /// <inheritdoc/>
    private protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        Subject = Path;
        Organization? organization = Organization is null ? null : await Find.OrganizationAsync(Organization, cancellationToken).ConfigureAwait(false);
        if (!await Output.ConfirmAsync(Path, "Write report").ConfigureAwait(false))
            return;
        var options = new ReportOptions { Days = Days, OrganizationId = organization?.Id, AsksDirectory = !SkipDirectory };
        BackupReport report = await new ReportBuilder(Services, options)
            .BuildAsync(step => Output.ShowProgress([new ProgressLine(0, "Backup report", step)]), cancellationToken).ConfigureAwait(false);
        Output.ShowProgress([]);
        foreach (string note in report.Notes)
            Output.WriteWarning(note);
        if (System.IO.Path.GetDirectoryName(Path) is { Length: > 0 } folder)
            Directory.CreateDirectory(folder);
        if (Writes(Html))
            await WriteAsync(Path, Encoding.UTF8.GetBytes(ReportHtml.Write(report)), cancellationToken).ConfigureAwait(false);
        if (Writes(Json))
            await WriteAsync(Named(".json"), ReportJson.Write(report), cancellationToken).ConfigureAwait(false);
        if (!Writes(Csv))
            return;
        await WriteAsync(Named(".objects.csv"), WithMark(ReportCsv.Objects(report)), cancellationToken).ConfigureAwait(false);
        await WriteAsync(Named(".sessions.csv"), WithMark(ReportCsv.Sessions(report)), cancellationToken).ConfigureAwait(false);
    }

    private bool Writes(string format) => Format.Contains(format, StringComparer.OrdinalIgnoreCase);

    private string Named(string ending) => System.IO.Path.ChangeExtension(Path, null) + ending;

    private async Task WriteAsync(string path, byte[] content, CancellationToken cancellationToken)
    {
        await File.WriteAllBytesAsync(path, content, cancellationToken).ConfigureAwait(false);
        Output.Write(new FileInfo(path));
    }

    // Excel takes a file without the mark for one in the system's old code page.
    private static byte[] WithMark(string text) => [.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(text)];
}
