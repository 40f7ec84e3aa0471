namespace System.Management.Automation;

public class RuntimeException : Exception;
