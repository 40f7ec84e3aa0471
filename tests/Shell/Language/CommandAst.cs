namespace System.Management.Automation.Language;

public class CommandAst;
