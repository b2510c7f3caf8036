using System.Text;
using System.Text.Json;
using Appliance.Formats;
using Appliance.Formats.Machines;
using Appliance.Runtime.Environments;
using Appliance.Runtime.Hosts;
using Appliance.Runtime.Importing;
using Appliance.Runtime.Machines;
using Xunit;

namespace Appliance.Runtime.Tests.Environments;

/// <summary>How machines learn of what was chosen for them.</summary>
public sealed class EnvironmentPlannerTests
{
    private const string Secret = "tr0ub4dor";

    private static readonly ProductProperty Hostname = new() { Key = "com.x.hostname", Value = "web", IsUserConfigurable = true, Qualifiers = "MinLen(1) MaxLen(20)" };
    private static readonly ProductProperty Password = new() { Key = "password", IsUserConfigurable = true, IsPassword = true };

    private static readonly Machine Web = new()
    {
        Id = "vm1",
        Name = "web",
        Disks = [new MachineDisk { Id = "1", Name = "system" }],
        NetworkCards = [new NetworkCard()],
        PropertyTransports = ["iso"],
        Products = [new Product { Properties = [Hostname, Password, new ProductProperty { Key = "version", Value = "7" }] }],
    };

    private static readonly MachineGroup Shop = new()
    {
        Name = "shop",
        Machines = [Web, Web with { Id = "vm2", Name = "db", Disks = [] }],
        Products = [new Product { Properties = [new ProductProperty { Key = "domain", IsUserConfigurable = true }] }],
    };

    private readonly ImportContext _context = new()
    {
        Host = new HostReport { Name = "xen1", Address = "xl://", XenVersion = "4.17.7", Capabilities = ["pv", "hvm"], Networks = [new NetworkReport("xenbr0", false, true)] },
        Pool = new PoolReport(new StoragePool { Name = "main", Location = "/d" }, 1L << 40, 1L << 40),
        PlaceFor = (machine, vdev) => $"/d/{machine}/{vdev}",
    };

    [Fact]
    public void Plan_Values_AreTheUsersOrThePackages()
    {
        PlannedEnvironment environment = Assert.Single(Plan(Web, Wish("com.x.hostname", "web01"), new PropertyWish("password", Secret, IsPrivate: true)).Environments);
        Assert.Equal(["com.x.hostname = web01", "password = ***", "version = 7"], environment.Properties.Select(property => $"{property.Key} = {property.Value}"));
        string disc = Encoding.UTF8.GetString(environment.Disc!.Value.Span);
        Assert.Contains("oe:key=\"com.x.hostname\" oe:value=\"web01\"", disc, StringComparison.Ordinal);
        Assert.Contains($"oe:key=\"password\" oe:value=\"{Secret}\"", disc, StringComparison.Ordinal);
        Assert.Contains("<Version>4.17.7</Version>", disc, StringComparison.Ordinal);
    }

    [Fact]
    public void Plan_Secret_IsNowhereButOnTheDisc()
    {
        ImportPlan plan = Plan(Web, new PropertyWish("password", Secret, IsPrivate: true));
        Assert.DoesNotContain(Secret, JsonSerializer.Serialize(plan), StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, plan.Environments[0].ToString(), StringComparison.Ordinal);
        Assert.Equal(["vm-data/ovf-env", "vm-data/ovf/com/x/hostname", "vm-data/ovf/version"], plan.Machines[0].Environment!.Keys.Select(key => key.Path));
    }

    [Fact]
    public void Plan_SecretOnTheCommandLine_IsWarnedOf()
        => Assert.Contains("property password is a password, and who looks at the running programs has seen it: give it with --property-file", Plan(Web, Wish("password", Secret)).Warnings);

    [Theory]
    [InlineData("hostnam", "x", "has no property hostnam; it has com.x.hostname, password, version")]
    [InlineData("version", "8", "property version is not the user's to choose: its package does not say userConfigurable")]
    [InlineData("com.x.hostname", "", "property com.x.hostname has at least 1 characters")]
    [InlineData("com.x.hostname", "a name that is far too long", "property com.x.hostname has at most 20 characters")]
    public void Plan_ValueThatIsNotTaken_IsRefused(string key, string value, string why)
        => Assert.Equal($"web: {why}", Assert.Throws<UnsupportedImageException>(() => Plan(Web, Wish(key, value))).Message);

    [Fact]
    public void Plan_SameTwice_IsRefused()
        => Assert.Contains("is given twice", Assert.Throws<UnsupportedImageException>(() => Plan(Web, Wish("password", "a"), Wish("vm1:password", "b"))).Message, StringComparison.Ordinal);

    [Fact]
    public void Plan_PropertyThatNeedsAValue_SaysHowToGiveIt()
    {
        Machine machine = Web with { Products = [new Product { Properties = [Password with { Qualifiers = "MinLen(8)", Label = "Password of root" }] }] };
        Assert.Equal(
            "web: property password needs a value: give --property-file password=FILE (Password of root)", Assert.Throws<UnsupportedImageException>(() => Plan(machine)).Message);
    }

    [Fact]
    public void Plan_SeveralMachines_AreToldApartByTheirNames()
    {
        Assert.Contains("say which one by vm1:password or vm2:password", Assert.Throws<UnsupportedImageException>(() => Plan(Shop, Wish("password", "a"))).Message, StringComparison.Ordinal);
        ImportPlan plan = Plan(Shop, Wish("vm1:com.x.hostname", "one"), Wish("db:com.x.hostname", "two"), Wish("domain", "example.org"));
        Assert.Equal(["web one", "db two"], plan.Environments.Select(environment => $"{environment.Machine} {environment.Properties[0].Value}"));
        Assert.All(plan.Environments, environment => Assert.Contains(new PlannedProperty("domain", "example.org"), environment.Properties));
    }

    [Fact]
    public void Plan_Sibling_IsToldOfWithoutItsSecrets()
    {
        ImportPlan plan = Plan(Shop, Wish("vm2:com.x.hostname", "two"), new PropertyWish("vm2:password", Secret, IsPrivate: true));
        string disc = Encoding.UTF8.GetString(plan.Environments[0].Disc!.Value.Span);
        Assert.Contains("<Entity oe:id=\"vm2\">", disc, StringComparison.Ordinal);
        Assert.Contains("oe:value=\"two\"", disc, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, disc, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(DomainType.Hvm, 1, "hdd")]
    [InlineData(DomainType.Hvm, 4, "xvde")]
    [InlineData(DomainType.Pvh, 1, "xvdb")]
    [InlineData(DomainType.Pv, 0, "xvda")]
    public void Plan_Disc_IsACdWhereThereIsPlace(DomainType type, int disks, string vdev) => Assert.Equal(vdev, DiskPlaces.Disc(type, disks));

    [Fact]
    public void Plan_PackageWithoutTransport_HasADiscForWhatXenstoreDoesNotTell()
    {
        Machine machine = Web with { PropertyTransports = [] };
        Assert.Null(Plan(machine).Machines[0].Environment!.Vdev);
        Assert.Equal("hdd", Plan(machine, new PropertyWish("password", Secret, IsPrivate: true)).Machines[0].Environment!.Vdev);
        Assert.Equal("hdd", Plan(machine with { NetworkCards = [] }).Machines[0].Environment!.Vdev);
        Assert.Equal("hdd", Plan(machine with { Products = [Of(new ProductProperty { Key = "user-data", Value = new string('x', 5000) })] }).Machines[0].Environment!.Vdev);
    }

    [Fact]
    public void Plan_DocumentTooLongForXenstore_IsNoReasonForADisc()
    {
        ProductProperty[] many = [.. Enumerable.Range(0, 200).Select(number => new ProductProperty { Key = $"key{number}", Value = "value" })];
        ImportPlan plan = Plan(Web with { PropertyTransports = [], Products = [Of(many)] });
        Assert.Equal((null, 200), (plan.Machines[0].Environment!.Vdev, plan.Machines[0].Environment!.Keys.Count));
        Assert.Equal(["web: vm-data/ovf-env is too long for xenstore, and left out there"], plan.Warnings);
    }

    [Fact]
    public void Plan_ValueAloneTooLongForXenstore_IsNotBlamedOnTheCards()
        => Assert.Equal(
            ["web: vm-data/ovf-env and 1 more keys are too long for xenstore, and left out there; the disc has all"],
            Plan(Web with { Products = [Of(new ProductProperty { Key = "user-data", Value = new string('x', 5000) })] }).Warnings);

    [Fact]
    public void Plan_SameKeyOfTheWholeAndOfAMachine_IsToldApartByAColon()
    {
        MachineGroup group = Shop with { Products = [Of(Hostname)] };
        Assert.Contains(
            "say which one by :com.x.hostname or vm1:com.x.hostname or vm2:com.x.hostname",
            Assert.Throws<UnsupportedImageException>(() => Plan(group, Wish("com.x.hostname", "a"))).Message, StringComparison.Ordinal);
        MachineGroup half = group with { Machines = [Web, Web with { Id = "vm2", Name = "db", Disks = [], Products = [] }] };
        Assert.Equal(["web", "all"], Plan(half, Wish(":com.x.hostname", "all")).Environments.Select(environment => environment.Properties[0].Value));
    }

    [Fact]
    public void Plan_MachineWithoutProperties_HasNone() => Assert.Null(Plan(Web with { Products = [] }).Machines[0].Environment);

    [Fact]
    public void Plan_MachineWithoutCard_IsToldByTheDiscAlone()
    {
        ImportPlan plan = Plan(Web with { NetworkCards = [] });
        Assert.Empty(plan.Machines[0].Environment!.Keys);
        Assert.Contains("web: its properties come by the disc alone: xenstore's keys are written with its network card, and it has none", plan.Warnings);
    }

    [Fact]
    public void Plan_ValueTooLongForXenstore_IsOnTheDiscAlone()
    {
        Machine machine = Web with { Products = [new Product { Properties = [Hostname, new ProductProperty { Key = "user-data", Value = new string('x', 5000) }] }] };
        ImportPlan plan = Plan(machine);
        Assert.Equal(["vm-data/ovf/com/x/hostname"], plan.Machines[0].Environment!.Keys.Select(key => key.Path));
        Assert.Contains("web: vm-data/ovf-env and 1 more keys are too long for xenstore, and left out there; the disc has all", plan.Warnings);
    }

    private static Product Of(params ProductProperty[] properties) => new() { Properties = properties };

    [Fact]
    public void Plan_ValueFromAFile_IsASecretThoughItsPackageCallsItNone()
    {
        ImportPlan plan = Plan(Web, new PropertyWish("com.x.hostname", "hidden", IsPrivate: true), new PropertyWish("password", Secret, IsPrivate: true));
        Assert.DoesNotContain("hidden", JsonSerializer.Serialize(plan), StringComparison.Ordinal);
        Assert.Contains("hidden", Encoding.UTF8.GetString(plan.Environments[0].Disc!.Value.Span), StringComparison.Ordinal);
    }

    [Fact]
    public void Plan_TransportOfAnotherHypervisor_HasADiscWhereTheUserHasSomethingToSay()
    {
        Machine machine = Web with { PropertyTransports = ["com.vmware.guestInfo"], Products = [Of(new ProductProperty { Key = "host", Value = "web", IsUserConfigurable = true })] };
        Assert.Null(Assert.Single(Plan(machine).Environments).Disc);
        Assert.NotNull(Assert.Single(Plan(machine, Wish("host", "other")).Environments).Disc);
    }

    private static PropertyWish Wish(string name, string value) => new(name, value, IsPrivate: false);

    private ImportPlan Plan(Machine machine, params PropertyWish[] wishes) => Plan(new MachineGroup { Name = machine.Name, Machines = [machine] }, wishes);

    private ImportPlan Plan(MachineGroup group, params PropertyWish[] wishes)
        => new ImportPlanner(_context, new ImportOptions { Properties = wishes }).Plan(group, group.Disks.Select(disk => disk.Id).Distinct().ToDictionary(id => id, _ => 1L << 20));
}
