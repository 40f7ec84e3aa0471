using System.Net;
using System.Security;

namespace Veeam365.Backup.PowerShell.References;

/// <summary>A text that may hold a secret, given as plain or secure string.</summary>
public sealed class SecretText
{
    /// <summary>A plain text.</summary>
    /// <param name="text">The text.</param>
    public SecretText(string text) => Text = text;

    /// <summary>A secure string.</summary>
    /// <param name="text">The text.</param>
    public SecretText(SecureString text) => Text = PlainOf(text)!;

    /// <summary>The text itself.</summary>
    internal string Text { get; }

    /// <summary>Says nothing of what it holds.</summary>
    public override string ToString() => nameof(SecretText);

    /// <summary>A plain text as a secure string.</summary>
    internal static SecureString SecureOf(string text) => new NetworkCredential("", text).SecurePassword;

    /// <summary>The plain text of a secure string.</summary>
    internal static string? PlainOf(SecureString? text) => text is null ? null : new NetworkCredential("", text).Password;
}
