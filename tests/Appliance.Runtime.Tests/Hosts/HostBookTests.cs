using Appliance.Runtime.Federation;
using Appliance.Runtime.Hosts;
using Appliance.Testing;
using Xunit;

namespace Appliance.Runtime.Tests.Hosts;

public sealed class HostBookTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string FilePath => _folder["deep/hosts.json"];

    [Fact]
    public void AHost_IsFoundAsItWasSaved()
    {
        HostEntry saved = Entry("xen1") with
        {
            Pools = [StoragePool.Parse("fast=lvm-thin:vg0/pool0"), StoragePool.Parse("slow=folder:/srv/vm,vhd")],
            Folder = "/srv/appliance",
            SshConfig = "/home/me/ssh.conf",
        };
        new HostBook(FilePath).Add(saved);
        HostEntry found = new HostBook(FilePath).Find("xen1");
        Assert.Equal(saved.Pools, found.Pools);
        Assert.Equal(saved with { Pools = [] }, found with { Pools = [] });
    }

    [Fact]
    public void TheFile_IsTheUsersAlone_AndReadsAsItIsTyped()
    {
        new HostBook(FilePath).Add(Entry("xen1") with { Pools = [StoragePool.Parse("fast=lvm-thin:vg0/pool0")] });
        Assert.Equal("600", Tool.Run("stat", "-c", "%a", FilePath).Trim());
        string text = File.ReadAllText(FilePath);
        Assert.Contains("\"address\": \"xl+ssh://root@xen1\"", text, StringComparison.Ordinal);
        Assert.Contains("\"kind\": \"lvm-thin\"", text, StringComparison.Ordinal);
        Assert.Single(Directory.GetFiles(_folder["deep"]));
    }

    [Fact]
    public void Hosts_AreListedByName_ReplacedAndRemoved()
    {
        var book = new HostBook(FilePath);
        Assert.Empty(book.List());
        book.Add(Entry("xen2"));
        book.Add(Entry("xen1"));
        book.Replace(Entry("xen2") with { Folder = "/srv" });
        Assert.Equal(["xen1 /var/lib/appliance", "xen2 /srv"], book.List().Select(host => $"{host.Name} {host.Folder}"));
        Assert.True(book.Remove("xen1"));
        Assert.False(book.Remove("xen1"));
        Assert.Equal("xen2", Assert.Single(book.List()).Name);
    }

    [Fact]
    public void AHostWhoseNameIsSaved_IsRefused_AndTheSavedOneStays()
    {
        var book = new HostBook(FilePath);
        book.Add(Entry("xen1"));
        FormatException e = Assert.Throws<FormatException>(() => book.Add(Entry("xen1") with { Folder = "/srv" }));
        Assert.Equal("there is a host xen1 already, xl+ssh://root@xen1: change it with --replace, or take another name", e.Message);
        Assert.Equal(HostEntry.DefaultFolder, book.Find("xen1").Folder);
    }

    [Theory]
    [InlineData("xl://", "localhost")]
    [InlineData("xl+ssh://root@xen9:2222", "xen9")]
    public void AnAddress_IsAHostWithoutBeingSaved(string address, string name)
    {
        HostEntry entry = new HostBook(FilePath).Find(address);
        Assert.Equal((name, address), (entry.Name, entry.Address.ToString()));
        Assert.Equal("default=folder:/var/lib/appliance/machines", Assert.Single(entry.AllPools).ToString());
    }

    [Fact]
    public void ANameThatIsNotSaved_IsToldWithThoseThatAre()
    {
        var book = new HostBook(FilePath);
        book.Add(Entry("xen1"));
        book.Add(Entry("xen2"));
        FormatException e = Assert.Throws<FormatException>(() => book.Find("xen3"));
        Assert.StartsWith("there is no host xen3 (saved are xen1, xen2)", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("-xen", "/srv", "the name of a host")]
    [InlineData("xen1", "srv", "not the absolute path")]
    public void AnEntryThatIsWrong_IsNotSaved(string name, string folder, string reason)
    {
        FormatException e = Assert.Throws<FormatException>(() => new HostBook(FilePath).Add(Entry(name) with { Folder = folder }));
        Assert.Contains(reason, e.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(FilePath));
    }

    [Theory]
    [InlineData("{\n\"version\": 1,\n\"hosts\": [,]}", ":3: ")]
    [InlineData("{\"version\": 1,\n\"hosts\": [\n{\"name\": \"a\", \"address\": \"ftp://x\"}]}", ":3: ftp://x: there are xl://")]
    [InlineData("{\"version\": 1,\n\"hosts\": [\n{\"name\": \"a\", \"adress\": \"xl://\"}]}", ":3: ")]
    [InlineData("{\"version\": 1,\n\"hosts\": [\n{\"name\": \"a\", \"address\": \"xl://\", \"pools\": null}]}", ":3: ")]
    [InlineData("{\"version\": 1,\n\"hosts\": [\n{\"name\": \"a\", \"address\": \"xl://\", \"pools\":\n[{\"name\": \"p\", \"kind\": \"nfs\", \"location\": \"/\"}]}]}", ":4: ")]
    [InlineData("{\"version\": 1, \"hosts\": [{\"name\": \"a\", \"address\": \"xl://\"}, {\"name\": \"a\", \"address\": \"xl://\"}]}", ": there are two hosts called a")]
    [InlineData("{\"version\": 1, \"hosts\": [{\"name\": \"a\", \"address\": \"xl://\", \"folder\": \"x\"}]}", ": host a: x is not the absolute path")]
    [InlineData("{\"version\": 3, \"more\": {}}", ": a newer appliance wrote it")]
    [InlineData("{\"version\": 2,\n\"hosts\": [\n{\"name\": \"a\", \"address\": \"xl://\", \"labels\": [\"a b\"]}]}", ":3: a b: a label is")]
    [InlineData("{\"version\": 2, \"hosts\": [{\"name\": \"a\", \"address\": \"xl://\", \"tenant\": \"a b\"}]}", ": a b: the name of a tenant")]
    [InlineData("{\"version\": 2, \"hosts\": [], \"tenants\": [{\"name\": \"a\", \"maxCpus\": -1}]}", ": tenant a: a limit is below zero")]
    [InlineData("[]", ": there is no version in it")]
    [InlineData("", ":1: ")]
    public void ABrokenFile_IsToldByFileAndLine(string json, string reason)
    {
        _folder.Write("deep/hosts.json", json);
        InvalidDataException e = Assert.Throws<InvalidDataException>(() => new HostBook(FilePath).List());
        Assert.StartsWith($"{FilePath}{reason}", e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', e.Message);
    }

    [Fact]
    public void AFileOfVersion1_IsRead_AndKeepsItsHostsWhenItIsWrittenAnew()
    {
        _folder.Write("deep/hosts.json", """{"version": 1, "hosts": [{"name": "a-b", "address": "xl://", "pools": [], "folder": "/srv"}, {"name": "a_b", "address": "xapi://root@pool1"}]}""");
        var book = new HostBook(FilePath);
        Assert.Equal((HostLabels.None, null, "/srv"), (book.Find("a-b").Labels, book.Find("a-b").Tenant, book.Find("a-b").Folder));
        book.SetTenant(new Tenant { Name = "acme", MaxMachines = 1 });
        Assert.Equal(["a-b", "a_b"], book.List().Select(host => host.Name));
        Assert.Contains("\"version\": 2", File.ReadAllText(FilePath), StringComparison.Ordinal);
    }

    [Fact]
    public void LabelsAndTenants_AreFoundAsTheyWereSaved_AndOutliveOtherChanges()
    {
        var book = new HostBook(FilePath);
        book.Add(Entry("xen1") with { Labels = HostLabels.Parse(["site=berlin", "gold"]), Tenant = "acme" });
        book.SetTenant(new Tenant { Name = "other", MaxMemory = 1 });
        book.Add(Entry("xen2"));
        Assert.Equal(["gold", "site=berlin"], book.Find("xen1").Labels.Texts);
        Assert.Equal([new Tenant { Name = "acme" }, new Tenant { Name = "other", MaxMemory = 1 }], book.ListTenants());
    }

    [Fact]
    public void ATenant_IsForgottenOnlyWhenNoHostBelongsToIt()
    {
        var book = new HostBook(FilePath);
        book.Add(Entry("xen1") with { Tenant = "acme" });
        book.SetTenant(new Tenant { Name = "acme", MaxCpus = 4 });
        Assert.StartsWith("xen1 belongs to acme", Assert.Throws<FormatException>(() => book.RemoveTenant("acme")).Message, StringComparison.Ordinal);
        book.Replace(Entry("xen1"));
        Assert.True(book.RemoveTenant("acme"));
        Assert.False(book.RemoveTenant("acme"));
    }

    [Theory]
    [InlineData("pool-1", "acme", "pool_1", "other")]
    [InlineData("pool-1", "acme", "POOL.1", null)]
    [InlineData("pool1", "acme-1", "pool2", "acme.1")]
    public void NamesThatWouldShareAPasswordBetweenTenants_AreRefused(string one, string? tenantOfOne, string other, string? tenantOfOther)
    {
        var book = new HostBook(FilePath);
        book.Add(Entry(one) with { Tenant = tenantOfOne });
        FormatException e = Assert.Throws<FormatException>(() => book.Add(Entry(other) with { Tenant = tenantOfOther }));
        Assert.Contains("would share the password", e.Message, StringComparison.Ordinal);
        Assert.Single(book.List());
    }

    [Fact]
    public void AFileTooLarge_IsRefused()
    {
        _folder.Write("deep/hosts.json", new byte[(1 << 20) + 1]);
        Assert.Throws<InvalidDataException>(() => new HostBook(FilePath).List());
    }

    public void Dispose() => _folder.Dispose();

    private static HostEntry Entry(string name) => new() { Name = name, Address = HostAddress.Parse("xl+ssh://root@xen1") };
}
