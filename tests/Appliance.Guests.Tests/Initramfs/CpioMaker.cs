using Appliance.Testing;

namespace Appliance.Guests.Tests.Initramfs;

/// <summary>Makes initramfs images by the programs that distributions make them with.</summary>
internal sealed class CpioMaker : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private int _count;

    /// <summary>An archive by GNU cpio of files with some content each; a name that ends with a slash is a folder.</summary>
    public byte[] Archive(params string[] names) => Archive([.. names.Select(name => (name, $"content of {name}"))]);

    /// <summary>An archive by GNU cpio of files.</summary>
    public byte[] Archive((string Name, string Content)[] files, string format = "newc")
    {
        string root = $"root{++_count}";
        foreach ((string name, string content) in files)
        {
            if (name.EndsWith('/'))
            {
                Directory.CreateDirectory(_folder[$"{root}/{name}"]);
            }
            else
            {
                _folder.Write($"{root}/{name}", content);
            }
        }

        return Shell($"cd {root} && find . | LC_ALL=C sort | cpio --quiet -o -H {format}", []);
    }

    /// <summary>What a shell makes of bytes, in this folder.</summary>
    public byte[] Shell(string command, byte[] input)
    {
        _folder.Write("in", input);
        Tool.Run("sh", "-c", $"cd {_folder.Path} && ( {command} ) < in > out");
        return File.ReadAllBytes(_folder["out"]);
    }

    public void Dispose() => _folder.Dispose();
}
