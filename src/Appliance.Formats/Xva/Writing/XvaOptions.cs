namespace Appliance.Formats.Xva;

/// <summary>What an XVA is to look like.</summary>
public sealed class XvaOptions
{
    /// <summary>The defaults: a file that every xapi reads.</summary>
    public static XvaOptions Default { get; } = new();

    /// <summary>Checksum of the chunks; default SHA-1, which hosts older than xapi 1.170 need.</summary>
    public XvaChecksum Checksum { get; init; } = XvaChecksum.Sha1;

    /// <summary>
    /// Whether machines keep their network cards; default true. Without them no network of the host is looked for, and
    /// none is created.
    /// </summary>
    public bool IncludeNetworkCards { get; init; } = true;

    /// <summary>
    /// Whether the file ends with the two zero blocks of tar; default true. A host never reads them, and resets the
    /// connection that still sends them: false for a stream into a host.
    /// </summary>
    public bool WriteEndBlocks { get; init; } = true;

    /// <summary>Keys of <c>other_config</c> that machines get besides their own: a host keeps those that it does not know.</summary>
    internal IReadOnlyDictionary<string, string> MachineKeys { get; init; } = new Dictionary<string, string>();

    /// <summary>Keys of <c>other_config</c> that disks get.</summary>
    internal IReadOnlyDictionary<string, string> DiskKeys { get; init; } = new Dictionary<string, string>();
}
