namespace Veeam365.Simulators.Graph;

/// <summary>A change to a group, its conversations or its team as a person writes it.</summary>
internal sealed record GroupCommand(string Group, string Action)
{
    /// <summary>The group to add.</summary>
    public NewGroup? New { get; init; }

    /// <summary>Id or principal name of a member.</summary>
    public string? Member { get; init; }

    /// <summary>A thread, or a message of the team's first channel.</summary>
    public string? Id { get; init; }

    public string? Name { get; init; }

    public string? Text { get; init; }

    public object Apply(SimulatedTenant tenant)
    {
        switch (Action)
        {
            case "add":
                return new { tenant.AddGroup(New ?? new NewGroup(Group)).Id };
            case "addMember":
                tenant.Group(Group).AddMember(tenant.User(Member ?? "").Id);
                break;
            case "removeMember":
                tenant.Group(Group).RemoveMember(tenant.User(Member ?? "").Id);
                break;
            case "startThread":
                return new { Id = tenant.Group(Group).Conversations.Start(Name ?? "New conversation", Member ?? $"someone@{tenant.Domain}", Text ?? "") };
            case "replyToThread":
                return new { Id = tenant.Group(Group).Conversations.Reply(Id ?? "", Member ?? $"someone@{tenant.Domain}", Text ?? "") };
            case "addChannel":
                return new { tenant.Group(Group).Team.AddChannel(Name ?? "New channel").Id };
            case "post":
                return new { Id = tenant.Group(Group).Team.General.Post(new NewPost(Text ?? "") { Subject = Name }, Id) };
            case "deletePost":
                tenant.Group(Group).Team.General.Delete(Id ?? "");
                break;
            case "expireTokens":
                tenant.Group(Group).Team.ExpireDeltaTokens();
                break;
            default:
                throw GraphException.BadRequest("Actions: add, addMember, removeMember, startThread, replyToThread, addChannel, post, deletePost, expireTokens.");
        }

        return new { Done = Action };
    }
}
