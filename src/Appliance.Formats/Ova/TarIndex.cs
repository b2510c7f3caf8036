using Appliance.Formats.Disks;

namespace Appliance.Formats.Ova;

/// <summary>Finds the members of an uncompressed tar archive by their headers, without reading their content.</summary>
internal static class TarIndex
{
    /// <summary>Whether <paramref name="start"/>, the first 512 bytes of a file, begins a tar archive.</summary>
    public static bool IsTar(ReadOnlySpan<byte> start) => start.Length >= TarHeader.Length && !TarHeader.IsEnd(start) && TarHeader.IsHeader(start);

    /// <summary>Reads all headers; returns the regular files in their order, those that macOS adds left out.</summary>
    /// <exception cref="InvalidImageException">The archive is truncated or damaged, or holds links, devices, unsafe or repeated names.</exception>
    /// <exception cref="UnsupportedImageException">It has more members than any appliance, or sparse ones.</exception>
    public static async ValueTask<IReadOnlyList<TarMember>> ReadAsync(Disk archive, CancellationToken cancellationToken)
    {
        var walk = new TarWalk(archive.Name);
        var members = new List<TarMember>();
        var block = new byte[TarHeader.Length];
        for (long offset = 0; offset < archive.Length;)
        {
            await archive.ReadStructureAsync(offset, block, "tar header", cancellationToken);
            if (TarHeader.IsEnd(block))
            {
                break;
            }

            TarStep step = walk.Take(block, offset);
            long content = offset + TarHeader.Length;
            CheckWithin(archive, step, offset);
            if (step.IsRecords)
            {
                walk.TakeRecords(await archive.ReadStructureAsync(content, (int)step.Size, "extended tar header", cancellationToken), content);
            }
            else if (step.Name is { } name)
            {
                members.Add(new TarMember(name, content, step.Size));
            }

            // The padding of the last member may be cut off; size is at most the archive's, so this does not overflow.
            offset = content + ((step.Size + TarHeader.Length - 1) & -TarHeader.Length);
        }

        return members;
    }

    private static void CheckWithin(Disk archive, TarStep step, long offset)
    {
        if (step.Size > archive.Length - offset - TarHeader.Length)
        {
            throw new InvalidImageException(archive.Name, offset, $"the archive is truncated: a member of {step.Size} bytes leads beyond its end ({archive.Length} bytes)");
        }
    }
}
