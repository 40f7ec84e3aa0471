namespace Veeam365.Simulators.Graph;

/// <summary>Changes of contact folders and contacts.</summary>
internal static class ContactWriteHandlers
{
    public static async Task CreateFolderAsync(GraphCall call) =>
        await WriteFolderAsync(call, call.Contacts.CreateFolder(call.Route.Folder, (await JsonBody.ReadObjectAsync(call)).NeededText("displayName")), 201);

    public static async Task RenameFolderAsync(GraphCall call) =>
        await WriteFolderAsync(call, call.Contacts.RenameById(call.Route.Folder!, (await JsonBody.ReadObjectAsync(call)).NeededText("displayName")), 200);

    public static async Task CreateAsync(GraphCall call)
    {
        var body = await JsonBody.ReadObjectAsync(call);
        await WriteAsync(call, call.Contacts.Create(call.Route.Folder, ItemWriting.Writable(body), body.Extended()), 201);
    }

    public static async Task PatchAsync(GraphCall call)
    {
        var body = await JsonBody.ReadObjectAsync(call);
        await WriteAsync(call, call.Contacts.Patch(call.Route.Message!, ItemWriting.Writable(body), body.Extended()), 200);
    }

    public static Task DeleteAsync(GraphCall call)
    {
        call.Contacts.Discard(call.Route.Message!);
        return WriteHandlers.NoContentAsync(call);
    }

    public static async Task PutPhotoAsync(GraphCall call)
    {
        call.Contacts.SetPhoto(call.Route.Message!, await JsonBody.ReadAsync(call));
        call.Http.Response.StatusCode = 200;
    }

    private static Task WriteAsync(GraphCall call, ItemView item, int status) =>
        ItemWriting.WriteAsync(call, call.Contacts.Describe(item.State!, item.Ordinal, call.Preferences.ImmutableIds), status);

    private static async Task WriteFolderAsync(GraphCall call, ItemFolderView folder, int status)
    {
        using var reply = JsonReply.Start(call, status);
        ContactHandlers.Write(reply.Writer, call.Contacts, folder);
        await reply.FinishAsync();
    }
}
