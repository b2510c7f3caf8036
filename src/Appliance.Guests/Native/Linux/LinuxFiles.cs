using System.Buffers.Binary;
using System.Text;
using Appliance.Guests.FileSystems;

namespace Appliance.Guests.Native.Linux;

/// <summary>What Linux says of files that are open, or lie in a folder that is; and their content and attributes.</summary>
/// <remarks>Every method throws a <see cref="LinuxException"/> where Linux refuses.</remarks>
internal static unsafe class LinuxFiles
{
    private const int NoFollow = 0x100; // AT_SYMLINK_NOFOLLOW
    private const int Itself = 0x1000; // AT_EMPTY_PATH

    // statx(2): type, mode, links, owner, group, time of change, inode and size are asked for, and lie at these bytes of 256.
    private const uint Wanted = 0x1 | 0x2 | 0x4 | 0x8 | 0x10 | 0x40 | 0x100 | 0x200;
    private const int StatSize = 256;

    // PATH_MAX, and the limit of Linux on a value.
    private const int MostTargetBytes = 4096;
    private const int MostValueBytes = 64 << 10;

    private const int NoData = 61; // ENODATA

    /// <summary>What a handle has open.</summary>
    public static FileNode Describe(LinuxHandle file, string name) => Describe(file.Number, "", Itself, name);

    /// <summary>What a name in a folder stands for.</summary>
    public static FileNode Describe(LinuxHandle folder, string path, string name) => Describe(folder.Number, path, NoFollow, name);

    /// <summary>Bytes of a file from an offset; fewer where it ends.</summary>
    public static byte[] Read(LinuxHandle file, long offset, int count)
    {
        var content = new byte[count];
        int done = 0;
        fixed (byte* bytes = content)
        {
            for (nint piece; done < count && (piece = LinuxHandle.Check(LinuxCalls.ReadAt(file.Number, bytes + done, count - done, offset + done))) > 0;)
            {
                done += (int)piece;
            }
        }

        return done == count ? content : content[..done];
    }

    /// <summary>Writes all of the bytes at an offset of a file.</summary>
    public static void Write(LinuxHandle file, long offset, ReadOnlySpan<byte> content)
    {
        fixed (byte* bytes = content)
        {
            for (int done = 0; done < content.Length;)
            {
                done += (int)LinuxHandle.Check(LinuxCalls.WriteAt(file.Number, bytes + done, content.Length - done, offset + done));
            }
        }
    }

    /// <summary>Brings what was written to a file to its device.</summary>
    public static void Synchronize(LinuxHandle file) => LinuxHandle.Check(LinuxCalls.Synchronize(file.Number));

    /// <summary>Bytes that can still be written to a file system.</summary>
    public static long FreeBytes(LinuxHandle root)
    {
        // struct statfs: type, size of a block, blocks, free ones, those that are not reserved.
        long* fields = stackalloc long[16];
        LinuxHandle.Check(LinuxCalls.StatFileSystem(root.Number, fields));
        return checked(fields[1] * fields[4]);
    }

    /// <summary>Gives what was made its owner and rights.</summary>
    public static void SetRights(LinuxHandle file, FileRights rights)
    {
        LinuxHandle.Check(LinuxCalls.ChangeOwner(file.Number, rights.Owner, rights.Group));
        LinuxHandle.Check(LinuxCalls.ChangeMode(file.Number, (uint)rights.Mode));
    }

    /// <summary>The value of an attribute; null where there is none.</summary>
    public static byte[]? GetAttribute(LinuxHandle place, string attribute)
    {
        var value = new byte[MostValueBytes];
        fixed (byte* path = PathOf(place), name = LinuxText.Encode(attribute), bytes = value)
        {
            try
            {
                return value[..(int)LinuxHandle.Check(LinuxCalls.GetAttribute(path, name, bytes, value.Length))];
            }
            catch (LinuxException e) when (e.Errno == NoData)
            {
                return null;
            }
        }
    }

    /// <summary>Sets an attribute.</summary>
    public static void SetAttribute(LinuxHandle place, string attribute, ReadOnlySpan<byte> value)
    {
        fixed (byte* path = PathOf(place), name = LinuxText.Encode(attribute), bytes = value)
        {
            LinuxHandle.Check(LinuxCalls.SetAttribute(path, name, bytes, value.Length, flags: 0));
        }
    }

    // The way to what is open, and nowhere else: this link of proc(5) is not a path to walk.
    private static byte[] PathOf(LinuxHandle handle) => Encoding.ASCII.GetBytes($"/proc/self/fd/{handle.Number}\0");

    private static FileNode Describe(nint folder, string path, int flags, string name)
    {
        byte* stat = stackalloc byte[StatSize];
        fixed (byte* bytes = LinuxText.Encode(path))
        {
            LinuxHandle.Check(LinuxCalls.StatX(folder, bytes, flags, Wanted, stat));
            var fields = new ReadOnlySpan<byte>(stat, StatSize);
            ushort mode = BinaryPrimitives.ReadUInt16LittleEndian(fields[28..]);
            var rights = new FileRights(mode & UnixMode.Rights, BinaryPrimitives.ReadUInt32LittleEndian(fields[20..]), BinaryPrimitives.ReadUInt32LittleEndian(fields[24..]));
            FileType type = UnixMode.TypeOf(mode);
            long length = type == FileType.File ? Math.Max(0, BinaryPrimitives.ReadInt64LittleEndian(fields[40..])) : 0;
            bool hasNames = type == FileType.File && BinaryPrimitives.ReadUInt32LittleEndian(fields[16..]) > 1;
            return new FileNode(name, type, length, rights, type == FileType.Link ? ReadTarget(folder, bytes) : null)
            {
                Modified = BinaryPrimitives.ReadInt64LittleEndian(fields[112..]),
                // Inodes are counted in each subvolume of btrfs, which is a device of its own.
                Identity = hasNames ? BinaryPrimitives.ReadUInt64LittleEndian(fields[32..]) ^ ((ulong)BinaryPrimitives.ReadUInt32LittleEndian(fields[140..]) << 48) : 0,
            };
        }
    }

    private static string ReadTarget(nint folder, byte* path)
    {
        byte* target = stackalloc byte[MostTargetBytes];
        return UnixName.Decode(new ReadOnlySpan<byte>(target, (int)LinuxHandle.Check(LinuxCalls.ReadLink(folder, path, target, MostTargetBytes))));
    }
}
