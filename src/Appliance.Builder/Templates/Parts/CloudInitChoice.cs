namespace Appliance.Builder.Templates.Parts;

/// <summary>What cloud-init is told in the appliance.</summary>
/// <param name="DataSources">Where it looks for the data of a machine, by its names of them, in this order.</param>
/// <param name="UserData">What it does where nobody else gives user data; null for nothing.</param>
public sealed record CloudInitChoice(IReadOnlyList<string> DataSources, string? UserData);
