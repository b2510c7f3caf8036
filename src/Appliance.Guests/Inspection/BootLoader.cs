namespace Appliance.Guests.Inspection;

/// <summary>What starts a kernel.</summary>
/// <param name="Kind">Which one.</param>
/// <param name="Configuration">Its main file in the guest, or the folder of its entries.</param>
public sealed record BootLoader(BootLoaderKind Kind, string Configuration);
