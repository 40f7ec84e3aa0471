namespace Veeam365.Simulators.Graph;

/// <summary>The surface for people under /_simulator/.</summary>
internal static class AdminHandlers
{
    public static Task HandleAsync(GraphCall call)
    {
        _ = call;
        throw new GraphException(404, "NotFound", "There is nothing here.");
    }
}
