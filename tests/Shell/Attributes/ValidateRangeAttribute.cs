namespace System.Management.Automation;

[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field)]
public sealed class ValidateRangeAttribute(object minRange, object maxRange) : Attribute
{
    public object MinRange { get; } = minRange;

    public object MaxRange { get; } = maxRange;
}
