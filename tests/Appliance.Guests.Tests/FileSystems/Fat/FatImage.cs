using Appliance.Guests.FileSystems.Fat;
using Appliance.Testing;
using Appliance.Testing.Guests;

namespace Appliance.Guests.Tests.FileSystems.Fat;

/// <summary>A file system by mkfs.fat in a file, and mtools to look at it.</summary>
internal sealed class FatImage : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    internal FatImage(int kilobytes, params string[] options)
    {
        Path = _folder["fat.img"];
        Tool.Run("mkfs.fat", [.. options, "-C", Path, $"{kilobytes}"]);
    }

    /// <summary>The file.</summary>
    internal string Path { get; }

    /// <summary>One of 12, 16 or 32 bits, of a usual size.</summary>
    internal static FatImage Create(int bits) => bits switch
    {
        12 => new FatImage(1440, "-F", "12"),
        16 => new FatImage(16 << 10, "-F", "16"),
        _ => new FatImage(40 << 10, "-F", "32"),
    };

    /// <summary>Does something to it, and lets fsck.fat look.</summary>
    internal void Change(Action<FatFileSystem> change)
    {
        using (var device = new FileDevice(Path))
        using (FatFileSystem fileSystem = FatFileSystem.Open(device, writable: true, new FixedTime()))
        {
            change(fileSystem);
            fileSystem.Flush();
        }

        RequireClean();
    }

    /// <summary>Reads something of it.</summary>
    internal T Read<T>(Func<FatFileSystem, T> read)
    {
        using var device = new FileDevice(Path, canWrite: false);
        using FatFileSystem fileSystem = FatFileSystem.Open(device, writable: false);
        return read(fileSystem);
    }

    /// <summary>What fsck.fat thinks of it.</summary>
    internal void RequireClean() => Tool.Run("fsck.fat", "-n", Path);

    /// <summary>The content of a file by mtools.</summary>
    internal byte[] Type(string path)
    {
        string output = _folder["out"];
        Tool.Run("mcopy", "-n", "-o", "-i", Path, "::" + path, output);
        return File.ReadAllBytes(output);
    }

    /// <summary>The names in a folder by mtools, sorted.</summary>
    internal string[] Names(string path) => [.. Tool.Run("mdir", "-b", "-i", Path, "::" + path)
        .Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line[2..].TrimEnd('/')).Order(StringComparer.Ordinal)];

    /// <summary>Puts a file there by mtools.</summary>
    internal void Copy(byte[] content, string path) => Tool.Run("mcopy", "-o", "-i", Path, _folder.Write("in", content), "::" + path);

    public void Dispose() => _folder.Dispose();
}
