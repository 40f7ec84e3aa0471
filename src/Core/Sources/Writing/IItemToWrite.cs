using System.Text.Json;
using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Sources;

/// <summary>An item of a restore point, to be written to a target. Every stream comes from the repository, verified as it is read.</summary>
public interface IItemToWrite
{
    /// <summary>The item.</summary>
    ItemVersion Version { get; }

    /// <summary>
    /// Names this item: equal for every run that restores it, of whatever restore point. What is made at the target carries it from the first moment on that anybody can see it, so
    /// that a run that broke off anywhere and is run again neither makes a second one nor leaves one out.
    /// </summary>
    string Marker { get; }

    /// <summary>Names the state of it that is restored.</summary>
    string StateMarker { get; }

    /// <summary>Opens the content; may be called again.</summary>
    /// <exception cref="DataDamagedException">What is stored is not what was written.</exception>
    Task<Stream> OpenContentAsync(CancellationToken cancellationToken);

    /// <summary>What the source told of the item beside its content; null for nothing. The caller disposes it.</summary>
    Task<JsonDocument?> ReadPropertiesAsync(CancellationToken cancellationToken);

    /// <summary>Reads a content that is JSON with other contents embedded.</summary>
    Task<IEmbeddedContent> OpenEmbeddedAsync(CancellationToken cancellationToken);
}
