using System.Buffers;
using Appliance.Formats.Disks;
using Appliance.Formats.IO.Tar;
using Appliance.Formats.Verification;

namespace Appliance.Formats.Xva;

/// <summary>
/// Goes through the chunks as xapi's importer does: disk after disk in the order of their references, member after member.
/// </summary>
internal sealed class XvaChunkVerifier(Disk file, XvaTarReader members, FindingList findings, ReadOptions options)
{
    private readonly XvaChunkReader _reader = new(file, options);
    private long _firstChunkSize = -1; // of the whole file: the importer takes it as the length of every gap

    /// <summary>Checks the content of all disks.</summary>
    /// <exception cref="InvalidImageException">The order is broken, so that nothing behind it can be made sense of.</exception>
    public async ValueTask VerifyAsync(IReadOnlyList<XvaObject> disks, CancellationToken cancellationToken)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(XvaFormat.ChunkSize);
        try
        {
            foreach (XvaObject disk in disks)
            {
                await VerifyDiskAsync(disk, buffer, cancellationToken);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private async ValueTask VerifyDiskAsync(XvaObject disk, byte[] buffer, CancellationToken cancellationToken)
    {
        var index = new XvaDiskIndex(file.Name, disk.Id, disk.Number("virtual_size", lowest: 0, long.MaxValue));
        options.CheckDiskSize($"{file.Name}:{disk.Id}", index.VirtualSize);
        long expected = 0;
        while (!index.IsComplete)
        {
            XvaMember member = await NextAsync($"a chunk of disk {disk.Id}", cancellationToken);
            long number = NumberOf(member, disk.Id);
            index.Add(number, member);
            VerifyGap(member, number, expected);
            expected = number + 1;
            await VerifyChunkAsync(member, buffer.AsMemory(0, (int)member.Size), cancellationToken);
        }

        if (index.IsPadded)
        {
            findings.Warning("xva-last-chunk", file.Name, members.Position, $"the last chunk of disk {disk.Id} goes beyond its {index.VirtualSize} bytes");
        }
    }

    private long NumberOf(XvaMember member, string disk)
    {
        if (XvaChunkName.Parse(member.Name) is { } chunk && chunk.Disk == disk)
        {
            return chunk.Number;
        }

        throw new InvalidImageException(
            file.Name, member.Position, $"expected a chunk of disk {disk}, found \"{member.Name}\"; disks follow in the order of their references as text");
    }

    private void VerifyGap(XvaMember member, long number, long expected)
    {
        if (_firstChunkSize < 0)
        {
            _firstChunkSize = member.Size;
        }

        if (number == expected)
        {
            return;
        }

        if (expected == 0)
        {
            findings.Warning("xva-first-chunk", file.Name, member.Position, $"chunk {member.Name} is the first of its disk; number 0 is never left out by xapi");
        }

        if (_firstChunkSize != XvaFormat.ChunkSize)
        {
            findings.Error("xva-gap", file.Name, member.Position, $"before chunk {member.Name} others are left out, which hosts take for {_firstChunkSize} bytes each, the size of the first chunk in the file");
        }
    }

    private async ValueTask VerifyChunkAsync(XvaMember chunk, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        await file.ReadAsync(chunk.Position, buffer, cancellationToken);
        await VerifyPaddingAsync(chunk, cancellationToken);
        XvaMember checksum = await NextAsync($"the checksum of chunk {chunk.Name}", cancellationToken);
        if (XvaChecksums.FromName(checksum.Name) is not { } kind || checksum.Name != chunk.Name + kind.Suffix())
        {
            throw new InvalidImageException(file.Name, checksum.Position, $"expected the checksum of chunk {chunk.Name}, found \"{checksum.Name}\"");
        }

        string? problem = checksum.Size == kind.TextLength()
            ? await _reader.FindProblemAsync(chunk.Position, buffer, cancellationToken)
            : $"has a checksum of {checksum.Size} bytes instead of {kind.TextLength()}";
        if (problem is not null)
        {
            findings.Error("xva-checksum", file.Name, chunk.Position, $"chunk {chunk.Name} {problem}");
        }
    }

    private async ValueTask VerifyPaddingAsync(XvaMember chunk, CancellationToken cancellationToken)
    {
        var padding = new byte[UstarHeader.PaddingOf(chunk.Size)];
        await file.ReadAsync(chunk.Position + chunk.Size, padding, cancellationToken);
        if (padding.AsSpan().ContainsAnyExcept((byte)0))
        {
            findings.Warning("xva-padding", file.Name, chunk.Position + chunk.Size, $"what fills the last sector of chunk {chunk.Name} is not zero");
        }
    }

    private async ValueTask<XvaMember> NextAsync(string what, CancellationToken cancellationToken)
        => await members.NextAsync(cancellationToken)
            ?? throw new InvalidImageException(file.Name, members.Position, $"the file ends where {what} should follow");
}
