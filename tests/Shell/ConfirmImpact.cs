namespace System.Management.Automation;

public enum ConfirmImpact
{
    None,
    Low,
    Medium,
    High,
}
