using Appliance.Formats.Disks;
using Appliance.Formats.Verification;

namespace Appliance.Formats.Xva;

/// <summary>
/// Checks an XVA the way a host does when it imports one, and a little more: what a host takes for granted. An error is
/// what some host refuses or gets wrong, a warning what other readers may stumble over.
/// </summary>
public static class XvaVerifier
{
    /// <summary>Reads all of <paramref name="file"/>, and adds what is wrong with it to <paramref name="findings"/>.</summary>
    /// <param name="file">The XVA, not compressed.</param>
    /// <param name="findings">Receives findings whose codes start with <c>xva-</c>.</param>
    /// <param name="options">Limits.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public static async Task VerifyAsync(Disk file, FindingList findings, ReadOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(findings);
        ArgumentNullException.ThrowIfNull(options);
        try
        {
            var members = new XvaTarReader(file);
            XvaObjects objects = await XvaContents.ReadObjectsAsync(file, members, cancellationToken);
            XvaDescriptorVerifier.Verify(objects, findings);
            await new XvaChunkVerifier(file, members, findings, options).VerifyAsync(objects.StreamedDisks(), cancellationToken);
            await VerifyEndAsync(file, members, findings, cancellationToken);
        }
        catch (ImageException e)
        {
            findings.Error("xva-structure", e);
        }
    }

    private static async ValueTask VerifyEndAsync(Disk file, XvaTarReader members, FindingList findings, CancellationToken cancellationToken)
    {
        if (await members.NextAsync(cancellationToken) is { } member)
        {
            findings.Error("xva-trailing-member", file.Name, member.Position, $"member \"{member.Name}\" follows the last chunk of the last disk");
        }
        else if (!members.HasEndBlock)
        {
            findings.Note("xva-end-blocks", file.Name, file.Length, "the two zero blocks that end a tar file are missing; hosts do not mind, tar programs warn");
        }
        else if (file.Length - members.Position < XvaFormat.EndBlocksSize)
        {
            findings.Warning("xva-end-blocks", file.Name, members.Position, "only one of the two zero blocks that end a tar file is there");
        }
    }
}
