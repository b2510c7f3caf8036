using Appliance.Formats.Verification;

namespace Appliance.Formats;

/// <summary>What a reader of strangers' files may do.</summary>
public sealed class ReadOptions
{
    /// <summary>The defaults.</summary>
    public static ReadOptions Default { get; } = new();

    /// <summary>
    /// Largest virtual disk that is accepted, in bytes; default 64 TiB, the limit of VMDK and VHDX themselves.
    /// A few bytes of header can claim any size, so the user says how much is plausible.
    /// </summary>
    public long MaxDiskSize { get; init; } = 64L << 40;

    /// <summary>Accept packages whose manifest or signature does not match; default false.</summary>
    public bool AllowUnverified { get; init; }

    /// <summary>
    /// Accept only packages that one of these has signed; default null: packages without a signature too, and of
    /// signers that this machine does not trust there is a remark.
    /// </summary>
    public TrustedSigners? Trusted { get; init; }

    /// <summary>Is told who signed a package, where he is trusted: the file of the signature, and an X.500 name; default nowhere.</summary>
    public Action<string, string> Signed { get; init; } = static (_, _) => { };

    /// <summary>Where compressed containers that cannot be read at random are unpacked to; default the system's temporary folder.</summary>
    public string SpoolFolder { get; init; } = Path.GetTempPath();

    /// <summary>Receives remarks that do not stop the work, one sentence each; default nowhere.</summary>
    public Action<string> Warn { get; init; } = static _ => { };

    /// <summary>Refuses a virtual size that is negative or beyond <see cref="MaxDiskSize"/>.</summary>
    /// <exception cref="UnsupportedImageException">The size is above the limit.</exception>
    /// <exception cref="InvalidImageException">The size is negative.</exception>
    public void CheckDiskSize(string file, long size)
    {
        if (size < 0)
        {
            throw new InvalidImageException(file, $"virtual size {size} is negative");
        }

        if (size > MaxDiskSize)
        {
            throw new UnsupportedImageException(
                file, $"virtual size {size} bytes is above the limit of {MaxDiskSize}; raise it with --max-disk-size if the file is trusted");
        }
    }
}
