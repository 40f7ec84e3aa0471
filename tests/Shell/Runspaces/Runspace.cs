namespace System.Management.Automation.Runspaces;

public class Runspace : IDisposable
{
    [ThreadStatic]
    private static Runspace? _ofThisThread;

    public event EventHandler<RunspaceStateEventArgs>? StateChanged;

    public static Runspace DefaultRunspace
    {
        get => _ofThisThread!;
        set => _ofThisThread = value;
    }

    public void Dispose() => StateChanged?.Invoke(this, new RunspaceStateEventArgs(new RunspaceStateInfo(RunspaceState.Closed)));
}
