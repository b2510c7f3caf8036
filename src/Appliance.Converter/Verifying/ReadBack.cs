using Appliance.Formats;
using Appliance.Formats.Detection;
using Appliance.Formats.Disks;
using Appliance.Formats.Machines;

namespace Appliance.Converter.Verifying;

/// <summary>
/// Reads what a target has written and not committed, the way its users will read it, and compares every disk with the
/// digest of what was read from the source.
/// </summary>
internal sealed class ReadBack
{
    private readonly DigestingSource _source;
    private readonly ReadBackOptions _options;
    private readonly List<DiskProof> _proofs = [];

    private ReadBack(DigestingSource source, ReadBackOptions options)
    {
        _source = source;
        _options = options;
    }

    /// <summary>Reads all of <paramref name="target"/> back.</summary>
    /// <param name="source">What the target was written from.</param>
    /// <param name="target">Written, and not committed.</param>
    /// <param name="options">How to read.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>The proof, also where it fails: a target that turns out unreadable is no error of the source.</returns>
    /// <exception cref="IOException">The target cannot be read at all.</exception>
    public static async Task<TargetProof> RunAsync(
        DigestingSource source, IMachineTarget target, ReadBackOptions options, CancellationToken cancellationToken)
    {
        var reading = new ReadBack(source, options);
        try
        {
            foreach (WrittenPackage package in target.Written)
            {
                await reading.ReadAsync(package, cancellationToken);
            }
        }
        catch (ImageException e)
        {
            return new TargetProof(reading._proofs, e.Message);
        }

        MachineDisk? missing = source.Group.Disks.FirstOrDefault(disk => reading._proofs.All(proof => proof.Id != disk.Id));
        return new TargetProof(reading._proofs, missing is null ? null : $"{target.Name}: lacks disk {missing.Name}");
    }

    private async Task ReadAsync(WrittenPackage package, CancellationToken cancellationToken)
    {
        Disk file = await package.Folder.OpenAsync(package.FileName, cancellationToken)
            ?? throw new InvalidImageException(package.FileName, "was not written");
        var format = new SourceOptions { From = package.Format };
        await using IMachineSource written = await MachineSources.OpenAsync(file, package.Folder, _options.Reading, format, cancellationToken);
        foreach (MachineDisk disk in written.Group.Disks.DistinctBy(disk => disk.Id))
        {
            if (FindOriginal(disk, package, written) is { } original)
            {
                await using Disk content = await written.OpenDiskAsync(disk, cancellationToken);
                _proofs.Add(await ProveAsync(original, content, cancellationToken));
            }
        }

        await written.VerifyAsync(cancellationToken);
    }

    /// <summary>The source's disk behind a written one; where there is just one of each, names do not matter.</summary>
    private static MachineDisk? FindOriginal(MachineDisk disk, WrittenPackage package, IMachineSource written)
        => package.Disks.TryGetValue(disk.Id, out MachineDisk? named) ? named
            : package.Disks.Count == 1 && written.Group.Disks.Count() == 1 ? package.Disks.Values.Single() : null;

    private async Task<DiskProof> ProveAsync(MachineDisk original, Disk written, CancellationToken cancellationToken)
    {
        ContentDigest expected = _source.DigestOf(original);
        ContentDigest actual = await ContentDigest.OfAsync(
            written, _options.Workers, at => _options.Progress(original, at), cancellationToken);
        long? difference = expected.FindDifference(actual);
        if (difference is { } chunk)
        {
            difference = await PinpointAsync(original, written, chunk, cancellationToken);
        }

        return new DiskProof(original.Id, original.Name, expected.Compute(), actual.Compute(), difference);
    }

    /// <summary>The first differing byte of a chunk, by reading the source again; the chunk's start where that does not tell.</summary>
    private async Task<long> PinpointAsync(MachineDisk original, Disk written, long chunk, CancellationToken cancellationToken)
    {
        await using Disk? source = await _source.ReopenAsync(original, cancellationToken);
        if (source is null)
        {
            return chunk;
        }

        byte[] expected = await ReadChunkAsync(source, chunk, cancellationToken);
        byte[] actual = await ReadChunkAsync(written, chunk, cancellationToken);
        int same = expected.AsSpan().CommonPrefixLength(actual);
        return same < expected.Length ? chunk + same : chunk;
    }

    /// <summary>A whole chunk, with zeros behind the disk's end.</summary>
    private static async Task<byte[]> ReadChunkAsync(Disk disk, long offset, CancellationToken cancellationToken)
    {
        var bytes = new byte[ContentDigest.ChunkSize];
        int inside = (int)Math.Clamp(disk.Length - offset, 0, bytes.Length);
        if (inside > 0)
        {
            await disk.ReadAsync(offset, bytes.AsMemory(0, inside), cancellationToken);
        }

        return bytes;
    }
}
