using Veeam365.Backup.Core.Hosting;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.PowerShell.Pipeline;
using Veeam365.Backup.PowerShell.References;
using Veeam365.Backup.PowerShell.Views;

namespace Veeam365.Backup.PowerShell.Connection;

/// <summary>The base of cmdlets that work with the open configuration. It is opened when the first of them needs it.</summary>
public abstract class ConfigurationCmdlet : AsyncCmdlet
{
    private Finder? _finder;
    private ViewMaker? _views;

    /// <summary>What the module keeps for this runspace.</summary>
    private protected ModuleState State { get; private set; } = null!;

    /// <summary>The parts every operation works with; there from <see cref="AsyncCmdlet.BeginAsync"/> on.</summary>
    private protected BackupServices Services { get; private set; } = null!;

    /// <summary>Makes what is written.</summary>
    private protected ViewMaker Views => _views ??= new ViewMaker(Services);

    /// <summary>Finds what arguments refer to.</summary>
    private protected Finder Find => _finder ??= new Finder(Services);

    /// <summary>The parameter of which each value gets a PowerShell job of its own with -AsJob; null to put everything into one.</summary>
    private protected virtual string? JobForEach => null;

    /// <summary>Parameters that a PowerShell job is given otherwise than they were typed: a path may lie on a drive that is known here only.</summary>
    private protected virtual IReadOnlyDictionary<string, object> ResolvedForJob => new Dictionary<string, object>();

    /// <inheritdoc/>
    private protected sealed override JobStarter StartJobs() => new(this, State.Target, ResolvedForJob, JobForEach);

    /// <inheritdoc/>
    private protected override void Prepare() => State = ModuleStates.Current;

    /// <inheritdoc/>
    private protected override async Task BeginAsync(CancellationToken cancellationToken) =>
        Services = await State.OpenAsync(cancellationToken).ConfigureAwait(false);

    /// <summary>Does something for each name; one that finds nothing is an error of its own, and the others go on.</summary>
    private protected async Task ForEachNameAsync(IEnumerable<string> names, Func<string, Task> work)
    {
        foreach (string name in names)
        {
            try
            {
                await work(name).ConfigureAwait(false);
            }
            catch (NotFoundException e)
            {
                Output.WriteError(e, name);
            }
        }
    }
}
