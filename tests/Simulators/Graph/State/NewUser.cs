namespace Veeam365.Simulators.Graph;

/// <summary>A user to add to the directory.</summary>
public sealed record NewUser(string UserPrincipalName)
{
    /// <summary>Null derives one from tenant and name, the same every time.</summary>
    public Guid? Id { get; init; }

    public string? DisplayName { get; init; }

    /// <summary>Null takes the principal name, if there is a mailbox.</summary>
    public string? Mail { get; init; }

    public bool AccountEnabled { get; init; } = true;

    public bool IsGuest { get; init; }

    public bool IsLicensed { get; init; } = true;

    public bool HasMailbox { get; init; } = true;

    /// <summary>An in-place archive beside the mailbox.</summary>
    public bool HasArchive { get; init; }

    public bool HasDrive { get; init; } = true;

    /// <summary>mailboxSettings/userPurpose: user, shared, room, equipment, linked, others.</summary>
    public string UserPurpose { get; init; } = "user";
}
