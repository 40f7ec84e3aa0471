namespace System.Management.Automation;

[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field)]
public sealed class ValidateSetAttribute(params string[] validValues) : Attribute
{
    public IList<string> ValidValues { get; } = validValues;
}
