using Appliance.Formats;
using Appliance.Guests.Devices;
using Appliance.Guests.FileSystems;
using Appliance.Guests.Native.Linux;

namespace Appliance.Guests.MicroMachines;

/// <summary>A volume that is mounted in the machine, and mounted again when it is used after it was flushed.</summary>
internal sealed class MicroVolume : IDisposable
{
    private readonly MicroMachine _machine;
    private readonly MicroSlot _slot;
    private readonly FileSystemKind _kind;
    private readonly bool _isWritable;
    private bool _isMounted;

    /// <summary>Mounts a volume, which replays its log.</summary>
    /// <exception cref="InvalidImageException">It is damaged.</exception>
    /// <exception cref="UnsupportedImageException">It has a feature that the kernel does not know.</exception>
    public MicroVolume(MicroMachine machine, FileSystemKind kind, BlockDevice device, bool isWritable)
    {
        _machine = machine;
        _kind = kind;
        _isWritable = isWritable;
        Name = $"{device.Name} ({kind.ToString().ToLowerInvariant()})";
        _slot = machine.Attach(isWritable ? device : new ScratchDevice(device));
        Mount();
    }

    /// <summary>What messages call it.</summary>
    public string Name { get; }

    /// <summary>Has something done.</summary>
    /// <param name="operation">Its name; the volume is its first argument.</param>
    /// <param name="take">Takes the parts of the answer but the last.</param>
    /// <param name="fields">Its other arguments.</param>
    /// <returns>The last part of the answer.</returns>
    /// <exception cref="LinuxException">It could not be done.</exception>
    /// <exception cref="InvalidImageException">What it needs is damaged.</exception>
    public byte[] Ask(string operation, Action<byte[]>? take, params AgentField[] fields)
    {
        if (!_isMounted)
        {
            Mount();
        }

        try
        {
            return Send(operation, take, fields);
        }
        catch (LinuxException e) when (LinuxProblem.IsDamage(e))
        {
            throw LinuxProblem.ExplainDamage(Name, e);
        }
    }

    /// <summary>Sends content to the file that was created last.</summary>
    public void SendContent(ReadOnlyMemory<byte> bytes) => _machine.Use(channel => channel.Ask("data", bytes));

    /// <summary>Ends the content of the file that was created last.</summary>
    public void EndContent() => _machine.Use(channel => channel.Ask("close"));

    /// <summary>Brings everything to the device, and leaves an empty log: by unmounting.</summary>
    public void Flush()
    {
        if (_isMounted)
        {
            _isMounted = false;
            Send("unmount", null);
        }
    }

    /// <summary>Unmounts without writing anything more.</summary>
    public void Dispose()
    {
        if (!_isMounted || !_machine.IsRunning)
        {
            return;
        }

        _isMounted = false;
        _slot.DropWrites();
        try
        {
            Send("unmount", null);
        }
        catch (IOException)
        {
            // A damaged file system that cannot even be unmounted stays in the machine, and ends with it; or the machine ended just now.
        }
    }

    private byte[] Send(string operation, Action<byte[]>? take, params AgentField[] fields)
        => _machine.Use(channel => channel.Ask(operation, take, [_slot.Number, .. fields]));

    private void Mount()
    {
        string type = _kind switch
        {
            FileSystemKind.Xfs => "xfs",
            FileSystemKind.Btrfs => "btrfs",
            _ => "ext4",
        };
        try
        {
            Send("mount", null, type, _slot.Start, _slot.Length, _isWritable ? "" : "1");
            _isMounted = true;
        }
        catch (LinuxException e)
        {
            throw LinuxProblem.ExplainMount(Name, e);
        }
    }
}
