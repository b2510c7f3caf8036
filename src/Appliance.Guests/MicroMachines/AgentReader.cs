using System.Buffers.Binary;
using System.Text;
using Appliance.Guests.FileSystems;

namespace Appliance.Guests.MicroMachines;

/// <summary>Reads what is in an answer.</summary>
internal ref struct AgentReader
{
    private ReadOnlySpan<byte> _rest;

    /// <summary>Reads from the start of an answer.</summary>
    public AgentReader(ReadOnlySpan<byte> bytes) => _rest = bytes;

    /// <summary>Whether nothing is left.</summary>
    public readonly bool IsAtEnd => _rest.IsEmpty;

    /// <summary>A byte.</summary>
    public byte Byte() => Take(1)[0];

    /// <summary>A text with its length in front.</summary>
    public string Text() => Encoding.UTF8.GetString(Take(Number()));

    /// <summary>All that is left.</summary>
    public byte[] Rest() => Take(_rest.Length).ToArray();

    /// <summary>Bytes with their length in front.</summary>
    public byte[] Bytes() => Take(Number()).ToArray();

    /// <summary>A number of 8 bytes.</summary>
    public long LongNumber() => BinaryPrimitives.ReadInt64BigEndian(Take(sizeof(long)));

    /// <summary>A name and what stands behind it.</summary>
    public FileNode Node()
    {
        string name = Text();
        int mode = Number();
        var rights = new FileRights(mode & UnixMode.Rights, (uint)Number(), (uint)Number());
        long length = LongNumber();
        string target = Text();
        FileType type = UnixMode.TypeOf(mode);
        return new FileNode(name, type, type == FileType.File ? Math.Max(0, length) : 0, rights, type == FileType.Link ? target : null) { Modified = LongNumber(), Identity = (ulong)LongNumber() };
    }

    private int Number() => BinaryPrimitives.ReadInt32BigEndian(Take(sizeof(int)));

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count < 0 || count > _rest.Length)
        {
            throw new IOException("the micro virtual machine talks nonsense");
        }

        ReadOnlySpan<byte> taken = _rest[..count];
        _rest = _rest[count..];
        return taken;
    }
}
