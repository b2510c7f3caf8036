using Appliance.Formats.Disks;
using Appliance.Formats.Files;

namespace Appliance.Formats.Vhdx;

/// <summary>Opens VHDX files: dynamic, fixed and differencing ones, and those whose log was not replayed.</summary>
public static class VhdxImage
{
    /// <summary>Whether a file starts like a VHDX.</summary>
    /// <param name="head">Its first 8 bytes or more.</param>
    public static bool IsVhdx(ReadOnlySpan<byte> head) => head.StartsWith(VhdxLayer.Signature);

    /// <summary>Opens the virtual disk. The result owns <paramref name="file"/>, and closes it where opening fails.</summary>
    /// <param name="file">The file.</param>
    /// <param name="siblings">Where a parent is looked for, by its base name; null where there is no such place.</param>
    /// <param name="options">Limits, and where remarks go.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="InvalidImageException">The file is damaged, or its parent is missing or another one.</exception>
    /// <exception cref="UnsupportedImageException">It needs something that is not known, or there is no folder to look into.</exception>
    public static async ValueTask<Disk> OpenAsync(
        Disk file, IFileFolder? siblings, ReadOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(options);
        await using var chain = new VhdxChain(siblings, options);
        return await chain.OpenAsync(file, cancellationToken);
    }
}
