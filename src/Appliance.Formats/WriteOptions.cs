using Appliance.Formats.IO.Compression;
using Appliance.Formats.Ovf;

namespace Appliance.Formats;

/// <summary>What writers take from outside, so that the same input and options give the same bytes.</summary>
public sealed class WriteOptions
{
    /// <summary>The defaults.</summary>
    public static WriteOptions Default { get; } = new();

    /// <summary>
    /// The time that goes into headers; default 2000-01-01, zero in a VHD footer. Never the present by default:
    /// two runs would differ, and a host whose clock is behind refuses a VHD from the future (vhd-util check).
    /// </summary>
    public DateTimeOffset Timestamp { get; init; } = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Mixed into every identifier that is made up; default empty.</summary>
    public string IdentitySeed { get; init; } = "";

    /// <summary>Threads that decode and encode; default one a core.</summary>
    public int Workers { get; init; } = Environment.ProcessorCount;

    /// <summary>
    /// How an XVA or a disk image is compressed while it is written; default not at all. Packages of several files are
    /// never compressed.
    /// </summary>
    public CompressionFormat? Compression { get; init; }

    /// <summary>Signs the manifest of an OVF or OVA; default nobody.</summary>
    public IManifestSigner? Signer { get; init; }

    /// <summary>Where an image is built that cannot be written in the order of its bytes; default the system's temporary folder.</summary>
    public string SpoolFolder { get; init; } = Path.GetTempPath();

    /// <summary>Receives remarks that do not stop the work, one sentence each; default nowhere.</summary>
    public Action<string> Warn { get; init; } = static _ => { };
}
