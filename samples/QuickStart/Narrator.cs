namespace Veeam365.QuickStart;

/// <summary>Tells people what happens, and the line they would type at the PowerShell prompt.</summary>
internal sealed class Narrator(TextWriter output)
{
    public void Step(string what, string cmdlet)
    {
        output.WriteLine();
        output.WriteLine(what);
        output.WriteLine("  PS> " + cmdlet);
    }

    public void Result(string text) => output.WriteLine("  " + text);
}
