using System.Formats.Tar;
using System.Text;

namespace Appliance.Builder.Tests.Building;

/// <summary>A root file system of a few files, as a Debian has them.</summary>
internal static class SmallBase
{
    /// <summary>Writes it as a tar archive.</summary>
    /// <param name="path">The archive.</param>
    /// <param name="names">How many files besides are in one folder.</param>
    /// <param name="folders">Folders besides.</param>
    public static void Write(string path, int names = 0, params string[] folders)
    {
        using var tar = new TarWriter(File.Create(path), TarEntryFormat.Pax);
        foreach (string folder in (string[])["./", "./boot/", "./etc/", "./etc/ssh/", "./usr/", "./usr/bin/", "./usr/lib/", "./usr/lib/systemd/", "./usr/lib/systemd/system/", "./var/", "./var/log/", .. folders])
        {
            tar.WriteEntry(new PaxTarEntry(TarEntryType.Directory, folder) { Mode = (UnixFileMode)0x1ED });
        }

        Add(tar, "./boot/vmlinuz-6.1.0-9-amd64", "old kernel");
        Add(tar, "./boot/vmlinuz-6.1.0-10-amd64", "new kernel");
        Add(tar, "./boot/initrd.img-6.1.0-10-amd64", "initramfs");
        Add(tar, "./etc/passwd", "root:x:0:0:root:/root:/bin/bash\n");
        Add(tar, "./etc/shadow", "root:*:1:0:99999:7:::\n", 0x1A0, group: 42);
        Add(tar, "./etc/group", "root:x:0:\nsudo:x:27:\n");
        Add(tar, "./etc/machine-id", "0123456789abcdef0123456789abcdef\n");
        Add(tar, "./etc/ssh/ssh_host_rsa_key", "everybody's");
        Add(tar, "./usr/bin/cloud-init", "program");
        Add(tar, "./usr/bin/perl", new string('p', 9000), 0x1ED);
        AddWithAttribute(tar, "./usr/bin/ping", "security.note", "capable");
        tar.WriteEntry(new PaxTarEntry(TarEntryType.HardLink, "./usr/bin/perl5") { LinkName = "./usr/bin/perl" });
        tar.WriteEntry(new PaxTarEntry(TarEntryType.SymbolicLink, "./lib") { LinkName = "usr/lib" });
        tar.WriteEntry(new PaxTarEntry(TarEntryType.CharacterDevice, "./null") { DeviceMajor = 1, DeviceMinor = 3 });
        Add(tar, "./usr/lib/systemd/system/web.service", "[Service]\nExecStart=/bin/true\n[Install]\nWantedBy=multi-user.target\nAlias=www.service\n");
        Add(tar, "./usr/lib/systemd/system/systemd-networkd.service", "[Service]\nExecStart=/bin/true\n[Install]\nWantedBy=multi-user.target\n");
        Add(tar, "./usr/lib/systemd/system/static.service", "[Service]\nExecStart=/bin/true\n");
        Enumerable.Range(0, names).ToList().ForEach(number => Add(tar, $"./usr/lib/a name of some forty bytes, more or less {number}", $"{number}"));
        Add(tar, "./var/log/install.log", "today");
        Add(tar, "./var/one", "twice");
        tar.WriteEntry(new PaxTarEntry(TarEntryType.HardLink, "./var/two") { LinkName = "./var/one" });
    }

    private static void AddWithAttribute(TarWriter tar, string name, string attribute, string value)
        => tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, name, [KeyValuePair.Create($"SCHILY.xattr.{attribute}", value)]) { Mode = (UnixFileMode)0x1ED, DataStream = new MemoryStream(Encoding.UTF8.GetBytes(name)) });

    private static void Add(TarWriter tar, string name, string content, int mode = 0x1A4, int group = 0) => tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, name)
    {
        Mode = (UnixFileMode)mode, Gid = group, DataStream = new MemoryStream(Encoding.UTF8.GetBytes(content)), ModificationTime = DateTimeOffset.FromUnixTimeSeconds(1000),
    });
}
