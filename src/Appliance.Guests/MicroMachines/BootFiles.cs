using System.Security.Cryptography;
using System.Text;
using Appliance.Guests.Initramfs;
using Appliance.Guests.Native;

namespace Appliance.Guests.MicroMachines;

/// <summary>
/// What the micro virtual machine boots from, made of this host's own kernel, modules and Perl, and kept in the user's cache
/// under a hash of all that went in.
/// </summary>
/// <param name="Kernel">The kernel.</param>
/// <param name="Initramfs">Its first file system.</param>
internal sealed record BootFiles(string Kernel, string Initramfs)
{
    // Counts up when the files are made in another way.
    private const string Version = "1";

    // What the machine is made of, loaded when it boots; and file systems with what they ask for by name when they are
    // mounted, loaded then.
    private static readonly (string Name, string[] Modules)[] Groups =
    [
        ("machine", ["virtio_mmio", "virtio_blk", "virtio_console", "crc32c_generic", "crc32c_intel"]),
        ("xfs", ["xfs"]),
        ("btrfs", ["xxhash_generic", "blake2b_generic", "sha256_generic", "btrfs"]),
        ("ext4", ["ext4"]),
    ];

    /// <summary>Where the files are kept for this user: <c>appliance/micro-machine</c> in $XDG_CACHE_HOME, or else in ~/.cache.</summary>
    /// <exception cref="IOException">The user has neither.</exception>
    public static string DefaultCache => UserCache.Folder("micro-machine", "the kernel of the micro virtual machine");

    /// <summary>Takes the files from the cache, or makes them.</summary>
    /// <param name="cache">The folder of the cache.</param>
    /// <exception cref="MissingToolException">A kernel or Perl is not installed.</exception>
    /// <exception cref="IOException">The cache cannot be written.</exception>
    public static BootFiles Prepare(string cache)
    {
        HostKernel kernel = HostKernel.Find();
        HostModules[] modules = [.. Groups.Select(group => HostModules.Find(group.Name, kernel.Modules, group.Modules))];
        IReadOnlyDictionary<string, string> perl = HostPerl.Files();
        byte[] agent = ReadAgent();
        var folder = new BootFolder(cache, HashOf([kernel.Image, .. modules.SelectMany(group => group.Files), .. perl.Values], agent));
        if (!folder.Exists)
        {
            folder.Fill(
                KernelElf.Unpack(kernel.Image, File.ReadAllBytes(kernel.Image)),
                MakeInitramfs(modules, perl, agent));
        }

        return new BootFiles(folder.Kernel, folder.Initramfs);
    }

    /// <summary>Files change with their length or time: reading them all each time would cost more than the cache saves.</summary>
    private static string HashOf(IEnumerable<string> files, byte[] agent)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(Version));
        hash.AppendData(agent);
        foreach (FileInfo file in files.Select(path => new FileInfo(path)))
        {
            hash.AppendData(Encoding.UTF8.GetBytes($"\n{file.FullName}\0{file.Length}\0{file.LastWriteTimeUtc.Ticks}"));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static byte[] MakeInitramfs(IEnumerable<HostModules> modules, IReadOnlyDictionary<string, string> perl, byte[] agent)
    {
        const int Executable = 0x1ED; // 0755
        var target = new MemoryStream();
        var archive = new CpioWriter(target);
        archive.AddFolder("dev");
        archive.AddFile("init", agent, Executable);
        foreach ((string path, string file) in perl)
        {
            archive.AddFile(path[1..], File.ReadAllBytes(file), Executable);
        }

        foreach (HostModules group in modules)
        {
            for (int i = 0; i < group.Files.Count; i++)
            {
                archive.AddFile($"modules/{group.Name}/{i:000}-{Path.GetFileName(group.Files[i])}", HostModules.Read(group.Files[i]));
            }
        }

        archive.Finish();
        return target.ToArray();
    }

    private static byte[] ReadAgent()
    {
        using Stream agent = typeof(BootFiles).Assembly.GetManifestResourceStream("agent.pl")!;
        var bytes = new byte[agent.Length];
        agent.ReadExactly(bytes);
        return bytes;
    }
}
