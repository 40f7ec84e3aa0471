using System.Globalization;
using System.Runtime.CompilerServices;
using Veeam365.Backup.Core.Sources.ExchangeOnPremises;
using Veeam365.Simulators.Exchange;

namespace Veeam365.Backup.Tests.ExchangeOnPremises;

/// <summary>
/// The shell faked at its interface. It answers as the constrained endpoint of tests/Pester was seen to: deserialised property bags, sizes and enumerations as text, lists as lists.
/// </summary>
internal sealed class FakeExchangeShell(FakeExchange exchange, ExchangeEndpoint endpoint) : IExchangeShell
{
    public bool IsOpen { get; private set; }

    public async Task OpenAsync(CancellationToken cancellationToken)
    {
        exchange.Opened++;
        await Task.Yield();
        if (endpoint.Password != exchange.Simulator.Options.Password)
            throw ExchangeErrors.Refused(endpoint);
        if (exchange.OpenHangs)
            await Task.Delay(Timeout.Infinite, cancellationToken);
        IsOpen = true;
    }

    public async IAsyncEnumerable<ExchangeObject> InvokeAsync(ExchangeCommand command, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.Yield();
        cancellationToken.ThrowIfCancellationRequested();
        lock (exchange.Commands)
            exchange.Commands.Add(command);
        if (exchange.DropsLeft > 0)
        {
            exchange.DropsLeft--;
            IsOpen = false;
            throw ExchangeErrors.Dropped(endpoint, command.Name);
        }
        if (exchange.Hidden.Contains(command.Name))
            throw ExchangeErrors.Hidden(endpoint, command.Name);
        foreach (ExchangeObject found in Answer(command))
            yield return found;
    }

    public ValueTask DisposeAsync()
    {
        IsOpen = false;
        return ValueTask.CompletedTask;
    }

    private IEnumerable<ExchangeObject> Answer(ExchangeCommand command) => command.Name switch
    {
        "Get-ExchangeServer" => exchange.Versions.Select((v, i) => Bag(("Name", $"EX0{i + 1}"), ("AdminDisplayVersion", v), ("ServerRole", "Mailbox, ClientAccess"))),
        "Get-OrganizationConfig" => [Bag(("Name", "Contoso"))],
        "Get-ManagementRoleAssignment" => exchange.Impersonators.Select(i => Bag(("Name", "Impersonation"), ("EffectiveUserName", i.Name), ("CustomRecipientWriteScope", i.Scope), ("Enabled", true))),
        "Get-Mailbox" => Limit(command, Find(command, exchange.Simulator.Mailboxes.Select(Mailbox))),
        "Get-Recipient" => Limit(command, exchange.Simulator.Mailboxes.Where(m => !command.Parameters.ContainsKey("RecipientPreviewFilter") || exchange.DynamicFilter(m)).Select(Mailbox)),
        "Get-DistributionGroup" => Limit(command, Find(command, exchange.Groups.Where(g => !g.IsDynamic).Select(Group))),
        "Get-DynamicDistributionGroup" => Limit(command, Find(command, exchange.Groups.Where(g => g.IsDynamic).Select(Group))),
        "Get-DistributionGroupMember" => Members((string)command.Parameters["Identity"]!),
        _ => throw ExchangeErrors.Hidden(endpoint, command.Name),
    };

    private static IEnumerable<ExchangeObject> Find(ExchangeCommand command, IEnumerable<ExchangeObject> all)
    {
        if (!command.Parameters.TryGetValue("Identity", out object? identity))
            return all;
        List<ExchangeObject> found = [.. all.Where(o => o.Text("Guid") == (string?)identity || string.Equals(o.Text("PrimarySmtpAddress"), (string?)identity, StringComparison.OrdinalIgnoreCase))];
        return found.Count > 0 ? found : throw ExchangeErrors.NotFound(command.Name);
    }

    private static IEnumerable<ExchangeObject> Limit(ExchangeCommand command, IEnumerable<ExchangeObject> all) =>
        command.Parameters.GetValueOrDefault("ResultSize") is string text && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int most) ? all.Take(most) : all;

    private IEnumerable<ExchangeObject> Members(string id)
    {
        FakeGroup group = exchange.Groups.First(g => g.Id.ToString() == id);
        return group.Members.Select(name => exchange.Simulator.Find(name) is { } mailbox ? Mailbox(mailbox) : exchange.Groups.Find(g => g.Name == name) is { } nested ? Group(nested) : Contact(name));
    }

    private static ExchangeObject Mailbox(SimulatedExchangeMailbox mailbox) => Bag(
        ("Guid", mailbox.Id.ToString()),
        ("DisplayName", mailbox.DisplayName),
        ("Alias", mailbox.DisplayName),
        ("PrimarySmtpAddress", mailbox.Address),
        ("UserPrincipalName", mailbox.Address),
        ("RecipientTypeDetails", mailbox.Type),
        ("ArchiveGuid", (mailbox.Archive is null ? Guid.Empty : Guid.NewGuid()).ToString()),
        ("EmailAddresses", new List<object?> { "SMTP:" + mailbox.Address }),
        ("ProhibitSendQuota", "49.5 GB (53,150,220,288 bytes)"));

    private static ExchangeObject Group(FakeGroup group) => Bag(
        ("Guid", group.Id.ToString()),
        ("DisplayName", group.Name),
        ("PrimarySmtpAddress", group.Name + "@contoso.example"),
        ("RecipientTypeDetails", group.IsDynamic ? "DynamicDistributionGroup" : "MailUniversalDistributionGroup"),
        ("RecipientFilter", group.IsDynamic ? "((RecipientTypeDetails -eq 'RoomMailbox'))" : null),
        ("RecipientContainer", group.IsDynamic ? "contoso.example" : null));

    private static ExchangeObject Contact(string address) => Bag(("Guid", Guid.NewGuid().ToString()), ("DisplayName", address), ("PrimarySmtpAddress", address), ("RecipientTypeDetails", "MailContact"));

    private static ExchangeObject Bag(params (string Name, object? Value)[] properties) => new(properties.Select(p => KeyValuePair.Create(p.Name, p.Value)));
}
