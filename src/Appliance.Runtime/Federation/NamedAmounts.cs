namespace Appliance.Runtime.Federation;

/// <summary>What one machine has.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Amounts">What it has.</param>
public sealed record NamedAmounts(string Name, Amounts Amounts);
