using System.Globalization;
using System.Text.Json.Nodes;

namespace Veeam365.Simulators.Graph;

/// <summary>The contacts of a mailbox.</summary>
public sealed class SimulatedContacts : SimulatedItems
{
    internal SimulatedContacts(Guid id, TimeProvider time)
        : base(id, "Contacts", time)
    {
    }

    /// <summary>Adds a contact with these properties of the contact type; returns its immutable id.</summary>
    public string Add(JsonObject properties, string? folder = null, byte[]? photo = null)
    {
        ArgumentNullException.ThrowIfNull(properties);
        var now = DateTimeOffset.UnixEpoch;
        return AddItem(folder, properties, new ItemState { Folder = Default, Properties = properties, Created = now, Modified = now, ChangeNumber = 0, Photo = photo });
    }

    /// <summary>Adds a contact that has a name and an address.</summary>
    public string Add(string name, string? folder = null, byte[]? photo = null) =>
        Add(new JsonObject { ["displayName"] = name, ["emailAddresses"] = new JsonArray(new JsonObject { ["name"] = name, ["address"] = "x@contoso.example" }) }, folder, photo);

    /// <summary>Sets or removes the photo; as in Exchange, the contact changes with it.</summary>
    public void SetPhoto(string id, byte[]? photo) => Change(id, state => state with { Photo = photo });

    internal override JsonObject Describe(ItemState state, int ordinal, bool immutable)
    {
        var json = new JsonObject
        {
            ["@odata.etag"] = $"W/\"{ItemKeys.ChangeKey(this, state.ChangeNumber)}\"",
            ["id"] = Ids.Message(immutable, state.Folder, ordinal),
            ["createdDateTime"] = state.Created.UtcDateTime.ToString("O", CultureInfo.InvariantCulture),
            ["lastModifiedDateTime"] = state.Modified.UtcDateTime.ToString("O", CultureInfo.InvariantCulture),
            ["changeKey"] = ItemKeys.ChangeKey(this, state.ChangeNumber),
            ["categories"] = new JsonArray(),
            ["parentFolderId"] = Ids.Folder(state.Folder),
        };
        foreach (var (name, value) in state.Properties)
            json[name] = value?.DeepClone();
        return json;
    }
}
