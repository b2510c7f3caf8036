using System.Globalization;
using System.Text.RegularExpressions;
using Appliance.Formats;
using Appliance.Guests.FileSystems;

namespace Appliance.Guests.Volumes;

/// <summary>
/// A Linux software RAID by its number or name, or a partition on it. Numbers, and names without the host's, may be given by a
/// mdadm.conf; where there is only one array it is the one that is meant.
/// </summary>
/// <param name="Name">The name, or the number.</param>
/// <param name="Partition">The partition; null for all of the array.</param>
internal sealed partial record RaidPath(string Name, int? Partition) : DevicePath
{
    /// <summary>Reads a name below <c>/dev</c>; null where it is none of an array.</summary>
    public static new RaidPath? Parse(string name)
        => name.StartsWith("md/", StringComparison.Ordinal) ? new RaidPath(name["md/".Length..], null)
            : Numbered().Match(name) is { Success: true } numbered
                ? new RaidPath(numbered.Groups["number"].Value, numbered.Groups["part"] is { Success: true } part ? int.Parse(part.Value, CultureInfo.InvariantCulture) : null)
            : null;

    /// <inheritdoc/>
    public override bool Fits(Volume volume, VolumeSet all)
        => IsArray(volume) && volume.Partition == Partition
            && (NameOf(volume) == Name || all.Volumes.Count(other => IsArray(other) && other.Partition is null) == 1);

    private static bool IsArray(Volume volume) => volume.Within is [{ Kind: FileSystemKind.LinuxRaid }, ..];

    /// <summary>What the superblock calls the array, without the host.</summary>
    private static string? NameOf(Volume volume) => volume.Within[0].Label?.Split(':')[^1];

    [GeneratedRegex("^md(?<number>[0-9]{1,4})(p(?<part>[1-9][0-9]{0,2}))?$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, MatchLimit.Milliseconds)]
    private static partial Regex Numbered();
}
