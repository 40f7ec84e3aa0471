namespace Veeam365.Simulators.Graph;

/// <summary>One made-up message; made anew each time it is read.</summary>
internal sealed class SyntheticMime(SyntheticMail mail, int index) : MimeSource
{
    public override MimeSummary Summary => mail.Describe(index);

    public override MimeLease Rent() => mail.Write(index);
}
