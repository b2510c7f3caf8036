using Appliance.Formats;
using Appliance.Formats.Machines;
using Appliance.Runtime.Hosts;
using Appliance.Runtime.Importing;
using Appliance.Runtime.Machines;
using Xunit;

namespace Appliance.Runtime.Tests.Importing;

public sealed class ImportPlannerTests
{
    private const long GiB = 1L << 30;

    private static readonly Guid Id = new("11111111-2222-3333-4444-555555555555");

    private static readonly Machine Web = new()
    {
        Id = "vm",
        Name = "Web Server (1)",
        Description = "the shop",
        Cpus = 2,
        Memory = (1L << 30) + 1,
        Disks = [new MachineDisk { Id = "1", Name = "system" }, new MachineDisk { Id = "2", Name = "data", IsReadOnly = true }],
        NetworkCards = [new NetworkCard { Network = "VM Network", Mac = "00:50:56:AB:CD:EF", Model = "E1000" }, new NetworkCard { Network = "ovsbr0.10" }],
        Start = new StartRule { Order = 2, StartDelay = TimeSpan.FromSeconds(5) },
        HealthChecks = [HealthCheck.Parse("http:80/health"), HealthCheck.Parse("console:login:")],
        Restart = RestartPolicy.OnFailure,
    };

    private ImportOptions _options = new() { NewId = () => Id, Random = _ => 7, StartsWithHost = true };

    private ImportContext _context = new()
    {
        Host = new HostReport
        {
            Name = "xen1",
            Address = "xl://",
            Capabilities = ["pv", "hvm"],
            Memory = 4 * GiB,
            FreeMemory = 2 * GiB,
            Networks = [new NetworkReport("xenbr0", false, true), new NetworkReport("ovsbr0", true, true)],
        },
        Pool = new PoolReport(new StoragePool { Name = "ssd", Location = "vg", Kind = StorageKind.Lvm }, 100 * GiB, 10 * GiB),
        PlaceFor = (machine, vdev) => $"/dev/vg/appliance.{machine}.{vdev}",
    };

    [Fact]
    public void Plan_Machine_IsItsRecord()
    {
        ImportPlan plan = Plan(Web);
        MachineRecord record = Assert.Single(plan.Machines);
        Assert.Equal(("Web-Server-1", Id, "the shop", 2, (1L << 30) + (1L << 20)), (record.Name, record.Uuid, record.Description, record.Cpus, record.Memory));
        Assert.Equal((DomainType.Hvm, BootMethod.Bios, true, RestartPolicy.OnFailure, null), (record.Type, record.Boot, record.StartsWithHost, record.Restart, record.Group));
        Assert.Equal(Web.Start, record.Start);
        Assert.Equal(Web.HealthChecks, record.HealthChecks);
        Assert.Equal(
            [("hda", "system", "ssd", "/dev/vg/appliance.Web-Server-1.hda", GiB, false), ("hdb", "data", "ssd", "/dev/vg/appliance.Web-Server-1.hdb", GiB, true)],
            record.Disks.Select(disk => (disk.Vdev, disk.Name, disk.Pool, disk.Path, disk.Size, disk.IsReadOnly)));
        Assert.Equal(
            [("00:50:56:ab:cd:ef", "xenbr0", null, "e1000", "VM Network"), ("00:16:3e:00:00:07", "ovsbr0", "10", null, "ovsbr0.10")],
            record.Cards.Select(card => (card.Mac, card.Bridge, card.Vlan, card.Model, card.Network)));
        Assert.Equal(["Web-Server-1: xen1 has no network VM Network, and xenbr0 is taken; another can be given with --network \"VM Network=NAME\""], plan.Warnings);
    }

    [Fact]
    public void Plan_ForATenant_MarksTheMachine()
    {
        _options = _options with { Tenant = "acme" };
        Assert.Equal("acme", Assert.Single(Plan(Web).Machines).Tenant);
    }

    [Theory]
    [InlineData(null, true)]
    [InlineData("/usr/share/ovmf/OvmfXen.fd", false)]
    public void Plan_UefiMachine_WarnsOfFirmwareThatIsNotMadeForXen(string? xenFirmware, bool isWarned)
    {
        const string Ovmf = "/usr/share/ovmf/OVMF.fd";
        _context = _context with { Host = _context.Host with { Loaders = [Ovmf], XenFirmware = xenFirmware is null ? [] : [xenFirmware] } };
        ImportPlan plan = Plan(Web with { Firmware = Firmware.Uefi });
        Assert.Equal(isWarned, plan.Warnings.Any(warning => warning.Contains($"{Ovmf} on xen1 may not start it", StringComparison.Ordinal)));
    }

    [Fact]
    public void Plan_MachineWithoutAWordOfCare_HasNoChecksAndNoRestarts()
    {
        MachineRecord record = Assert.Single(Plan(Web with { HealthChecks = [], Restart = null }).Machines);
        Assert.Equal((0, RestartPolicy.No), (record.HealthChecks.Count, record.Restart));
    }

    [Fact]
    public void Plan_NetworkThatTheUserNamed_IsNeverReplaced()
    {
        _options = _options with { Networks = ["VM Network"] };
        Assert.Equal("xen1: has no network VM Network; it has xenbr0, ovsbr0", Assert.Throws<HostException>(() => Plan(Web)).Message);
    }

    [Fact]
    public void Plan_SeveralMachines_AreGroupOfDifferentNames()
    {
        Machine other = Web with { Id = "b", Disks = [], NetworkCards = [] };
        ImportPlan plan = Plan(Web, other, other with { Id = "c" });
        Assert.Equal(["Web-Server-1", "Web-Server-1-2", "Web-Server-1-3"], plan.Machines.Select(machine => machine.Name));
        Assert.All(plan.Machines, machine => Assert.Equal("the-shop", machine.Group));
    }

    [Theory]
    [InlineData("web-server-1", null)]
    [InlineData("other", "The-Shop")]
    public void Plan_NameOrGroupThatIsTaken_IsRefused(string name, string? group)
    {
        _context = _context with { Machines = [new MachineRecord { Name = name, Uuid = Id, Group = group }] };
        Assert.Contains("already", Assert.Throws<HostException>(() => Plan(Web, Web with { Id = "b", Name = "db", Disks = [] })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Plan_GroupCalledLikeAMachine_HasAnotherName_AndItIsTold()
    {
        Machine shop = Web with { Name = "The Shop" }, other = Web with { Id = "b", Name = "db", Disks = [], NetworkCards = [] };
        ImportPlan plan = Plan(shop, other);
        Assert.All(plan.Machines, machine => Assert.Equal("the-shop-group", machine.Group));
        Assert.Contains("the group is called the-shop-group, since the-shop is a machine's name", plan.Warnings);
    }

    [Fact]
    public void Plan_MachineCalledLikeAGroup_IsRefused()
    {
        _context = _context with { Machines = [new MachineRecord { Name = "db", Uuid = Id, Group = "Web-Server-1" }] };
        Assert.Contains("has a group Web-Server-1, and a machine of that name could not be told from it", Assert.Throws<HostException>(() => Plan(Web)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Plan_NameOfAnImportUnderWay_IsRefusedWithTheWayOut()
    {
        _context = _context with { OtherNames = ["Web-Server-1"] };
        Assert.Equal("xen1: has a machine Web-Server-1 already; import this one under another name with --name", Assert.Throws<HostException>(() => Plan(Web)).Message);
    }

    [Fact]
    public void Plan_MacThatAMachineHas_IsKeptAndTold()
    {
        _context = _context with { Machines = [new MachineRecord { Name = "old", Uuid = Id, Cards = [new CardRecord { Mac = "00:50:56:ab:cd:ef", Bridge = "xenbr0" }] }] };
        Assert.Contains("Web-Server-1: its MAC address 00:50:56:ab:cd:ef is also that of old; they must not be on one network at the same time", Plan(Web).Warnings);
    }

    [Fact]
    public void Plan_MoreThanAThickPoolHas_IsRefused_AndTakenBySparseOne()
    {
        _context = _context with { Pool = _context.Pool with { Free = (2 * GiB) - 1 } };
        Assert.Equal("xen1: the disks have 2.0 GiB, and the pool ssd has 2.0 GiB left; free some, or choose another pool with --pool", Assert.Throws<HostException>(() => Plan(Web)).Message);

        _context = _context with { Pool = _context.Pool with { Pool = _context.Pool.Pool with { Kind = StorageKind.LvmThin } } };
        Assert.Contains(Plan(Web).Warnings, warning => warning.Contains("it fits only as long as they stay sparse", StringComparison.Ordinal));
    }

    [Fact]
    public void Plan_PoolWithAProblem_IsRefused()
    {
        _context = _context with { Pool = _context.Pool with { Problem = "there is no volume group vg" } };
        Assert.Equal("xen1: nothing can be put into the pool ssd: there is no volume group vg", Assert.Throws<HostException>(() => Plan(Web)).Message);
    }

    [Fact]
    public void Plan_MemoryOfMachinesToBeStarted_IsHeldAgainstTheHosts()
    {
        Machine big = Web with { Memory = 3 * GiB };
        Assert.DoesNotContain(Plan(big).Warnings, warning => warning.Contains("memory", StringComparison.Ordinal));

        _options = _options with { Starts = true };
        Assert.Contains("the machines need 3.0 GiB of memory, and xen1 has 2.0 GiB free: to start them it has to take some from its control domain", Plan(big).Warnings);
        Assert.Contains("it has 4.0 GiB in all", Assert.Throws<HostException>(() => Plan(Web with { Memory = 5 * GiB })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Plan_DiskOfTwoMachines_IsRefused()
        => Assert.Contains("disk \"system\" belongs to two machines", Assert.Throws<UnsupportedImageException>(() => Plan(Web, Web with { Id = "b" })).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("web01", "web01")]
    [InlineData("Büro -- Süd", "B-ro-S-d")]
    [InlineData("../../etc/passwd", "etc-passwd")]
    [InlineData("--help", "help")]
    [InlineData("日本", "machine")]
    [InlineData("a'; rm -rf / #", "a-rm-rf")]
    public void Make_NameOfAPackage_IsOneOfAHost(string name, string expected)
    {
        Assert.Equal(expected, MachineNames.Make(name));
        Assert.True(MachineNames.IsValid(expected));
    }

    [Fact]
    public void MakeAll_LongNames_StayDifferentAndShort()
    {
        IReadOnlyList<string> names = MachineNames.MakeAll([new string('a', 80), new string('a', 90)]);
        Assert.Equal([new string('a', 63), new string('a', 61) + "-2"], names);
    }

    private ImportPlan Plan(params Machine[] machines)
    {
        var group = new MachineGroup { Name = "the shop", Machines = machines };
        return new ImportPlanner(_context, _options).Plan(group, group.Disks.Select(disk => disk.Id).Distinct().ToDictionary(id => id, _ => GiB));
    }
}
