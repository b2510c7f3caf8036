using System.Diagnostics;
using System.Text;
using Appliance.Guests.Devices;
using Appliance.Guests.Native.Guestfs;
using Appliance.Guests.Nbd;

namespace Appliance.Guests.Containers;

/// <summary>
/// A running virtual machine of libguestfs over some devices, which it sees as its drives. It needs no privileges, and what
/// a hostile volume does to it ends with it.
/// </summary>
/// <remarks>Used by one thread at a time; it reads and writes the devices only while it is asked something.</remarks>
internal sealed class GuestfsMachine : IDisposable
{
    // Deriving the key of a LUKS volume takes seconds, minutes on an emulated processor; a header may ask for years.
    private static readonly TimeSpan AnswerTime = TimeSpan.FromMinutes(10);

    private readonly TurnGate _gate = new();
    private readonly NbdServer _server;
    private readonly GuestfsHandle _handle;
    private readonly CancellationToken _cancellationToken;

    private GuestfsMachine(IReadOnlyDictionary<string, BlockDevice> drives, CancellationToken cancellationToken)
    {
        _cancellationToken = cancellationToken;
        _handle = LibGuestfs.Create(flags: 0);
        _server = NbdServer.Start(drives.ToDictionary(drive => drive.Key, BlockDevice (drive) => new GatedDevice(drive.Value, _gate)));
    }

    /// <summary>What it calls its drives, in the order in which they were given: it sorts out what Linux itself names as it finds them.</summary>
    public IReadOnlyList<string> Drives { get; private set; } = [];

    /// <summary>Starts a machine, which takes some 15 seconds, or three times that on a busy host.</summary>
    /// <param name="drives">Its drives.</param>
    /// <param name="cancellationToken">Ends it, once it has started.</param>
    /// <exception cref="MissingToolException">libguestfs is not installed.</exception>
    /// <exception cref="IOException">It does not start.</exception>
    public static GuestfsMachine Start(IReadOnlyList<BlockDevice> drives, CancellationToken cancellationToken)
    {
        LibGuestfs.Require();
        cancellationToken.ThrowIfCancellationRequested();
        string[] names = [.. Enumerable.Range(0, drives.Count).Select(number => $"drive{number}")];
        var machine = new GuestfsMachine(names.Zip(drives).ToDictionary(), cancellationToken);
        try
        {
            machine.Launch(names);
            return machine;
        }
        catch
        {
            machine.Dispose();
            throw;
        }
    }

    /// <summary>Asks the machine something.</summary>
    /// <exception cref="GuestfsException">It could not be done.</exception>
    /// <exception cref="OperationCanceledException">The machine was ended meanwhile.</exception>
    public T Use<T>(Func<GuestfsHandle, T> ask)
    {
        _cancellationToken.ThrowIfCancellationRequested();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(_cancellationToken);
        int process = LibGuestfs.GetProcessId(_handle);
        using CancellationTokenRegistration ending = limit.Token.Register(() => Kill(process));
        limit.CancelAfter(AnswerTime);
        try
        {
            return _gate.While(() => ask(_handle));
        }
        catch (GuestfsException)
        {
            // What failed may have failed because of what is below.
            _cancellationToken.ThrowIfCancellationRequested();
            _server.ThrowIfFailed();
            throw;
        }
    }

    /// <summary>Has everything that was written brought to the drives, and lets the machine use them for a while longer.</summary>
    /// <exception cref="IOException">The machine failed.</exception>
    public void Synchronize(TimeSpan longer = default) => Use(handle =>
    {
        long result = handle.Check(LibGuestfs.Sync(handle));
        Thread.Sleep(longer);
        return result;
    });

    /// <summary>Ends the machine at once. What was not synchronised is lost.</summary>
    public void Dispose()
    {
        _gate.Close();
        _handle.Dispose();
        _server.DisposeAsync().AsTask().GetAwaiter().GetResult();
        _gate.Dispose();
    }

    private static void Kill(int process)
    {
        try
        {
            using Process qemu = Process.GetProcessById(process);
            qemu.Kill();
        }
        catch (ArgumentException)
        {
            // It has not started yet, or has ended on its own.
        }
    }

    private void Launch(IReadOnlyList<string> drives)
    {
        LibGuestfs.SetErrorHandler(_handle, 0, 0);
        _handle.Check(LibGuestfs.SetBackend(_handle, "direct"));

        // A /dev/kvm may be there that does not work, and the library would try it.
        _handle.Check(LibGuestfs.SetBackendSetting(_handle, "force_tcg", "1"));

        // Deriving a key may take 1 GiB (cryptsetup's argon2id by default).
        _handle.Check(LibGuestfs.SetMemory(_handle, mebibytes: 2048));
        _handle.Check(LibGuestfs.SetAutosync(_handle, isOn: 0));
        foreach (string drive in drives)
        {
            AddDrive(drive);
        }

        try
        {
            Drives = Use(handle =>
            {
                handle.Check(LibGuestfs.Launch(handle));
                return ListDrives(handle);
            });
        }
        catch (GuestfsException e)
        {
            throw new IOException($"libguestfs does not start its virtual machine (libguestfs-test-tool tells more): {e.Message}", e);
        }
    }

    private unsafe void AddDrive(string name)
    {
        fixed (byte* format = "raw\0"u8, protocol = "nbd\0"u8, server = Encoding.UTF8.GetBytes($"unix:{_server.SocketPath}\0"))
        {
            byte** servers = stackalloc byte*[2] { server, null };
            var options = new DriveOptions
            {
                Bits = DriveOptions.HasFormat | DriveOptions.HasProtocol | DriveOptions.HasServer,
                Format = format,
                Protocol = protocol,
                Server = servers,
            };
            _handle.Check(LibGuestfs.AddDrive(_handle, name, &options));
        }
    }

    private static unsafe IReadOnlyList<string> ListDrives(GuestfsHandle handle) => handle.Take(LibGuestfs.ListDevices(handle));
}
