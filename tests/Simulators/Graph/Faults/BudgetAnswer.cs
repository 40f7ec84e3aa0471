namespace Veeam365.Simulators.Graph;

/// <summary>What a budget says to one call.</summary>
/// <param name="IsGranted">False when there is not enough left.</param>
/// <param name="Limit">Of each window.</param>
/// <param name="Remaining">Left in this window.</param>
/// <param name="Reset">Time until the next one.</param>
/// <param name="Refused">Calls refused in this window so far.</param>
public readonly record struct BudgetAnswer(bool IsGranted, int Limit, int Remaining, TimeSpan Reset, int Refused);
