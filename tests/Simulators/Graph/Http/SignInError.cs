namespace Veeam365.Simulators.Graph;

/// <summary>An error of the sign-in endpoint; the code is the number after AADSTS.</summary>
internal sealed record SignInError(int Status, string Error, int Code, string Description);
