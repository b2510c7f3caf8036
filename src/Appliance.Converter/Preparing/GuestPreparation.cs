using Appliance.Formats.Disks;
using Appliance.Formats.Machines;

namespace Appliance.Converter.Preparing;

/// <summary>Prepares the systems on a source's disks for Xen, each in overlays of its own.</summary>
internal static class GuestPreparation
{
    /// <summary>Prepares every machine.</summary>
    public static Task<PreparedSource> RunAsync(IMachineSource source, PreparationOptions? options, CancellationToken cancellationToken)
        => Task.FromResult(new PreparedSource(source, source.Group, new Dictionary<string, OverlayDisk>(), []));
}
