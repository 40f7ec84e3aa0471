namespace System.Management.Automation;

public enum CompletionResultType
{
    Text = 0,
    ParameterValue = 8,
}
