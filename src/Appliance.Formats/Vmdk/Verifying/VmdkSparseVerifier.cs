using Appliance.Formats.Disks;
using Appliance.Formats.Verification;

namespace Appliance.Formats.Vmdk;

/// <summary>Verifies one hosted sparse extent or redo log.</summary>
internal sealed class VmdkSparseVerifier(FindingList findings, ReadOptions options)
{
    // Version 2 brought the zeroed grains; readers of version 1 take the mark for a sector number.
    private const uint ZeroedGrainsVersion = 2;

    /// <summary>Verifies header, tables, grains, and the markers of a stream.</summary>
    /// <param name="file">The extent.</param>
    /// <param name="header">Its header, as stored at the start.</param>
    /// <param name="length">Bytes of virtual disk that count.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="ImageException">The virtual disk is larger than allowed.</exception>
    public async ValueTask VerifyAsync(Disk file, VmdkSparseHeader header, long length, CancellationToken cancellationToken)
    {
        options.CheckDiskSize(file.Name, header.Capacity);
        VerifyHeader(file, header);
        VmdkSparseHeader? final = header.Directory == VmdkSparseHeader.InFooter
            ? await TryAsync("vmdk-footer", () => VmdkFooter.ReadAsync(file, header, cancellationToken)) : header;
        if (final is null || await VerifyDirectoriesAsync(file, final, cancellationToken) is not { } directory)
        {
            return;
        }

        VmdkSparseDisk disk = VmdkSparseReader.Create(file, final, directory, length);
        var grains = new VmdkGrainVerifier(disk, file, findings);
        await grains.VerifyContentAsync(cancellationToken);
        await grains.VerifyPlacesAsync(cancellationToken);
        if (final.HasMarkers)
        {
            await new VmdkMarkerVerifier(disk, file, findings).VerifyAsync(grains.Stored, cancellationToken);
        }
    }

    private void VerifyHeader(Disk file, VmdkSparseHeader header)
    {
        if (header.IsUnclean)
        {
            findings.Warning("vmdk-unclean", file.Name, 0, "was not closed properly by its last user; the newest writes may be missing");
        }

        if (!header.IsRedoLog && !header.Flags.HasFlag(VmdkSparseFlags.NewlineTest))
        {
            findings.Note("vmdk-newline", file.Name, 0, "damage by a transfer in text mode would go unseen: the newline bytes are not in use");
        }

        if (header.HasZeroedGrains && header.Version < ZeroedGrainsVersion)
        {
            findings.Warning("vmdk-version", file.Name, 0, $"version {header.Version} uses zeroed grains, which came with version {ZeroedGrainsVersion}");
        }

        if (header.Overhead > file.Length)
        {
            findings.Error("vmdk-cut", file.Name, file.Length, $"the file is cut off: its header announces {header.Overhead} bytes of metadata");
        }
    }

    /// <summary>The directory to go on with: the first, or the redundant one where the first is damaged.</summary>
    private async ValueTask<VmdkGrainDirectory?> VerifyDirectoriesAsync(Disk file, VmdkSparseHeader header, CancellationToken cancellationToken)
    {
        VmdkGrainDirectory? first = await TryAsync(
            "vmdk-directory", () => VmdkGrainDirectory.LoadAsync(file, header, header.Directory, cancellationToken));
        if (!header.Flags.HasFlag(VmdkSparseFlags.RedundantDirectory))
        {
            return first;
        }

        VmdkGrainDirectory? second = await TryAsync(
            "vmdk-redundant-directory", () => VmdkGrainDirectory.LoadAsync(file, header, header.RedundantDirectory, cancellationToken));
        if (first is not null && second is not null)
        {
            await CompareAsync(new(file, header, first), new(file, header, second), file, cancellationToken);
        }

        return first ?? second;
    }

    private async ValueTask CompareAsync(VmdkGrainTables first, VmdkGrainTables second, Disk file, CancellationToken cancellationToken)
    {
        for (int i = 0; i < first.Directory.Count; i++)
        {
            VmdkGrainTable? one = await first.GetAsync(i, cancellationToken);
            VmdkGrainTable? other = await second.GetAsync(i, cancellationToken);
            bool same = one is null || other is null ? one == other : one.Bytes.SequenceEqual(other.Bytes);
            if (!same)
            {
                findings.Error("vmdk-redundant-table", file.Name, (other ?? one)!.PlaceOf(0), $"the two copies of grain table {i} differ");
            }
        }
    }

    private async ValueTask<T?> TryAsync<T>(string code, Func<ValueTask<T>> read)
        where T : class
    {
        try
        {
            return await read();
        }
        catch (ImageException e)
        {
            findings.Error(code, e);
            return null;
        }
    }
}
