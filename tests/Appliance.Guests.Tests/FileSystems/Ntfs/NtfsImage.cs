using Appliance.Formats.Disks;
using Appliance.Guests.Devices;
using Appliance.Guests.FileSystems.Ntfs;
using Appliance.Testing;
using Appliance.Testing.Guests;

namespace Appliance.Guests.Tests.FileSystems.Ntfs;

/// <summary>A volume by mkntfs in a file, and the programs of ntfs-3g to look at it.</summary>
internal sealed class NtfsImage : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    internal NtfsImage(int megabytes = 32, params string[] options)
    {
        Path = _folder["ntfs.img"];
        using (FileStream file = File.Create(Path))
        {
            file.SetLength((long)megabytes << 20);
        }

        Tool.Run("mkntfs", [.. options, "-F", "-Q", "-q", "-s", "512", "-p", "0", "-H", "16", "-S", "63", Path]);
    }

    /// <summary>The file.</summary>
    internal string Path { get; }

    /// <summary>Does something to the volume and brings it to rest.</summary>
    internal void Change(Action<NtfsFileSystem> change)
    {
        using var device = new FileDevice(Path);
        using NtfsFileSystem fileSystem = NtfsFileSystem.Open(device, writable: true, new FixedTime());
        change(fileSystem);
        fileSystem.Flush();
    }

    /// <summary>Does something to the volume in an overlay, which then goes.</summary>
    /// <returns>Bytes that were written to it.</returns>
    internal long ChangeAbove(Action<NtfsFileSystem> change)
    {
        OverlayDisk overlay = OverlayDisk.Over(FileDisk.Open(Path), _folder.Path);
        try
        {
            var device = new DiskDevice(overlay, CancellationToken.None);
            using NtfsFileSystem fileSystem = NtfsFileSystem.Open(device, writable: true, new FixedTime());
            change(fileSystem);
            fileSystem.Flush();
            return overlay.WrittenBytes;
        }
        finally
        {
            overlay.DisposeAsync().AsTask().GetAwaiter().GetResult();
        }
    }

    /// <summary>Reads something of the volume.</summary>
    internal T Read<T>(Func<NtfsFileSystem, T> read)
    {
        using var device = new FileDevice(Path, canWrite: false);
        using NtfsFileSystem fileSystem = NtfsFileSystem.Open(device, writable: false);
        return read(fileSystem);
    }

    /// <summary>What ntfsfix thinks of it.</summary>
    internal void RequireClean() => Tool.Run("ntfsfix", "-n", Path);

    /// <summary>The content of a file by ntfscat.</summary>
    internal byte[] Cat(string path)
    {
        string output = _folder["cat"];
        Tool.Run("sh", "-c", "ntfscat \"$1\" \"$2\" > \"$3\"", "sh", Path, path, output);
        return File.ReadAllBytes(output);
    }

    /// <summary>The names in a folder by ntfsls, sorted.</summary>
    internal string[] Ls(string path) => [.. Tool.Run("ntfsls", "-p", path, Path).Split('\n', StringSplitOptions.RemoveEmptyEntries)
        .Where(name => name != ".").Order(StringComparer.Ordinal)];

    /// <summary>Puts a file there by ntfscp.</summary>
    internal void Copy(byte[] content, string path) => Tool.Run("ntfscp", "-q", Path, _folder.Write("content", content), path);

    public void Dispose() => _folder.Dispose();
}
