using System.Text.Json.Nodes;

namespace Veeam365.Simulators.Graph;

/// <summary>A contact or event as it was. Id is the immutable one; Json is the answer to a GET, annotations left out; attachments come with their
/// contentBytes, whatever their size.</summary>
public sealed record ItemTruth(
    string Id, string FolderId, JsonObject Json, byte[]? Photo, IReadOnlyList<JsonObject> Attachments, IReadOnlyList<ItemTruth> Exceptions);
