using System.Text.RegularExpressions;
using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Operations;

/// <summary>A task of the operating system that runs a program every few minutes.</summary>
public sealed partial record BackupTask
{
    private readonly string _name = "";

    /// <summary>Its name, which becomes part of file names: letters, digits, dots, dashes and underscores.</summary>
    /// <exception cref="InvalidSettingException">Other characters.</exception>
    public required string Name
    {
        get => _name;
        init => _name = CheckName(value);
    }

    /// <summary>The program: PowerShell, with its full path.</summary>
    public required string Program { get; init; }

    /// <summary>Its arguments, as the program is to see them.</summary>
    public required IReadOnlyList<string> Arguments { get; init; }

    /// <summary>Minutes between two calls: a divisor of 60.</summary>
    public required int Minutes { get; init; }

    /// <summary>The account that runs it.</summary>
    public required string Account { get; init; }

    /// <summary>The name, if it can be one.</summary>
    /// <exception cref="InvalidSettingException">Other characters.</exception>
    internal static string CheckName(string name) => SafeName().IsMatch(name)
        ? name
        : throw new InvalidSettingException("Task.InvalidName", $"'{name}' cannot be the name of a task.", "Use letters, digits, dots, dashes and underscores, at most 64, beginning with a letter or digit.");

    [GeneratedRegex(@"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}\z")]
    private static partial Regex SafeName();
}
