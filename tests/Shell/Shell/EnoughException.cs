namespace System.Management.Automation.Shell;

/// <summary>The next command wants no more, as Select-Object -First says it.</summary>
public sealed class EnoughException : Exception;
