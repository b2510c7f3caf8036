using Appliance.Testing;
using Appliance.Testing.Guests;

namespace Appliance.Demo.Tests;

/// <summary>A guest of one kind as it comes from VMware, and what the shipped executable makes of it; each step is done once.</summary>
public sealed class VmwareGuest
{
    /// <summary>Of its network card.</summary>
    public const string MacAddress = EmulatedPc.MacAddress;

    private readonly string _kind;
    private readonly string _folder;
    private readonly Lazy<IReadOnlyList<string>> _disks;
    private readonly Lazy<IReadOnlyList<string>> _prepared;
    private readonly Lazy<Task<GuestConsole>> _boot;

    internal VmwareGuest(string kind, string folder)
    {
        _kind = kind;
        _folder = folder;
        _disks = new(Make);
        _prepared = new(Prepare);
        _boot = new(BootAsync);
    }

    /// <summary>Its disks before VMware's format.</summary>
    public IReadOnlyList<string> Disks => _disks.Value;

    /// <summary>Its disks as raw files, prepared. The modules for virtio stand for xen-blkfront: QEMU is no Xen.</summary>
    public IReadOnlyList<string> Prepared => _prepared.Value;

    internal bool HasUefi => _kind.Contains("efi", StringComparison.Ordinal);

    /// <summary>What it says when it boots after the preparation, on disks and a card that it has never seen.</summary>
    internal Task<GuestConsole> BootPreparedAsync() => _boot.Value;

    /// <summary>Converts the OVA as it is, one step after the other, and returns the last file.</summary>
    public string Convert(params IEnumerable<string> extensions)
    {
        string file = Ova;
        foreach (string extension in extensions)
        {
            string target = Path.ChangeExtension(Ova, extension);
            Tool.Run(Tree.Executable, "convert", "--quiet", "--force", "--guest", "keep", file, target);
            file = target;
        }

        return file;
    }

    private string Ova => Path.Combine(Path.GetDirectoryName(Disks[0])!, $"{_kind}.ova");

    private string[] Make()
    {
        Tool.Run(Tree.Script("make-appliance.sh"), _kind, _folder);
        return [.. Directory.GetFiles(_folder, $"{_kind}-?.raw").Order(StringComparer.Ordinal)];
    }

    private string[] Prepare()
    {
        string target = Path.Combine(_folder, $"{_kind}-prepared") + "/";
        Tool.Run(
            Tree.Executable, "convert", "--quiet", "--to", "raw", "--guest", "require",
            "--initramfs-module", "virtio_pci", "--initramfs-module", "virtio_blk", Ova, target);
        return [.. Directory.GetFiles(target, "*.raw").Order(StringComparer.Ordinal)];
    }

    private Task<GuestConsole> BootAsync()
        => new EmulatedPc(Prepared) { NetworkCard = "virtio-net-pci", HasUefi = HasUefi }.RunAsync(GuestConsole.Up);
}
