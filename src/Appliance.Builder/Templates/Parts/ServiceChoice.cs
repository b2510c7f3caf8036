namespace Appliance.Builder.Templates.Parts;

/// <summary>What of systemd's is switched on and off, by the names of units.</summary>
/// <param name="Enabled">Started with the machine.</param>
/// <param name="Disabled">Not started with it.</param>
/// <param name="Masked">Never started.</param>
public sealed record ServiceChoice(IReadOnlyList<string> Enabled, IReadOnlyList<string> Disabled, IReadOnlyList<string> Masked);
