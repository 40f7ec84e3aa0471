using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Repositories.ObjectStorage;

/// <summary>repository.json: what must be known before anything else can be read. Not encrypted.</summary>
internal sealed record RepositoryDocument
{
    /// <summary>The value of <see cref="Format"/>.</summary>
    public const string FormatName = "veeam365-repository";

    /// <summary>Says what this is.</summary>
    public required string Format { get; init; }

    /// <summary>The format's version.</summary>
    public required int Version { get; init; }

    /// <summary>The repository's id.</summary>
    public required Guid Id { get; init; }

    /// <summary>When it was created (UTC).</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>How content is cut. Only writers need it.</summary>
    public required CuttingDocument Cutting { get; init; }

    /// <summary>The wrapped repository key; null for a plain repository.</summary>
    public KeyDocument? Key { get; init; }

    /// <summary>How data is kept. Generated readers give init-only members that are absent their type's default, not the one written here.</summary>
    public RepositorySettings Settings { get => field ?? new(); init; } = new();

    /// <summary>What the store was found to be able to do when the repository was created.</summary>
    public required StoreDocument Store { get; init; }

    /// <summary>SHA-256 of the file with 64 zeros in place of this value; always the last member.</summary>
    [System.Text.Json.Serialization.JsonPropertyOrder(100)]
    public required string Check { get; init; }
}
