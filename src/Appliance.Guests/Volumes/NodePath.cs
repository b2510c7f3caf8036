using System.Globalization;
using System.Text.RegularExpressions;
using Appliance.Formats;

namespace Appliance.Guests.Volumes;

/// <summary>A disk or partition as the kernel names it; disks have the machine's order.</summary>
/// <param name="Disk">The disk, from 0.</param>
/// <param name="Partition">The partition; null for the whole disk.</param>
internal sealed partial record NodePath(int Disk, int? Partition) : DevicePath
{
    /// <summary>Reads a name below <c>/dev</c>; null where it is none of a disk.</summary>
    public static new NodePath? Parse(string name)
    {
        if (Lettered().Match(name) is { Success: true } lettered)
        {
            return new NodePath(FromLetters(lettered.Groups["disk"].Value), NumberOf(lettered.Groups["part"]));
        }

        // A second disk may be a second namespace of the first controller, or the first of a second one.
        return Nvme().Match(name) is { Success: true } nvme
            ? new NodePath(NumberOf(nvme.Groups["controller"])!.Value + NumberOf(nvme.Groups["space"])!.Value - 1, NumberOf(nvme.Groups["part"]))
            : null;
    }

    /// <inheritdoc/>
    public override bool Fits(Volume volume, VolumeSet all) => volume.Disk == Disk && volume.Partition == Partition;

    /// <summary>a is 0, z is 25, aa is 26.</summary>
    private static int FromLetters(string letters) => letters.Aggregate(0, (number, letter) => (number * 26) + (letter - 'a' + 1)) - 1;

    private static int? NumberOf(Group digits) => digits.Success ? int.Parse(digits.Value, CultureInfo.InvariantCulture) : null;

    [GeneratedRegex("^(s|h|v|xv)d(?<disk>[a-z]{1,3})(?<part>[1-9][0-9]{0,2})?$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, MatchLimit.Milliseconds)]
    private static partial Regex Lettered();

    [GeneratedRegex("^nvme(?<controller>[0-9]{1,3})n(?<space>[1-9][0-9]{0,2})(p(?<part>[1-9][0-9]{0,2}))?$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, MatchLimit.Milliseconds)]
    private static partial Regex Nvme();
}
