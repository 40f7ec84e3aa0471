namespace Veeam365.Backup.Tests.Simulators;

public sealed class SampleDataTests
{
    [Fact]
    public async Task The_samples_are_spread_over_users_and_served()
    {
        await using var client = await SimulatorClient.StartAsync();
        string[] users = ["anna@contoso.example", "bernd@contoso.example"];
        foreach (var user in users)
            client.Tenant.AddUser(user);
        client.Tenant.SeedFromFolders(Samples("mail"), Samples("files"), users);
        var snapshot = client.Tenant.Snapshot();
        Assert.Equal(12, snapshot.Users.Sum(static user => user.Mailbox!.MessageCount));
        Assert.Equal(11, snapshot.Users.Sum(static user => user.Drive!.Items().Count(static item => !item.IsFolder)));
        var subjects = new List<string>();
        foreach (var user in users)
            subjects.AddRange((await client.RoundAsync($"users/{user}/messages?$top=1000")).Items.Select(static item => item.GetProperty("subject").GetString()!));
        Assert.Contains("Angebot über 1.250 €", subjects);
        Assert.Contains("会議のご案内", subjects);
        Assert.Contains("Отчёт 📊 und Grüße – 報告", subjects);
    }

    private static string Samples(string name)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Backup.sln")))
            folder = folder.Parent ?? throw new DirectoryNotFoundException("Backup.sln is in no folder above the tests.");
        return Path.Combine(folder.FullName, "samples", "QuickStart", "data", name);
    }
}
