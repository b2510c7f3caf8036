using Appliance.Formats.Disks;
using Appliance.Formats.Files;
using Appliance.Formats.Verification;

namespace Appliance.Formats.Vmdk;

/// <summary>Checks everything in an image that can be checked, and tells all that it finds.</summary>
public static class VmdkVerifier
{
    /// <summary>
    /// Verifies an image: header, descriptor, both copies of the tables, every entry, every compressed grain, the markers
    /// of a stream, the extent files, and the identities along the chain of parents. Damage becomes findings, never an exception.
    /// </summary>
    /// <param name="file">The image, or its descriptor; stays open.</param>
    /// <param name="siblings">Where its other files are; null where there are none.</param>
    /// <param name="findings">Receives what is found.</param>
    /// <param name="options">Limits and warnings.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public static async ValueTask VerifyAsync(
        Disk file, IFileFolder? siblings, FindingList findings, ReadOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(findings);
        ArgumentNullException.ThrowIfNull(options);
        try
        {
            await new VmdkImageVerifier(siblings, findings, options).VerifyAsync(file, cancellationToken);
        }
        catch (ImageException e)
        {
            findings.Error("vmdk-unreadable", e);
        }
    }
}
