using System.Buffers.Binary;
using Appliance.Guests.Devices;

namespace Appliance.Guests.Nbd;

/// <summary>Answers the commands of one client on one device, one after the other.</summary>
internal sealed class NbdSession
{
    private const int ReplySize = 16;

    // Zeros are laid down, and looked for, in pieces of this many bytes.
    private const int Piece = 1 << 20;

    private readonly Stream _stream;
    private readonly NbdExports _exports;
    private readonly BlockDevice _device;
    private byte[] _buffer = new byte[ReplySize + (128 << 10)];

    public NbdSession(Stream stream, NbdExports exports, BlockDevice device)
    {
        _stream = stream;
        _exports = exports;
        _device = device;
    }

    /// <summary>Goes on until the client leaves.</summary>
    /// <exception cref="InvalidDataException">The client does not keep to the protocol.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var header = new byte[NbdRequest.Size];
        while (true)
        {
            await _stream.ReadExactlyAsync(header, cancellationToken);
            NbdRequest request = NbdRequest.Parse(header);
            switch (request.Command)
            {
                case NbdCommand.Disconnect:
                    return;
                case NbdCommand.Read:
                    await ReadAsync(request, cancellationToken);
                    break;
                case NbdCommand.Write:
                    await WriteAsync(request, cancellationToken);
                    break;
                case NbdCommand.WriteZeroes:
                    await ReplyAsync(request, CheckWrite(request) is var refused && refused != NbdError.None ? refused : WriteZeroes(request), cancellationToken);
                    break;
                case NbdCommand.Flush or NbdCommand.Trim:
                    // Writes are on the device when they are answered; what is trimmed may hold what it held.
                    await ReplyAsync(request, NbdError.None, cancellationToken);
                    break;
                default:
                    await ReplyAsync(request, NbdError.Invalid, cancellationToken);
                    break;
            }
        }
    }

    private async Task ReadAsync(NbdRequest request, CancellationToken cancellationToken)
    {
        if (request.Length > NbdProtocol.MostRequest || !request.IsWithin(_device.Length))
        {
            await ReplyAsync(request, NbdError.Invalid, cancellationToken);
            return;
        }

        Memory<byte> data = Room(request.Length);
        NbdError error = _exports.Run(() => _device.Read((long)request.Offset, data.Span));
        await ReplyAsync(request, error, cancellationToken, error == NbdError.None ? data.Length : 0);
    }

    private async Task WriteAsync(NbdRequest request, CancellationToken cancellationToken)
    {
        if (request.Length > NbdProtocol.MostRequest)
        {
            throw new InvalidDataException("a write of more bytes than was agreed");
        }

        Memory<byte> data = Room(request.Length);
        await _stream.ReadExactlyAsync(data, cancellationToken);
        NbdError error = CheckWrite(request);
        if (error == NbdError.None)
        {
            error = _exports.Run(() => _device.Write((long)request.Offset, data.Span));
        }

        await ReplyAsync(request, error, cancellationToken);
    }

    private NbdError CheckWrite(NbdRequest request)
        => !_device.CanWrite ? NbdError.NotPermitted
            : !request.IsWithin(_device.Length) ? NbdError.NoSpace
            : NbdError.None;

    /// <summary>Makes a range zero. What is so already is left alone: an overlay would grow by it.</summary>
    private NbdError WriteZeroes(NbdRequest request)
    {
        NbdError error = NbdError.None;
        for (uint done = 0; done < request.Length && error == NbdError.None;)
        {
            Memory<byte> piece = Room(Math.Min(Piece, request.Length - done));
            long offset = (long)request.Offset + done;
            error = _exports.Run(() =>
            {
                _device.Read(offset, piece.Span);
                if (piece.Span.ContainsAnyExcept((byte)0))
                {
                    piece.Span.Clear();
                    _device.Write(offset, piece.Span);
                }
            });
            done += (uint)piece.Length;
        }

        return error;
    }

    /// <summary>Room for data, behind that for the head of a reply, so that both go out at once.</summary>
    private Memory<byte> Room(uint length)
    {
        if (_buffer.Length < ReplySize + length)
        {
            _buffer = new byte[ReplySize + length];
        }

        return _buffer.AsMemory(ReplySize, (int)length);
    }

    private async Task ReplyAsync(NbdRequest request, NbdError error, CancellationToken cancellationToken, int data = 0)
    {
        BinaryPrimitives.WriteUInt32BigEndian(_buffer, NbdProtocol.ReplyMagic);
        BinaryPrimitives.WriteUInt32BigEndian(_buffer.AsSpan(4), (uint)error);
        BinaryPrimitives.WriteUInt64BigEndian(_buffer.AsSpan(8), request.Handle);
        await _stream.WriteAsync(_buffer.AsMemory(0, ReplySize + data), cancellationToken);
    }
}
