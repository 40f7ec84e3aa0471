using System.Text.Json;

namespace Veeam365.Backup.Core.Sources;

/// <summary>The JSON content of a contact or an event, with what is embedded in it kept aside.</summary>
public interface IEmbeddedContent : IAsyncDisposable
{
    /// <summary>The JSON; members contentBytes hold no content.</summary>
    JsonElement Root { get; }

    /// <summary>Opens what an object's contentBytes was; null when it has none.</summary>
    Stream? Open(JsonElement owner);
}
