using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace Veeam365.Simulators.Graph;

/// <summary>A team: settings, members, channels. Members may be called from any thread at any time.</summary>
public sealed class SimulatedTeam
{
    private readonly TimeProvider _time;
    private readonly Lock _lock = new();
    private ImmutableList<SimulatedChannel> _channels;
    private JsonObject _settings;

    internal SimulatedTeam(string id, string name, TimeProvider time)
    {
        _time = time;
        Id = id;
        Members = new SimulatedMembers(id);
        _channels = [new SimulatedChannel(id, "General", "standard", time)];
        _settings = new JsonObject
        {
            ["id"] = id,
            ["displayName"] = name,
            ["description"] = null,
            ["isArchived"] = false,
            ["visibility"] = "private",
            ["memberSettings"] = new JsonObject { ["allowCreateUpdateChannels"] = true, ["allowDeleteChannels"] = true },
            ["guestSettings"] = new JsonObject { ["allowCreateUpdateChannels"] = false, ["allowDeleteChannels"] = false },
            ["messagingSettings"] = new JsonObject { ["allowUserEditMessages"] = true },
            ["funSettings"] = new JsonObject { ["allowGiphy"] = true, ["giphyContentRating"] = "moderate" },
        };
    }

    public string Id { get; }

    public SimulatedMembers Members { get; }

    /// <summary>The channel that every team has.</summary>
    public SimulatedChannel General => _channels[0];

    public IReadOnlyList<SimulatedChannel> Channels => _channels;

    internal JsonObject Settings
    {
        get
        {
            lock (_lock)
                return (JsonObject)_settings.DeepClone();
        }
    }

    public void SetSetting(string name, JsonNode? value)
    {
        lock (_lock)
        {
            var settings = (JsonObject)_settings.DeepClone();
            settings[name] = value;
            _settings = settings;
        }
    }

    /// <summary>Adds a channel: standard, private or shared.</summary>
    public SimulatedChannel AddChannel(string name, string membershipType = "standard")
    {
        var channel = new SimulatedChannel(Id, name, membershipType, _time);
        ImmutableInterlocked.Update(ref _channels, static (all, one) => all.Add(one), channel);
        return channel;
    }

    public void DeleteChannel(string id) => ImmutableInterlocked.Update(ref _channels, static (all, one) => all.RemoveAll(c => c.Id == one), id);

    public void ExpireDeltaTokens()
    {
        foreach (var channel in _channels)
            channel.ExpireDeltaTokens();
    }

    public TeamSnapshot Snapshot() => new(Settings, Members.List(), [.. _channels.Select(static c => c.Snapshot())]);

    internal SimulatedChannel GetChannel(string id) => _channels.Find(c => c.Id == id) ?? throw GraphException.ChannelNotFound();
}
