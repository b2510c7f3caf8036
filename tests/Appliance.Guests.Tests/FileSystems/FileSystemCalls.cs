using System.Text;
using Appliance.Guests.FileSystems;

namespace Appliance.Guests.Tests.FileSystems;

/// <summary>Short forms for tests.</summary>
internal static class FileSystemCalls
{
    internal static void Write(this FileSystem fileSystem, string path, byte[] content) => fileSystem.Write(path, new MemoryStream(content), FileRights.File);

    internal static void Write(this FileSystem fileSystem, string path, string content) => fileSystem.Write(path, Encoding.UTF8.GetBytes(content));

    internal static byte[] ReadAll(this FileSystem fileSystem, string path)
    {
        using Stream content = fileSystem.OpenRead(path);
        var bytes = new byte[content.Length];
        content.ReadExactly(bytes);
        return bytes;
    }

    internal static void CreateFolders(this FileSystem fileSystem, params string[] paths)
    {
        foreach (string path in paths)
        {
            fileSystem.CreateFolder(path, FileRights.Program);
        }
    }
}
