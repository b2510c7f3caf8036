using Appliance.Guests.FileSystems.Ext;
using Appliance.Testing;
using Appliance.Testing.Guests;

namespace Appliance.Guests.Tests.FileSystems.Ext;

/// <summary>A file system made by mke2fs, without privileges, and what e2fsck and debugfs say of it.</summary>
internal sealed class ExtImage : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private ExtImage(Func<string, string> create) => Path = create(_folder.Path);

    /// <summary>The image.</summary>
    public string Path { get; }

    /// <summary>Makes a file system.</summary>
    /// <param name="size">As mke2fs takes it: 64M.</param>
    /// <param name="options">Of mke2fs, with blanks between.</param>
    /// <param name="fill">Puts files into the folder that becomes its root.</param>
    public static ExtImage Make(string size = "64M", string options = "-t ext4", Action<string>? fill = null)
    {
        return new ExtImage(folder =>
        {
            string root = Directory.CreateDirectory(System.IO.Path.Combine(folder, "root")).FullName;
            fill?.Invoke(root);
            string image = System.IO.Path.Combine(folder, "ext.img");
            Tool.Run("mke2fs", ["-q", "-F", "-E", "root_owner=0:0", "-d", root, .. options.Split(' '), image, size]);
            return image;
        });
    }

    /// <summary>An image of the corpus, or any other.</summary>
    public static ExtImage From(byte[] content) => new(folder =>
    {
        string image = System.IO.Path.Combine(folder, "ext.img");
        File.WriteAllBytes(image, content);
        return image;
    });

    /// <summary>Changes the file system and brings it to the device.</summary>
    public void Change(Action<ExtFileSystem> change)
    {
        using var device = new FileDevice(Path);
        using ExtFileSystem fileSystem = ExtFileSystem.Open(device, writable: true);
        change(fileSystem);
        fileSystem.Flush();
    }

    /// <summary>Reads from the file system.</summary>
    public T Read<T>(Func<ExtFileSystem, T> read)
    {
        using var device = new FileDevice(Path, canWrite: false);
        using ExtFileSystem fileSystem = ExtFileSystem.Open(device, writable: false);
        return read(fileSystem);
    }

    /// <summary>What debugfs answers to a request.</summary>
    public string Debug(string request) => Tool.Run("debugfs", "-R", request, Path);

    /// <summary>Fails the test unless e2fsck finds nothing at all.</summary>
    public void AssertClean() => Tool.Run("e2fsck", "-fn", Path);

    /// <summary>The bytes of a file, by debugfs.</summary>
    public byte[] Dump(string path)
    {
        string copy = System.IO.Path.Combine(_folder.Path, "dumped");
        File.Delete(copy);
        Tool.Run("debugfs", "-R", $"dump \"{path}\" {copy}", Path);
        return File.ReadAllBytes(copy);
    }

    public void Dispose() => _folder.Dispose();
}
