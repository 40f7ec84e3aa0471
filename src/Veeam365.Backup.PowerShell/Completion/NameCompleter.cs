using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using Veeam365.Backup.Core.Hosting;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.PowerShell.Connection;

namespace Veeam365.Backup.PowerShell.Completion;

/// <summary>Completes names from the open configuration. It never fails and never takes longer than two seconds: then there is just nothing to offer.</summary>
public abstract class NameCompleter : IArgumentCompleter
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(2);

    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        // The runspace is known on this thread only.
        ModuleState state = ModuleStates.Current;
        string typed = Word.Unquoted(wordToComplete);
        var pattern = new NamePattern(typed + "*");
        return [.. ListInTime(state, s => new CompletionContext(s, parameterName, typed, fakeBoundParameters)).Where(c => pattern.Matches(c.Text)).Select(ResultOf)];
    }

    /// <summary>Lists everything that can be named, best first.</summary>
    private protected abstract Task<IReadOnlyList<Candidate>> ListAsync(CompletionContext context, CancellationToken cancellationToken);

    private IReadOnlyList<Candidate> ListInTime(ModuleState state, Func<BackupServices, CompletionContext> contextOf)
    {
        using var limit = new CancellationTokenSource(Limit);
        Task<IReadOnlyList<Candidate>> listing = Task.Run(
            async () => await ListAsync(contextOf(await state.OpenAsync(limit.Token).ConfigureAwait(false)), limit.Token).ConfigureAwait(false));
        try
        {
            // Completion is synchronous in PowerShell; a database that does not answer must not freeze the prompt.
            return listing.Wait(Limit) ? listing.Result : [];
        }
        catch (AggregateException)
        {
            return [];
        }
    }

    private static CompletionResult ResultOf(Candidate candidate) =>
        new(Word.Quoted(candidate.Text), candidate.Text, CompletionResultType.ParameterValue, candidate.ToolTip.Length > 0 ? candidate.ToolTip : candidate.Text);
}
