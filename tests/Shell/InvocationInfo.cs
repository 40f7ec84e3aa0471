namespace System.Management.Automation;

/// <summary>How a cmdlet was called.</summary>
public sealed class InvocationInfo
{
    public bool ExpectingInput { get; set; }

    public Dictionary<string, object?> BoundParameters { get; } = new(StringComparer.OrdinalIgnoreCase);
}
