using Appliance.Guests.FileSystems;
using Appliance.Guests.FileSystems.Ntfs;
using Appliance.Testing;
using Appliance.Testing.Guests;

namespace Appliance.Benchmarks;

/// <summary>A disk with an NTFS by mkntfs, and in it the files of a Windows that preparing looks at.</summary>
internal static class WindowsDisk
{
    /// <summary>Where the partition starts, in bytes.</summary>
    public const int PartitionStart = 1 << 20;

    private const long Size = 16L << 30;

    /// <summary>Writes the disk.</summary>
    public static void Make(string path, TemporaryFolder folder)
    {
        string partition = folder["partition"];
        Allocate(partition, Size - PartitionStart);
        Command.Output("mkntfs", "-F", "-Q", "-q", "-s", "512", "-p", "2048", "-H", "255", "-S", "63", partition);
        Fill(partition);
        Allocate(path, Size);
        Command.Output("bash", "-c", $"echo 'start=2048, type=7, bootable' | sfdisk -q --label dos '{path}'");
        Command.Output("dd", $"if={partition}", $"of={path}", "bs=1M", "seek=1", "conv=sparse,notrunc", "status=none");
        File.Delete(partition);
    }

    private static void Allocate(string path, long length)
    {
        using FileStream file = File.Create(path);
        file.SetLength(length);
    }

    private static void Fill(string partition)
    {
        WindowsGuest guest = WindowsGuest.Server2022();
        HiveFilling.FillSystem(guest.System);
        HiveFilling.FillSoftware(guest.Software);
        using var device = new FileDevice(partition);
        using FileSystem target = new NtfsEngine().Open(device, writable: true);
        Copy(guest.Build(), target, "/");
        target.Flush();
    }

    private static void Copy(MemoryFileSystem source, FileSystem target, string folder)
    {
        foreach (FileNode node in source.List(folder))
        {
            string path = $"{folder.TrimEnd('/')}/{node.Name}";
            if (node.Type == FileType.Folder)
            {
                target.CreateFolder(path, FileRights.Program);
                Copy(source, target, path);
            }
            else
            {
                using Stream content = source.OpenRead(path);
                target.Write(path, content, FileRights.File);
            }
        }
    }
}
