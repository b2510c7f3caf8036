using System.Globalization;
using System.Text.Json;
using Appliance.Testing;
using Appliance.Testing.Xen;
using Xunit;

namespace Appliance.Conformance.Tests.OnXen;

/// <summary>Packages are imported to a real Xen host, and the guests say what they run on.</summary>
[Trait("Category", "Slow")]
[Collection(XenHostCollection.Name)]
public sealed class ImportTests(SharedHost xen) : SharedHostTests(xen)
{
    private const string Network = "VM Network=xenbr0";

    [NeedsXenHostFact]
    public async Task Import_AsPv_HoldsTheSameBytes_AndIsStartedByPvGrub()
    {
        string package = Xen.Tiny("tiny");
        await Xen.SucceedAsync("import", package, "--name", "pv01", "--domain", "pv", "--cpus", "2", "--network", Network, "--guest", "keep");
        await Xen.SucceedAsync("export", "pv01", Xen["pv01.raw"]);
        DiskAssert.Same(File.ReadAllBytes(Path.Combine(Path.GetDirectoryName(package)!, "tiny-1.raw")), File.ReadAllBytes(Xen["pv01.raw"]));

        await Xen.SucceedAsync("start", "pv01");
        string said = await Xen.BootAsync("pv01", "pv");
        Assert.Contains("type=PV boots=1 cpus=2", said, StringComparison.Ordinal);
        Assert.Contains("disks=xvda:33554432 nics=eth0:00:50:56:ab:2c:1d", said, StringComparison.Ordinal);
        (int code, _, string error) = await Xen.RunAsync("export", "pv01", Xen["running.raw"]);
        Assert.Equal(4, code);
        Assert.Contains("pv01 is running: stop or suspend it first", error, StringComparison.Ordinal);
        await Xen.RemoveAsync("pv01");
    }

    [NeedsXenHostFact]
    public async Task Import_AsPvhIntoThinVolume_IsStartedByItsGrub()
    {
        await Xen.SucceedAsync("import", Xen.Tiny("tiny"), "--name", "pvh01", "--domain", "pvh", "--pool", "thin", "--network", Network, "--guest", "keep", "--start");
        string said = await Xen.BootAsync("pvh01", "pv");
        Assert.Contains("type=PVH", said, StringComparison.Ordinal);
        Assert.Contains("disks=xvda:33554432", said, StringComparison.Ordinal);
        await Xen.RemoveAsync("pvh01");
    }

    [NeedsXenHostFact]
    public async Task Import_WithoutWish_IsHvmWithDisksOnIde()
    {
        string output = await Xen.SucceedAsync("import", Xen.Tiny("mbr"), "--name", "hvm01", "--pool", "vhd", "--network", Network, "--guest", "keep", "--start", "--json");
        using JsonDocument document = JsonDocument.Parse(output);
        JsonElement machine = document.RootElement.GetProperty("plan").GetProperty("machines")[0];
        Assert.Equal("Hvm", machine.GetProperty("type").GetString());
        Assert.Equal("hda", machine.GetProperty("disks")[0].GetProperty("vdev").GetString());
        Assert.Contains("type=MBR", await Xen.BootAsync("hvm01", "serial"), StringComparison.Ordinal);
        await Xen.RemoveAsync("hvm01");
    }

    [NeedsXenHostFact("qemu-img", "grub-mkimage")]
    public async Task Import_DebianFromVmware_IsPreparedAndFindsItsRoot()
    {
        await Xen.SucceedAsync("import", Xen.Appliance("ext4-bios"), "--name", "deb01", "--domain", "pv", "--network", Network, "--guest", "require", "--memory", "512M", "--start");
        string said = await Xen.BootAsync("deb01", "pv");
        Assert.Contains("root=/dev/xvda1 nics=ens192:00:50:56:ab:2c:1d", said, StringComparison.Ordinal);
        await Xen.RemoveAsync("deb01");
    }

    [NeedsXenHostFact]
    public async Task Import_SeveralMachines_AreGroupThatStartsInItsOrder()
    {
        string package = TwoMachines.Write(Xen["shop/shop.ovf"], Xen.Tiny("mbr"));
        await Xen.SucceedAsync("import", package, "--network", "*=ovsbr0.10", "--guest", "keep", "--start");
        string list = await Xen.SucceedAsync("list", "--json");
        using JsonDocument document = JsonDocument.Parse(list);
        JsonElement[] records = [.. document.RootElement.EnumerateArray().Select(status => status.GetProperty("record")).Where(record => record.TryGetProperty("group", out JsonElement group) && group.GetString() == "shop")];
        Assert.Equal(["db", "web"], records.Select(record => record.GetProperty("name").GetString()).Order(StringComparer.Ordinal));
        Assert.All(records, record => Assert.Equal(("ovsbr0", "10"), (record.GetProperty("cards")[0].GetProperty("bridge").GetString(), record.GetProperty("cards")[0].GetProperty("vlan").GetString())));
        Dictionary<string, int> domains = document.RootElement.EnumerateArray().Where(status => status.TryGetProperty("domainId", out _))
            .ToDictionary(status => status.GetProperty("record").GetProperty("name").GetString()!, status => status.GetProperty("domainId").GetInt32());
        Assert.True(domains["db"] < domains["web"], "the database starts first");
        string tag = await (await Xen.HostAsync).RunAsync($"ovs-vsctl get port vif{domains["web"]}.0 tag");
        Assert.Equal("10", tag.Trim());

        await Xen.SucceedAsync("stop", "shop", "--force");
        await Xen.SucceedAsync("export", "shop", Xen["shop.ova"], "--to", "vmware-ova", "--network", "*=VM Network");
        CommandResult inspected = Command.Succeed("inspect", Xen["shop.ova"], "--json");
        using JsonDocument report = JsonDocument.Parse(inspected.Output);
        Assert.Equal(["db", "web"], report.RootElement.GetProperty("machines").EnumerateArray().Select(machine => machine.GetProperty("name").GetString()));
        await Xen.SucceedAsync("remove", "db", "--yes");
        await Xen.SucceedAsync("remove", "web", "--yes");
    }

    [NeedsXenHostFact]
    public async Task Import_OfSparseGibibyte_SendsNoMoreThanItsData()
    {
        const int Data = 4 << 20;
        byte[] content = new byte[Data];
        new Random(2).NextBytes(content);
        await using (FileStream disk = File.Create(Xen["sparse.raw"]))
        {
            disk.SetLength(1 << 30);
            disk.Position = 300 << 20;
            await disk.WriteAsync(content);
        }

        long before = await ReceivedAsync();
        await Xen.SucceedAsync("import", Xen["sparse.raw"], "--name", "sparse01", "--guest", "keep", "--quiet");
        long sent = await ReceivedAsync() - before;
        Assert.InRange(sent, Data, Data + (1 << 20));
        await Xen.SucceedAsync("remove", "sparse01", "--yes");
    }

    [NeedsXenHostFact]
    public async Task Import_Properties_ReachAnHvmMachineByItsCdDriveAndXenstore()
    {
        const string Secret = "tr0ub4dor";
        await File.WriteAllTextAsync(Xen["secret"], Secret + "\n");
        string package = PropertyPackage.Write(Xen.Tiny("mbr"), Xen["told/told.ovf"]);
        await Xen.SucceedAsync("import", package, "--name", "told01", "--network", Network, "--guest", "keep", "--start", "--property", "hostname=web01", "--property-file", $"password={Xen["secret"]}");
        Assert.Contains("type=MBR", await Xen.BootAsync("told01", "serial"), StringComparison.Ordinal);
        XenHost host = await Xen.HostAsync;
        Assert.Equal("web01\n", await host.RunAsync("xenstore-read /local/domain/$(xl domid told01)/vm-data/ovf/hostname"));
        string folder = $"{SharedHost.Machines}/told01";
        Assert.Equal("600\n", await host.RunAsync($"stat -c %a {folder}/ovf-env.iso"));
        string emulator = await host.RunAsync("tr '\\0' ' ' < /proc/$(pgrep -f 'xen-domid [0-9]* .*told01')/cmdline");
        Assert.Contains($"readonly=on,id=ide-5696,file={folder}/ovf-env.iso,format=raw -device ide-cd,", emulator, StringComparison.Ordinal);
        Assert.Equal($"oe:key=\"password\" oe:value=\"{Secret}\"\n", await host.RunAsync($"grep -a -o 'oe:key=\"password\" [^/ ]*' {folder}/ovf-env.iso"));
        Assert.Equal("", await host.RunAsync($"grep -l {Secret} {folder}/machine.json {folder}/domain.cfg {folder}/vif-properties || true"));
        await Xen.RemoveAsync("told01");
    }

    [NeedsXenHostFact]
    public async Task Import_DryRun_TellsAllAndMakesNothing()
    {
        string output = await Xen.SucceedAsync("import", Xen.Tiny("tiny"), "--name", "dry01", "--pool", "thick", "--guest", "keep", "--dry-run");
        Assert.Contains("HVM, since it starts by a BIOS, started by SeaBIOS", output, StringComparison.Ordinal);
        Assert.Contains("disks in pool thick", output, StringComparison.Ordinal);
        Assert.Contains("/dev/appliance/appliance.dry01.hda", output, StringComparison.Ordinal);
        Assert.Contains("00:50:56:ab:2c:1d on xenbr0, for VM Network", output, StringComparison.Ordinal);
        await Xen.AssertNothingOfAsync("dry01");
    }

    /// <summary>Bytes that have come to the host by the wire, with all that ssh adds.</summary>
    private async Task<long> ReceivedAsync()
        => long.Parse(await (await Xen.HostAsync).RunAsync("cat /sys/class/net/$(ip -o route get 10.0.2.2 | sed 's/.* dev \\([^ ]*\\).*/\\1/')/statistics/rx_bytes"), CultureInfo.InvariantCulture);
}
