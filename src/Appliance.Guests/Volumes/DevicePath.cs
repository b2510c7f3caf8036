using System.Globalization;
using System.Text.RegularExpressions;

namespace Appliance.Guests.Volumes;

/// <summary>A name of a device, as a fstab or a boot loader writes it.</summary>
internal abstract record DevicePath
{
    private static readonly char[] Quotes = ['"', '\''];

    /// <summary>Reads a name; null where it is none of a device, such as that of a share.</summary>
    public static DevicePath? Parse(string text)
    {
        int equals = text.IndexOf('=', StringComparison.Ordinal);
        return equals > 0 ? ParseTag(text[..equals], text[(equals + 1)..].Trim(Quotes))
            : text.StartsWith("/dev/disk/by-", StringComparison.Ordinal) ? ParseLink(text["/dev/disk/by-".Length..])
            : text.StartsWith("/dev/mapper/", StringComparison.Ordinal) ? new MapperPath(text["/dev/mapper/".Length..])
            : text.StartsWith("/dev/", StringComparison.Ordinal) ? ParseNode(text["/dev/".Length..])
            : null;
    }

    /// <summary>Whether a volume is the one that is meant.</summary>
    public abstract bool Fits(Volume volume, VolumeSet all);

    private static DevicePath? ParseTag(string tag, string value) => tag switch
    {
        "UUID" => new TagPath(volume => volume.Uuid, value, IgnoresCase: true),
        "LABEL" => new TagPath(volume => volume.Label, value, IgnoresCase: false),
        "PARTUUID" => new TagPath(volume => volume.PartitionUuid, value, IgnoresCase: true),
        "PARTLABEL" => new TagPath(volume => volume.PartitionLabel, value, IgnoresCase: false),
        "ID" => new OtherPath(value),
        _ => null,
    };

    private static DevicePath? ParseLink(string link)
    {
        string[] parts = link.Split('/', 2);
        return parts is not [string kind, string name] ? null : kind switch
        {
            "uuid" or "label" or "partuuid" or "partlabel" => ParseTag(kind.ToUpperInvariant(), Unescape(name)),
            "id" when name.StartsWith("dm-name-", StringComparison.Ordinal) => new MapperPath(Unescape(name["dm-name-".Length..])),
            "id" or "path" => HardwarePath.Parse(name),
            _ => new OtherPath(name),
        };
    }

    private static DevicePath ParseNode(string name)
        => RaidPath.Parse(name) is { } array ? array
            : name.Contains('/', StringComparison.Ordinal) ? new LogicalVolumePath(name)
            : NodePath.Parse(name) is { } node ? node
            : new OtherPath(name);

    /// <summary>udev writes what no file name should have as <c>\x20</c>.</summary>
    private static string Unescape(string name) => Regex.Replace(
        name, @"\\x(?<code>[0-9a-fA-F]{2})", match => ((char)byte.Parse(match.Groups["code"].Value, NumberStyles.HexNumber)).ToString(), RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1));

    private sealed record TagPath(Func<Volume, string?> Of, string Value, bool IgnoresCase) : DevicePath
    {
        public override bool Fits(Volume volume, VolumeSet all)
            => string.Equals(Of(volume), Value, IgnoresCase ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal);
    }

    private sealed record LogicalVolumePath(string Name) : DevicePath
    {
        public override bool Fits(Volume volume, VolumeSet all) => volume.LogicalVolume == Name;
    }

    /// <summary>A device, but none that a disk tells of: a drive, a loop.</summary>
    private sealed record OtherPath(string Name) : DevicePath
    {
        public override bool Fits(Volume volume, VolumeSet all) => false;
    }
}
