using System.Formats.Tar;
using Appliance.Testing;
using Appliance.Testing.Guests;

namespace Appliance.Benchmarks;

/// <summary>Guests that are prepared, as vSphere would export them; made on the first use.</summary>
internal static class GuestSources
{
    private const int DriverBytes = 200_000; // as the larger ones of the Xen PV drivers

    private static string Scripts { get; } = Path.Combine(Repository.Root, "tests", "fixtures", "make");

    /// <summary>An OVA of one of the small Debian guests; the script keeps what it makes in the cache.</summary>
    /// <param name="kind">One of tests/fixtures/make/guests.</param>
    /// <param name="folder">Where it is put.</param>
    /// <exception cref="InvalidOperationException">It cannot be made; the message names the programs that are missing.</exception>
    public static string Debian(string kind, Workspace folder)
    {
        Command.Output(Path.Combine(Scripts, "make-appliance.sh"), kind, folder.Sources);
        return Path.Combine(folder.Sources, $"{kind}.ova");
    }

    /// <summary>An OVA of an NTFS disk with what preparing needs of Windows Server 2022, no program among it.</summary>
    /// <exception cref="InvalidOperationException">It cannot be made; the message names the programs that are missing.</exception>
    public static string Windows()
    {
        Command.Require("mkntfs", "ntfs-3g");
        Command.Require("sfdisk", "fdisk");
        return Workspace.Source("bench-windows.ova", path =>
        {
            using var folder = new TemporaryFolder();
            WindowsDisk.Make(folder["windows.raw"], folder);
            Command.Output(Path.Combine(Scripts, "make-ova.sh"), folder["windows.raw"], folder["windows.ova"]);
            File.Move(folder["windows.ova"], path);
        });
    }

    /// <summary>A driver pack for it, of realistic size.</summary>
    public static string WindowsDrivers() => Workspace.Source("bench-drivers.tar", path =>
    {
        using var folder = new TemporaryFolder();
        string pack = FakeDriverPack.Write(folder);
        foreach (string driver in Directory.EnumerateFiles(pack, "*.sys", SearchOption.AllDirectories))
        {
            File.WriteAllBytes(driver, TestDisk.RandomBytes(DriverBytes));
        }

        TarFile.CreateFromDirectory(pack, path, includeBaseDirectory: false);
    });
}
