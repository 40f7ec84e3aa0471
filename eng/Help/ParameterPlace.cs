namespace Veeam365.Help;

/// <summary>How a parameter stands in a parameter set.</summary>
/// <param name="IsMandatory">It must be given.</param>
/// <param name="Position">Its position; null when it is always named.</param>
/// <param name="TakesPipeline">The pipeline brings it.</param>
/// <param name="TakesProperty">A property of that name of what the pipeline brings is taken.</param>
internal sealed record ParameterPlace(bool IsMandatory, int? Position, bool TakesPipeline, bool TakesProperty)
{
    /// <summary>As Get-Help says it.</summary>
    public string PipelineInput => (TakesPipeline, TakesProperty) switch
    {
        (true, true) => "True (ByValue, ByPropertyName)",
        (true, false) => "True (ByValue)",
        (false, true) => "True (ByPropertyName)",
        _ => "False",
    };
}
