using System.Globalization;
using Appliance.Runtime.Hosts;
using Appliance.Runtime.Machines;
using Appliance.Runtime.Xl;
using Appliance.Runtime.Xl.Domains;
using Appliance.Testing;
using Appliance.Testing.Xen;
using Xunit;

namespace Appliance.Runtime.Tests.OnXen;

/// <summary>
/// A Xen host, and on it what tiny guests are made of. The first test that wants it starts it: where none can be made, all are
/// skipped.
/// </summary>
public sealed class XenBench : IAsyncLifetime
{
    /// <summary>Where machines lie.</summary>
    public const string Machines = $"{HostEntry.DefaultFolder}/machines";

    // The guest's disk, its kernel and its initramfs: neither has GRUB to read them, nor the host to unpack them, at each start.
    private const string Parts = "/var/tmp/tiny";

    private readonly string _name;
    private readonly StoragePool[] _pools;
    private XenHost? _xen;
    private XlHost? _host;
    private int _guests;

    public XenBench()
        : this("xenhost")
    {
    }

    internal XenBench(string name, params StoragePool[] pools) => (_name, _pools) = (name, pools);

    /// <summary>The host, from behind: what xl and xenstore say, without the code under test.</summary>
    public XenHost Xen => _xen!;

    /// <summary>The host, as the code under test knows it.</summary>
    public IXenHost Host => _host!;

    /// <summary>Its domains.</summary>
    internal XlDomains Domains => _host!.Context.Domains;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        if (_host is not null)
        {
            await _host.DisposeAsync();
        }

        if (_xen is not null)
        {
            await _xen.DisposeAsync();
        }
    }

    /// <summary>Starts the host, where it is not yet.</summary>
    internal async Task StartAsync()
    {
        if (_host is null)
        {
            _xen = await XenHost.StartAsync(_name);
            await SendGuestAsync(_xen);
            _host = (XlHost)await XenHosts.OpenAsync(EntryWith(_pools), mayAsk: false, default);
        }
    }

    /// <summary>The host as a user would have saved it, with these pools.</summary>
    internal HostEntry EntryWith(params StoragePool[] pools)
        => new() { Name = _name, Address = new HostAddress(HostScheme.XlSsh, _name), SshConfig = Xen.SshConfigFile, Pools = pools };

    /// <summary>Puts a machine with the tiny guest there, without an import. It does not run yet.</summary>
    /// <param name="name">Its name; every test has one of its own.</param>
    /// <param name="change">What is to be other than usual.</param>
    internal async Task<TinyGuest> PlaceAsync(string name, Func<MachineRecord, MachineRecord>? change = null)
    {
        await StartAsync();
        MachineRecord record = RecordOf(name, 0x30 + _guests++);
        await Xen.RunAsync($"mkdir -p {Machines}/{name} && cp --sparse=always {Parts}/disk.raw {record.Disks[0].Path}");
        await _host!.Context.Records.WriteAsync(change is null ? record : change(record), default);
        return Guest(name);
    }

    /// <summary>A machine that something else puts there.</summary>
    internal TinyGuest Guest(string name) => new(Xen, Host, name);

    /// <summary>A guest that is started as the firmware of its machine would: by Xen's GRUB, from its own disk.</summary>
    internal static MachineRecord ByPvGrub(MachineRecord record) => record with
    {
        Type = DomainType.Pv,
        Boot = BootMethod.PvGrub,
        Kernel = "/usr/lib/grub-xen/grub-x86_64-xen.bin",
        Ramdisk = null,
        KernelArguments = null,
        Memory = 192 << 20,
    };

    private static async Task SendGuestAsync(XenHost xen)
    {
        using var folder = new TemporaryFolder();
        Tool.Run(Path.Combine(Repository.Root, "tests", "fixtures", "make", "make-tiny.sh"), "tiny", folder.Path);
        Tool.Run("sh", "-c", $"gzip -1 < \"$1\" | ssh -F \"$2\" \"$3\" 'mkdir -p {Parts} && gunzip | cp --sparse=always /dev/stdin {Parts}/disk.raw'", "sh", folder["tiny-1.raw"], xen.SshConfigFile, xen.Name);
        await xen.RunAsync($"mount -o ro,loop,offset=1048576 {Parts}/disk.raw /mnt && cp /mnt/boot/initrd.img {Parts}; umount /mnt");
        // The host's own kernel is the guest's, and lies there unpacked.
        string image = Tool.Run(Path.Combine(Repository.Root, "tests", "xenhost", "make.sh")).TrimEnd();
        Tool.Run("sh", "-c", $"gzip -1 < \"$1/vmlinux\" | ssh -F \"$2\" \"$3\" 'gunzip > {Parts}/vmlinux'", "sh", image, xen.SshConfigFile, xen.Name);
    }

    private static MachineRecord RecordOf(string name, int number) => new()
    {
        Name = name,
        Uuid = Guid.NewGuid(),
        Type = DomainType.Pvh,
        Boot = BootMethod.Kernel,
        Kernel = $"{Parts}/vmlinux",
        Ramdisk = $"{Parts}/initrd.img",
        KernelArguments = "console=hvc0 quiet mitigations=off norandmaps",
        Memory = 128 << 20,
        Disks = [new DiskRecord { Vdev = "xvda", Pool = StoragePool.DefaultName, Path = $"{Machines}/{name}/xvda.raw", Size = 32 << 20 }],
        Cards = [new CardRecord { Mac = string.Create(CultureInfo.InvariantCulture, $"00:16:3e:00:00:{number:x2}"), Bridge = "xenbr0" }],
    };
}
