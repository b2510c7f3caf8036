using Appliance.Guests.FileSystems;

namespace Appliance.Converter.Differing;

/// <summary>What a file of a guest is like.</summary>
/// <param name="Type">A file, a folder, a link.</param>
/// <param name="Mode">The twelve permission bits, in octal: <c>0644</c>.</param>
/// <param name="Owner">User number.</param>
/// <param name="Group">Group number.</param>
/// <param name="Size">Bytes of a regular file; 0 for anything else.</param>
public sealed record FileState(FileType Type, string Mode, uint Owner, uint Group, long Size)
{
    private const int OctalDigits = 4;

    /// <summary>Where a link points.</summary>
    public string? Target { get; init; }

    /// <summary>SHA-256 of a regular file that is on both sides, in lower-case hexadecimal; null where it was not needed.</summary>
    public string? Digest { get; init; }

    internal static FileState Of(FileNode node)
        => new(node.Type, Convert.ToString(node.Rights.Mode, 8).PadLeft(OctalDigits, '0'), node.Rights.Owner, node.Rights.Group, node.Length) { Target = node.Target };
}
