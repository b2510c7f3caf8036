using Appliance.Guests.FileSystems;
using Appliance.Guests.Native.Linux;

namespace Appliance.Guests.MicroMachines;

internal sealed partial class MicroFileSystem
{
    // Bytes that go to the machine at once.
    private const int PieceSize = 1 << 20;

    private readonly bool _isWritable;

    /// <inheritdoc/>
    public override void Write(string path, Stream content, FileRights rights)
    {
        ArgumentNullException.ThrowIfNull(content);
        Change(path, () =>
        {
            _volume.Ask("create", null, path, rights.Mode, rights.Owner, rights.Group);
            var buffer = new byte[PieceSize];
            for (int count; (count = content.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false)) > 0;)
            {
                _volume.SendContent(buffer.AsMemory(0, count));
            }

            _volume.EndContent();
        });
    }

    /// <inheritdoc/>
    public override void CreateFolder(string path, FileRights rights)
        => Change(path, () => _volume.Ask("folder", null, path, rights.Mode, rights.Owner, rights.Group));

    /// <inheritdoc/>
    public override void CreateLink(string path, string target) => Change(path, () => _volume.Ask("link", null, path, target));

    /// <inheritdoc/>
    public override void SetAttribute(string path, string name, ReadOnlySpan<byte> value)
    {
        ReadOnlyMemory<byte> bytes = value.ToArray();
        Change(path, () => _volume.Ask("set_attribute", null, path, name, bytes));
    }

    /// <inheritdoc/>
    public override void Delete(string path) => Change(path, () => _volume.Ask("delete", null, path));

    /// <inheritdoc/>
    public override void Flush() => _volume.Flush();

    /// <summary>Brings everything to the device as a running system does, which is safe from a crash but leaves work in the log.</summary>
    internal void Synchronize() => _volume.Ask("synchronize", null);

    private void Change(string path, Action change)
    {
        if (!_isWritable)
        {
            throw new InvalidOperationException($"{Name}: is open for reading only");
        }

        try
        {
            change();
        }
        catch (LinuxException e)
        {
            throw LinuxProblem.Explain(Name, path, e);
        }
        finally
        {
            _cache.Forget(path);
        }
    }
}
