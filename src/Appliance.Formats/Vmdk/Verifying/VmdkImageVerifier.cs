using Appliance.Formats.Disks;
using Appliance.Formats.Files;
using Appliance.Formats.Verification;

namespace Appliance.Formats.Vmdk;

/// <summary>Verifies one image, the extents it names, and its place in the chain.</summary>
internal sealed class VmdkImageVerifier(IFileFolder? siblings, FindingList findings, ReadOptions options)
{
    private const int HeadSize = 4096;

    private readonly VmdkSparseVerifier _sparse = new(findings, options);
    private readonly SeSparseVerifier _space = new(findings, options);

    /// <summary>Verifies an image.</summary>
    /// <exception cref="ImageException">So little of it is readable that nothing more can be told.</exception>
    public async ValueTask VerifyAsync(Disk file, CancellationToken cancellationToken)
    {
        byte[] head = await file.ReadStructureAsync(0, (int)Math.Min(file.Length, HeadSize), "head", cancellationToken);
        if (VmdkMagic.IsSeSparse(head))
        {
            NoteAlone(file);
            await _space.VerifyAsync(file, length: null, cancellationToken);
            return;
        }

        VmdkDescriptor? descriptor = VmdkDescriptorText.IsDescriptor(head)
            ? await VerifyDescriptorAsync(file, cancellationToken)
            : await VerifySparseAsync(file, cancellationToken);
        if (descriptor is { IsDelta: true } && !findings.HasErrors)
        {
            await VerifyChainAsync(file, cancellationToken);
        }
    }

    private async ValueTask<VmdkDescriptor> VerifyDescriptorAsync(Disk file, CancellationToken cancellationToken)
    {
        VmdkDescriptor descriptor = await VmdkLinkOpener.ReadDescriptorAsync(file, cancellationToken);
        VmdkDescriptorVerifier.Verify(descriptor, findings);
        await VerifyExtentsAsync(descriptor, cancellationToken);
        return descriptor;
    }

    private async ValueTask<VmdkDescriptor?> VerifySparseAsync(Disk file, CancellationToken cancellationToken)
    {
        VmdkSparseHeader header = await VmdkSparseReader.ReadHeaderAsync(file, cancellationToken);
        VmdkDescriptor? descriptor = await VmdkLinkOpener.ReadEmbeddedAsync(file, header, cancellationToken);
        if (header.IsRedoLog)
        {
            NoteAlone(file);
        }
        else if (descriptor is not null)
        {
            VmdkDescriptorVerifier.Verify(descriptor, findings);
            if (header.IsDescriptorOnly || descriptor.Extents.Count > 1)
            {
                await VerifyExtentsAsync(descriptor, cancellationToken);
                return descriptor;
            }
        }

        long length = VmdkLinkOpener.TrueLength(header, descriptor);
        if (descriptor?.Extents is [var extent] && extent.Length != header.Capacity)
        {
            findings.Warning("vmdk-capacity", file.Name, extent.At, $"the descriptor says {extent.Length} bytes, the header {header.Capacity}; {length} count");
        }

        await _sparse.VerifyAsync(file, header, length, cancellationToken);
        return descriptor;
    }

    private void NoteAlone(Disk file)
        => findings.Note("vmdk-alone", file.Name, 0, "is an extent without its descriptor: size, parent and content identifier are not looked at; verify the descriptor for these");

    private async ValueTask VerifyExtentsAsync(VmdkDescriptor descriptor, CancellationToken cancellationToken)
    {
        var opener = new VmdkExtentOpener(siblings, options);
        foreach (VmdkExtentLine extent in descriptor.Extents)
        {
            try
            {
                await VerifyExtentAsync(opener, descriptor.File, extent, cancellationToken);
            }
            catch (ImageException e)
            {
                findings.Error("vmdk-extent", e);
            }
        }
    }

    private async ValueTask VerifyExtentAsync(
        VmdkExtentOpener opener, string descriptor, VmdkExtentLine extent, CancellationToken cancellationToken)
    {
        await using Disk disk = await opener.OpenAsync(descriptor, extent, cancellationToken);
        if (disk is SeSparseDisk)
        {
            await using Disk file = await opener.OpenFileAsync(descriptor, extent, cancellationToken);
            await _space.VerifyAsync(file, extent.Length, cancellationToken);
        }
        else if (disk is VmdkSparseDisk)
        {
            await using Disk file = await opener.OpenFileAsync(descriptor, extent, cancellationToken);
            VmdkSparseHeader header = await VmdkSparseReader.ReadHeaderAsync(file, cancellationToken);
            await _sparse.VerifyAsync(file, header, extent.Length, cancellationToken);
        }
    }

    private async ValueTask VerifyChainAsync(Disk file, CancellationToken cancellationToken)
    {
        try
        {
            var unowned = new SliceDisk(file, 0, file.Length);
            await using Disk whole = await new VmdkChain(siblings, options).OpenAsync(unowned, cancellationToken);
        }
        catch (ImageException e)
        {
            findings.Error("vmdk-chain", e);
        }
    }
}
