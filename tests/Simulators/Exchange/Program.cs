using System.Globalization;
using System.Text.Json;
using Veeam365.Simulators.Exchange;

// A process of its own, for tests in PowerShell: prints where it is, and runs until it is ended.
await using ExchangeSimulator simulator = await ExchangeSimulator.StartAsync();
int messages = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 20;
foreach ((string name, string type) in new[] { ("alice", "UserMailbox"), ("bob", "UserMailbox"), ("info", "SharedMailbox"), ("room1", "RoomMailbox") })
{
    SimulatedExchangeMailbox mailbox = simulator.AddMailbox(name + "@contoso.example", type, hasArchive: name == "alice");
    for (int i = 0; i < messages; i++)
        mailbox.Store.Add(ExchangeChanges.Message(mailbox.Store.FolderId("inbox"), $"Message {i} of {name}"));
    mailbox.Store.Add(ExchangeChanges.Message(mailbox.Store.FolderId("sentitems"), $"Large one of {name}", 2_000_000));
    mailbox.Store.Add(ExchangeChanges.Contact(mailbox.Store.FolderId("contacts"), "Grace Hopper", [1, 2, 3]));
    mailbox.Store.Add(ExchangeChanges.Event(mailbox.Store.FolderId("calendar"), "Standup", isSeries: true));
    mailbox.Archive?.Add(ExchangeChanges.Message(mailbox.Archive.FolderId("deleteditems"), "Old one"));
}
Console.WriteLine(JsonSerializer.Serialize(new { ews = simulator.Ews, userName = simulator.Options.UserName, password = simulator.Options.Password }));
await simulator.WaitAsync();
