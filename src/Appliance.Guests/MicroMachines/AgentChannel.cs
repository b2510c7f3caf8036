using System.Buffers.Binary;
using System.Text;
using Appliance.Guests.Native.Linux;

namespace Appliance.Guests.MicroMachines;

/// <summary>Asks the process in the micro virtual machine (agent.pl), whose answers are as hostile as the file systems that it reads.</summary>
internal sealed class AgentChannel
{
    private const byte More = 0;
    private const byte Last = 1;
    private const byte Failed = 2;

    // The largest is a listing, or a part of a file, of a mebibyte, or what was fetched ahead.
    private const int LargestFrame = 16 << 20;

    private readonly Stream _stream;

    /// <summary>Talks over a stream, which it does not own.</summary>
    public AgentChannel(Stream stream) => _stream = stream;

    /// <summary>Has something done.</summary>
    /// <param name="operation">Its name.</param>
    /// <param name="fields">Its arguments.</param>
    /// <returns>The answer.</returns>
    /// <exception cref="LinuxException">It could not be done.</exception>
    /// <exception cref="IOException">The machine is gone, or silent for too long.</exception>
    public byte[] Ask(string operation, params ReadOnlySpan<AgentField> fields) => Ask(operation, null, fields);

    /// <summary>Has something done whose answer comes in parts.</summary>
    /// <param name="operation">Its name.</param>
    /// <param name="take">Takes each part but the last.</param>
    /// <param name="fields">Its arguments.</param>
    /// <returns>The last part.</returns>
    /// <exception cref="LinuxException">It could not be done.</exception>
    /// <exception cref="IOException">The machine is gone, or silent for too long.</exception>
    public byte[] Ask(string operation, Action<byte[]>? take, params ReadOnlySpan<AgentField> fields)
    {
        Send(operation, fields);
        return Receive(take);
    }

    /// <summary>Waits for an answer.</summary>
    public byte[] Receive(Action<byte[]>? take = null)
    {
        while (true)
        {
            (byte kind, byte[] payload) = ReadFrame();
            switch (kind)
            {
                case More when take is not null:
                    take(payload);
                    break;
                case Last:
                    return payload;
                case Failed when payload.Length >= sizeof(int):
                    throw new LinuxException(BinaryPrimitives.ReadInt32BigEndian(payload), Encoding.UTF8.GetString(payload.AsSpan(sizeof(int))).Trim());
                default:
                    throw new IOException("the micro virtual machine talks nonsense");
            }
        }
    }

    private void Send(string operation, ReadOnlySpan<AgentField> fields)
    {
        AgentField name = operation;
        int length = sizeof(int) + name.Bytes.Length;
        foreach (AgentField field in fields)
        {
            length += sizeof(int) + field.Bytes.Length;
        }

        var request = new byte[sizeof(int) + length];
        BinaryPrimitives.WriteInt32BigEndian(request, length);
        Span<byte> rest = Put(request.AsSpan(sizeof(int)), name);
        foreach (AgentField field in fields)
        {
            rest = Put(rest, field);
        }

        _stream.Write(request);
    }

    private static Span<byte> Put(Span<byte> target, AgentField field)
    {
        BinaryPrimitives.WriteInt32BigEndian(target, field.Bytes.Length);
        field.Bytes.Span.CopyTo(target[sizeof(int)..]);
        return target[(sizeof(int) + field.Bytes.Length)..];
    }

    private (byte Kind, byte[] Payload) ReadFrame()
    {
        Span<byte> header = stackalloc byte[sizeof(int) + 1];
        _stream.ReadExactly(header);
        int length = BinaryPrimitives.ReadInt32BigEndian(header) - 1;
        if (length is < 0 or > LargestFrame)
        {
            throw new IOException("the micro virtual machine talks nonsense");
        }

        var payload = new byte[length];
        _stream.ReadExactly(payload);
        return (header[^1], payload);
    }
}
