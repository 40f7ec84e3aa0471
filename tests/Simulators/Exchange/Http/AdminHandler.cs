using System.Security.Cryptography;
using System.Text.Json;

namespace Veeam365.Simulators.Exchange;

/// <summary>What tests in other processes ask of the simulator: its directory, its truth, some changes. With the account's password, like everything here.</summary>
internal sealed class AdminHandler(ExchangeSimulator simulator)
{
    public async Task InvokeAsync(HttpContext context)
    {
        if (context.Request.Headers["X-Simulator-Key"] != simulator.Options.Password)
        {
            context.Response.StatusCode = 403;
            return;
        }
        object? answer = context.Request.Path.Value switch
        {
            "/_simulator/directory" => simulator.Mailboxes.Select(m => new { id = m.Id, address = m.Address, displayName = m.DisplayName, type = m.Type, hasArchive = m.Archive is not null }),
            "/_simulator/truth" => simulator.Mailboxes.SelectMany(Truth),
            "/_simulator/change" => Change(new Random(7)),
            _ => null,
        };
        if (answer is null)
            context.Response.StatusCode = 404;
        else
            await context.Response.WriteAsync(JsonSerializer.Serialize(answer), context.RequestAborted);
    }

    /// <summary>The messages that a backup holds: mailbox, key and SHA-256 of each.</summary>
    private static IEnumerable<object> Truth(SimulatedExchangeMailbox mailbox) => mailbox.Store.Items.Concat(mailbox.Archive?.Items ?? []).Where(i => i.Type == "Message")
        .Select(i => new { address = mailbox.Address, key = i.Id, sha256 = Convert.ToHexStringLower(SHA256.HashData(i.Mime)) });

    private int Change(Random random)
    {
        int count = 0;
        foreach (SimulatedExchangeMailbox mailbox in simulator.Mailboxes)
        {
            for (int i = 0; i < 10; i++, count++)
                ExchangeChanges.Make(mailbox.Store, random);
        }
        return count;
    }
}
