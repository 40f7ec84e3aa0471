using System.Text.Json.Serialization;

namespace Veeam365.Backup.Core.Model;

/// <summary>Where a repository keeps its objects.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(FolderStoreSettings), "folder")]
[JsonDerivedType(typeof(S3StoreSettings), "s3")]
[JsonDerivedType(typeof(JetStoreSettings), "jet")]
public abstract record StoreSettings
{
    /// <summary>A short description for people: a path or a bucket URL.</summary>
    [JsonIgnore]
    public abstract string Display { get; }
}
