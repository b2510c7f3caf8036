using System.Buffers.Binary;
using System.Diagnostics;
using Appliance.Guests.Native.Linux;

namespace Appliance.Guests.KernelMounts;

/// <summary>A file as a block device of this host (loop(4)). The kernel detaches it when nothing has it open any more, also when this process is killed.</summary>
internal sealed unsafe class LoopDevice : IDisposable
{
    private const nuint GetFree = 0x4C82; // LOOP_CTL_GET_FREE
    private const nuint Configure = 0x4C0A; // LOOP_CONFIGURE

    // struct loop_config: the file, the size of sectors, and struct loop_info64 with the flags; the rest stays zero.
    private const int ConfigurationSize = 304;
    private const int SectorSizeOffset = 4;
    private const int FlagsOffset = 60;
    private const int DetachItself = 4; // LO_FLAGS_AUTOCLEAR

    // Others may take the free one first.
    private const int MostTries = 20;

    // To start a program takes milliseconds, on a machine that has time for it.
    private static readonly TimeSpan LongestMount = TimeSpan.FromSeconds(30);

    private readonly LinuxHandle _handle;

    private LoopDevice(string path, LinuxHandle handle)
    {
        Path = path;
        _handle = handle;
    }

    /// <summary>Its path.</summary>
    public string Path { get; }

    /// <summary>Attaches a file, to be read and written.</summary>
    /// <exception cref="LinuxException">This host allows none, or has none left.</exception>
    public static LoopDevice Attach(string file)
    {
        using LinuxHandle backing = LinuxHandle.OpenHost(file, OpenFlags.ReadWrite);
        using LinuxHandle control = LinuxHandle.OpenHost("/dev/loop-control", OpenFlags.ReadWrite);
        for (int attempt = 1; ; attempt++)
        {
            string path = $"/dev/loop{LinuxHandle.Check(LinuxCalls.Control(control.Number, GetFree, null))}";
            LinuxHandle handle = LinuxHandle.OpenHost(path, OpenFlags.ReadWrite);
            try
            {
                Attach(handle, backing);
                return new LoopDevice(path, handle);
            }
            catch (LinuxException e)
            {
                handle.Dispose();
                if (e.Errno != Errno.Busy || attempt == MostTries)
                {
                    throw;
                }
            }
        }
    }

    /// <summary>
    /// Waits until no mount has it any more: a program that is being started has everything that this process had open until it
    /// runs, and keeps the mount for so long.
    /// </summary>
    /// <exception cref="LinuxException">Something keeps it.</exception>
    public void AwaitUnmount()
    {
        long start = Stopwatch.GetTimestamp();
        while (!IsFree(mayWait: Stopwatch.GetElapsedTime(start) < LongestMount))
        {
            // The kernel tells nobody when a mount that is in no folder has gone.
            Thread.Sleep(1);
        }
    }

    /// <summary>Brings what was written to the file.</summary>
    /// <exception cref="LinuxException">It could not be written.</exception>
    public void Flush() => LinuxHandle.Check(LinuxCalls.Synchronize(_handle.Number));

    /// <summary>Lets go of it: where it is not mounted any more it is detached.</summary>
    public void Dispose() => _handle.Dispose();

    // Opened alone, a device is nobody else's.
    private bool IsFree(bool mayWait)
    {
        try
        {
            LinuxHandle.OpenHost(Path, OpenFlags.Read | OpenFlags.Alone).Dispose();
            return true;
        }
        catch (LinuxException e) when (e.Errno == Errno.Busy && mayWait)
        {
            return false;
        }
    }

    private static void Attach(LinuxHandle device, LinuxHandle file)
    {
        byte* configuration = stackalloc byte[ConfigurationSize];
        var fields = new Span<byte>(configuration, ConfigurationSize);
        fields.Clear();
        BinaryPrimitives.WriteInt32LittleEndian(fields, (int)file.Number);
        BinaryPrimitives.WriteInt32LittleEndian(fields[SectorSizeOffset..], 512);
        BinaryPrimitives.WriteInt32LittleEndian(fields[FlagsOffset..], DetachItself);
        LinuxHandle.Check(LinuxCalls.Control(device.Number, Configure, configuration));
    }
}
