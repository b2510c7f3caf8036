using System.Buffers.Binary;
using Appliance.Guests.Devices;
using Appliance.Guests.FileSystems;
using Appliance.Guests.Tests.Volumes;
using Appliance.Testing.Guests;

namespace Appliance.Guests.Tests.Opening;

/// <summary>A machine of one disk, whose partitions are recognised and whose files are in memory.</summary>
internal sealed class SampleMachine
{
    private const int PartitionSize = 1 << 20;

    private readonly List<byte[]> _partitions = [];
    private readonly Dictionary<FileSystemKind, FakeEngine> _engines = new FileSystemKind[]
    {
        FileSystemKind.Ext, FileSystemKind.Xfs, FileSystemKind.Btrfs, FileSystemKind.Ntfs,
    }.ToDictionary(kind => kind, kind => new FakeEngine(kind));

    /// <summary>The engine for ext.</summary>
    public FakeEngine Ext => _engines[FileSystemKind.Ext];

    /// <summary>The engine for XFS.</summary>
    public FakeEngine Xfs => _engines[FileSystemKind.Xfs];

    /// <summary>A UUID for the partition of a number.</summary>
    public static string Uuid(int number) => $"00000000-0000-0000-0000-{number:d12}";

    /// <summary>The files that make a Linux.</summary>
    public static MemoryFileSystem Linux(string fstab) => new MemoryFileSystem().With("/etc/fstab", fstab).WithLink("/bin", "usr/bin").WithFolder("/boot");

    /// <summary>Adds a partition of a kind, with files where there is an engine.</summary>
    public SampleMachine With(FileSystemKind kind, FileSystem? files = null, string label = "")
        => With(kind, files is null ? null : () => files, label);

    /// <summary>Adds a partition of a kind, with what happens when it is opened.</summary>
    public SampleMachine With(FileSystemKind kind, Func<FileSystem>? open, string label = "")
    {
        _partitions.Add(SampleVolumes.Make(kind, Uuid(_partitions.Count + 1), label, PartitionSize));
        if (open is not null)
        {
            _engines[kind].With($"disk partition {_partitions.Count}", open);
        }

        return this;
    }

    /// <summary>Opens the system on it.</summary>
    public Guest Open(bool isWritable = false)
        => Guest.Open([MakeDisk()], new GuestOptions { Engines = [.. _engines.Values], IsWritable = isWritable });

    private BlockDevice MakeDisk()
    {
        var bytes = new byte[(_partitions.Count + 1) * PartitionSize];
        bytes[510] = 0x55;
        bytes[511] = 0xAA;
        for (int i = 0; i < _partitions.Count; i++)
        {
            Span<byte> entry = bytes.AsSpan(446 + (i * 16), 16);
            entry[4] = 0x83;
            BinaryPrimitives.WriteInt32LittleEndian(entry[8..], (i + 1) * PartitionSize / 512);
            BinaryPrimitives.WriteInt32LittleEndian(entry[12..], PartitionSize / 512);
            _partitions[i].CopyTo(bytes, (i + 1) * PartitionSize);
        }

        return new MemoryDevice(bytes, "disk");
    }
}
