using Appliance.Formats.Files;
using Appliance.Formats.IO;
using Appliance.Formats.Streaming;

namespace Appliance.Formats.Ova;

/// <summary>The content of a member that comes by; its digests are taken on the way.</summary>
/// <param name="archive">Stands at the content; stays open.</param>
/// <param name="member">Name and size.</param>
/// <param name="digests">What to take; owned.</param>
internal sealed class OvaPassingMember(ForwardFile archive, TarMember member, PassingDigests digests) : ForwardOnlyStream
{
    private const int SkipSize = 64 << 10;

    private long _left = member.Size;

    /// <summary>Its name.</summary>
    public string Name => member.Name;

    /// <summary>Bytes of it.</summary>
    public override long Length => member.Size;

    /// <summary>The digests, once all has come by.</summary>
    public PassingDigests Digests => digests;

    /// <summary>Whether nobody has begun to read it.</summary>
    public bool IsFresh { get; set; } = true;

    /// <summary>What was kept of it in memory; null where it is not.</summary>
    public byte[]? Kept { get; set; }

    /// <summary>Where it was saved in the spool, in bytes; null where it is not.</summary>
    public long? Saved { get; set; }

    /// <inheritdoc/>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        IsFresh = false;
        buffer = buffer[..(int)Math.Min(buffer.Length, _left)];
        int count = await archive.ReadSomeAsync(buffer, cancellationToken);
        if (count == 0 && !buffer.IsEmpty)
        {
            throw new InvalidImageException(archive.Name, archive.Position, $"the archive is cut off within {member.Name}: {_left} more bytes of it were to come");
        }

        digests.Append(buffer.Span[..count]);
        _left -= count;
        return count;
    }

    /// <summary>Reads what nobody has read, and ends the digests.</summary>
    public async ValueTask FinishAsync(CancellationToken cancellationToken)
    {
        var buffer = new byte[(int)Math.Min(_left, SkipSize)];
        int count;
        do
        {
            count = await ReadAsync(buffer, cancellationToken);
        }
        while (count > 0);

        digests.Finish();
    }
}
