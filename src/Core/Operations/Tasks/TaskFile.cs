using System.Text;

namespace Veeam365.Backup.Core.Operations;

/// <summary>A file, or the line of a crontab, that defines a task.</summary>
/// <param name="Name">The file's name.</param>
/// <param name="Content">What it holds.</param>
/// <param name="Encoding">How it is written.</param>
public sealed record TaskFile(string Name, string Content, Encoding Encoding);
