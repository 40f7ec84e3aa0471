using Veeam365.Backup.Core.Repositories;
using Veeam365.Backup.Core.Sources;

namespace Veeam365.Backup.PowerShell.Views;

/// <summary>One check of an organization or a repository.</summary>
public sealed class CheckView
{
    private readonly OrganizationCheck _check;

    internal CheckView(string organization, OrganizationCheck check)
    {
        Subject = organization;
        _check = check;
    }

    internal CheckView(string repository, RepositoryCheck check)
        : this(repository, new OrganizationCheck(check.Name, check.Succeeded ? CheckOutcome.Passed : CheckOutcome.Failed, check.Message, check.Error))
    {
    }

    /// <summary>The organization or repository.</summary>
    public string Subject { get; }

    /// <summary>What was tried.</summary>
    public string Name => _check.Name;

    /// <summary>How it went.</summary>
    public CheckOutcome Outcome => _check.Outcome;

    /// <summary>What was found.</summary>
    public string Message => _check.Message;

    /// <summary>The stable id of what is wrong.</summary>
    public string? ErrorId => _check.Error?.ErrorId;

    /// <summary>What can be done about it.</summary>
    public string? RecommendedAction => _check.Error?.RecommendedAction;
}
