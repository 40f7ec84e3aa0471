namespace Veeam365.Simulators.Graph;

/// <summary>Delta tokens in requests and links.</summary>
internal static class Tokens
{
    /// <summary>Null when the request begins a round.</summary>
    public static DeltaToken? Read(GraphCall call, DeltaTokenKind kind, Guid owner, int epoch, int folder)
    {
        var text = call.Query("$deltatoken") ?? call.Query("$skiptoken");
        if (string.IsNullOrEmpty(text))
            return null;
        if (DeltaToken.Parse(text) is not { } token || token.Kind != kind || token.Owner != owner || token.Folder != folder)
            throw Malformed();
        if (token.Epoch != epoch)
        {
            throw new GraphException(410, "syncStateNotFound", "The sync state generation is not found.")
            {
                Location = $"{call.Self}?$deltatoken=",
            };
        }

        return token;
    }

    public static string Link(string self, DeltaToken token, bool isDelta) =>
        $"{self}?{(isDelta ? "$deltatoken" : "$skiptoken")}={token.Encode()}";

    public static GraphException Malformed() => GraphException.BadRequest("Badly formed token.");
}
