using System.Globalization;
using System.Text.RegularExpressions;
using Appliance.Formats;

namespace Appliance.Guests.Volumes;

/// <summary>
/// A partition by where its disk is plugged in, or by the disk's serial number. An image tells neither, so this means
/// something only in a machine with one disk.
/// </summary>
/// <param name="Partition">The partition; null for the whole disk.</param>
internal sealed partial record HardwarePath(int? Partition) : DevicePath
{
    /// <summary>Reads a name below <c>/dev/disk/by-id</c> or <c>by-path</c>.</summary>
    public static new HardwarePath Parse(string name)
        => new(PartSuffix().Match(name) is { Success: true } part ? int.Parse(part.Groups["part"].Value, CultureInfo.InvariantCulture) : null);

    /// <inheritdoc/>
    public override bool Fits(Volume volume, VolumeSet all) => all.DiskCount == 1 && volume.Disk == 0 && volume.Partition == Partition;

    [GeneratedRegex("-part(?<part>[1-9][0-9]{0,2})$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, MatchLimit.Milliseconds)]
    private static partial Regex PartSuffix();
}
