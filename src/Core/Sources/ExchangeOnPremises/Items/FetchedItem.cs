using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Sources.ExchangeOnPremises;

/// <summary>What an answer about an item means when it holds none.</summary>
internal static class FetchedItem
{
    /// <summary>A removal for what is gone, a gap for what cannot be read; null when the item is there.</summary>
    public static SourceChange? Problem(string id, EwsAnswer answer)
    {
        if (answer is { IsError: false, Content: not null })
            return null;
        if (!answer.IsError)
            return new SourceChange.Missing(id, $"Item {id}", GapReason.SourceError, "Exchange answers without the item.");
        var error = new EwsException(answer.Code);
        return error.MeansNotFound
            ? new SourceChange.Removal(id)
            : new SourceChange.Missing(id, $"Item {id}", EwsErrors.ReasonOf(error.Code), $"Exchange cannot give the item ({error.Code}).");
    }
}
