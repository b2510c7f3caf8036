using System.Buffers.Binary;
using System.Text;
using Appliance.Guests.Devices;

namespace Appliance.Guests.Nbd;

/// <summary>The talk before a client reads and writes: fixed newstyle, with GO, INFO, EXPORT_NAME, LIST and ABORT.</summary>
internal sealed class NbdHandshake
{
    private readonly Stream _stream;
    private readonly NbdExports _exports;

    public NbdHandshake(Stream stream, NbdExports exports)
    {
        _stream = stream;
        _exports = exports;
    }

    /// <summary>What a client is told about a device.</summary>
    public static NbdFlags FlagsOf(BlockDevice device) => device.CanWrite
        ? NbdFlags.HasFlags | NbdFlags.Flush | NbdFlags.ForceUnitAccess | NbdFlags.Trim | NbdFlags.WriteZeroes
        : NbdFlags.HasFlags | NbdFlags.Flush | NbdFlags.ReadOnly;

    /// <summary>Talks until the client has chosen a device; null where it wants none.</summary>
    /// <exception cref="InvalidDataException">The client does not keep to the protocol.</exception>
    public async Task<BlockDevice?> RunAsync(CancellationToken cancellationToken)
    {
        bool padded = await GreetAsync(cancellationToken);
        var header = new byte[16];
        while (true)
        {
            await _stream.ReadExactlyAsync(header, cancellationToken);
            var option = (NbdOption)BinaryPrimitives.ReadUInt32BigEndian(header.AsSpan(8));
            uint length = BinaryPrimitives.ReadUInt32BigEndian(header.AsSpan(12));
            if (BinaryPrimitives.ReadUInt64BigEndian(header) != NbdProtocol.OptionMagic || length > NbdProtocol.MostOption)
            {
                throw new InvalidDataException("not an option");
            }

            var data = new byte[length];
            await _stream.ReadExactlyAsync(data, cancellationToken);
            switch (option)
            {
                case NbdOption.ExportName:
                    return await TakeAsync(Encoding.UTF8.GetString(data), padded, cancellationToken);
                case NbdOption.Abort:
                    await ReplyAsync(option, NbdOptionReply.Acknowledged, [], cancellationToken);
                    return null;
                case NbdOption.List:
                    await ListAsync(option, data, cancellationToken);
                    break;
                case NbdOption.Go or NbdOption.Info:
                    if (await DescribeAsync(option, data, cancellationToken) is { } device && option == NbdOption.Go)
                    {
                        return device;
                    }

                    break;
                default:
                    await ReplyAsync(option, NbdOptionReply.Unsupported, [], cancellationToken);
                    break;
            }
        }
    }

    /// <summary>Says what is spoken here.</summary>
    /// <returns>Whether the client wants the padding of old.</returns>
    private async Task<bool> GreetAsync(CancellationToken cancellationToken)
    {
        var greeting = new byte[18];
        BinaryPrimitives.WriteUInt64BigEndian(greeting, NbdProtocol.Greeting);
        BinaryPrimitives.WriteUInt64BigEndian(greeting.AsSpan(8), NbdProtocol.OptionMagic);
        BinaryPrimitives.WriteUInt16BigEndian(greeting.AsSpan(16), NbdProtocol.FixedNewstyle | NbdProtocol.NoZeroes);
        await _stream.WriteAsync(greeting, cancellationToken);
        var answer = new byte[4];
        await _stream.ReadExactlyAsync(answer, cancellationToken);
        uint flags = BinaryPrimitives.ReadUInt32BigEndian(answer);
        return (flags & ~(uint)NbdProtocol.NoZeroes) == NbdProtocol.FixedNewstyle
            ? (flags & NbdProtocol.NoZeroes) == 0
            : throw new InvalidDataException("unknown flags of a client");
    }

    private async Task<BlockDevice?> TakeAsync(string name, bool padded, CancellationToken cancellationToken)
    {
        if (_exports.Find(name) is not { } device)
        {
            return null;
        }

        var answer = new byte[padded ? 10 + NbdProtocol.Padding : 10];
        WriteExport(answer, device);
        await _stream.WriteAsync(answer, cancellationToken);
        return device;
    }

    private async Task ListAsync(NbdOption option, byte[] data, CancellationToken cancellationToken)
    {
        foreach (string name in data.Length == 0 ? _exports.Names : [])
        {
            byte[] text = Encoding.UTF8.GetBytes(name);
            var entry = new byte[4 + text.Length];
            BinaryPrimitives.WriteInt32BigEndian(entry, text.Length);
            text.CopyTo(entry, 4);
            await ReplyAsync(option, NbdOptionReply.Server, entry, cancellationToken);
        }

        await ReplyAsync(option, data.Length == 0 ? NbdOptionReply.Acknowledged : NbdOptionReply.Invalid, [], cancellationToken);
    }

    /// <summary>Answers GO or INFO, whatever kinds of information are asked for: one has to be told, another may.</summary>
    private async Task<BlockDevice?> DescribeAsync(NbdOption option, byte[] data, CancellationToken cancellationToken)
    {
        int length = data.Length < 6 ? -1 : BinaryPrimitives.ReadInt32BigEndian(data);
        if (length < 0 || length > data.Length - 6)
        {
            await ReplyAsync(option, NbdOptionReply.Invalid, [], cancellationToken);
            return null;
        }

        if (_exports.Find(Encoding.UTF8.GetString(data, 4, length)) is not { } device)
        {
            await ReplyAsync(option, NbdOptionReply.Unknown, [], cancellationToken);
            return null;
        }

        var export = new byte[12];
        BinaryPrimitives.WriteUInt16BigEndian(export, NbdProtocol.InfoExport);
        WriteExport(export.AsSpan(2), device);
        await ReplyAsync(option, NbdOptionReply.Info, export, cancellationToken);
        await ReplyAsync(option, NbdOptionReply.Info, BlockSizes(), cancellationToken);
        await ReplyAsync(option, NbdOptionReply.Acknowledged, [], cancellationToken);
        return device;
    }

    private static void WriteExport(Span<byte> target, BlockDevice device)
    {
        BinaryPrimitives.WriteInt64BigEndian(target, device.Length);
        BinaryPrimitives.WriteUInt16BigEndian(target[8..], (ushort)FlagsOf(device));
    }

    /// <summary>Any offset and length will do; pages are what file systems use.</summary>
    private static byte[] BlockSizes()
    {
        var sizes = new byte[14];
        BinaryPrimitives.WriteUInt16BigEndian(sizes, NbdProtocol.InfoBlockSize);
        BinaryPrimitives.WriteUInt32BigEndian(sizes.AsSpan(2), 1);
        BinaryPrimitives.WriteUInt32BigEndian(sizes.AsSpan(6), 4096);
        BinaryPrimitives.WriteUInt32BigEndian(sizes.AsSpan(10), NbdProtocol.MostRequest);
        return sizes;
    }

    private async Task ReplyAsync(NbdOption option, NbdOptionReply reply, byte[] data, CancellationToken cancellationToken)
    {
        var message = new byte[20 + data.Length];
        BinaryPrimitives.WriteUInt64BigEndian(message, NbdProtocol.OptionReplyMagic);
        BinaryPrimitives.WriteUInt32BigEndian(message.AsSpan(8), (uint)option);
        BinaryPrimitives.WriteUInt32BigEndian(message.AsSpan(12), (uint)reply);
        BinaryPrimitives.WriteInt32BigEndian(message.AsSpan(16), data.Length);
        data.CopyTo(message, 20);
        await _stream.WriteAsync(message, cancellationToken);
    }
}
