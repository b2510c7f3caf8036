using System.Text;
using Appliance.Converter.Preparing;
using Appliance.Converter.Preparing.Linux.Security;
using Appliance.Guests.FileSystems;
using Appliance.Guests.Trees;
using Xunit;

namespace Appliance.Converter.Tests.Preparing.Linux;

public sealed class SelinuxLabelsStepTests
{
    private const string Contexts = """
        /.*	system_u:object_r:default_t:s0
        /etc/.*	system_u:object_r:etc_t:s0
        /etc/systemd/system(/.*)?	system_u:object_r:wrong_t:s0
        /usr/lib/systemd/system(/.*)?	system_u:object_r:systemd_unit_file_t:s0
        /etc/fstab\.d	-d	system_u:object_r:folder_t:s0
        /etc/secret	--	system_u:object_r:secret_t:s0
        /etc/secret.*	system_u:object_r:wrong_t:s0
        /etc/none	<<none>>
        /(((broken	system_u:object_r:wrong_t:s0

        """;

    [Theory]
    [InlineData("/etc/dracut.conf.d/appliance-xen.conf", "system_u:object_r:etc_t:s0")]
    [InlineData("/etc/secret", "system_u:object_r:secret_t:s0")]
    [InlineData("/etc/fstab.d", "system_u:object_r:etc_t:s0")]
    [InlineData("/etc/systemd/system/x.service", "system_u:object_r:systemd_unit_file_t:s0")]
    [InlineData("/var/x", "system_u:object_r:default_t:s0")]
    public void Label_OfANewFile_IsThePolicys(string path, string expected)
        => Assert.Equal(expected + "\0", Encoding.ASCII.GetString(Label(Policy(), tree => tree.Write(path, "x"u8)).GetAttribute(path, "security.selinux")!));

    [Fact]
    public void Label_OfANewFolder_IsSetToo()
        => Assert.NotNull(Label(Policy(), tree => tree.Write("/etc/a/b/c", "x"u8)).GetAttribute("/etc/a/b", "security.selinux"));

    [Fact]
    public void Label_OfANewLink_IsItsOwn()
    {
        FileSystem files = Label(Policy(), tree => tree.Link("/etc/systemd/system/vmtoolsd.service", "/dev/null"));
        Assert.Equal("system_u:object_r:systemd_unit_file_t:s0\0", Encoding.ASCII.GetString(files.GetAttribute("/etc/systemd/system/vmtoolsd.service", "security.selinux")!));
        Assert.Null(files.Find("/.autorelabel"));
    }

    [Fact]
    public void Label_OfAChangedFile_Stays()
    {
        PreparedGuest guest = Policy().With("/etc/fstab", "a");
        guest.Files.SetAttribute("/etc/fstab", "security.selinux", "mine\0"u8);
        Assert.Equal("mine\0"u8, Label(guest, tree => tree.Write("/etc/fstab", "b"u8)).GetAttribute("/etc/fstab", "security.selinux")!);
    }

    [Fact]
    public void Label_WithoutPolicy_IsTheFolders()
    {
        PreparedGuest guest = new PreparedGuest().With("/etc/a", "");
        guest.Files.SetAttribute("/etc", "security.selinux", "folder\0"u8);
        Assert.Equal("folder\0"u8, Label(guest, tree => tree.Write("/etc/new", "b"u8)).GetAttribute("/etc/new", "security.selinux")!);
    }

    [Fact]
    public void Label_ThatCannotBeTold_AsksForARelabel()
        => Assert.NotNull(Label(new PreparedGuest(), tree => tree.Write("/new", "b"u8)).Find("/.autorelabel"));

    private static PreparedGuest Policy()
        => new PreparedGuest().With("/etc/selinux/config", "SELINUX=enforcing\nSELINUXTYPE=targeted\n")
            .With("/etc/selinux/targeted/contexts/files/file_contexts", Contexts)
            .With("/etc/selinux/targeted/contexts/files/file_contexts.subs_dist", "/etc/systemd/system /usr/lib/systemd/system\n");

    private static FileSystem Label(PreparedGuest guest, Action<GuestTree> change)
    {
        var tree = new GuestTree(guest.Files);
        change(tree);
        new SelinuxLabelsStep().Run(new PreparationContext(guest.Machine, tree, PreparedGuest.Volumes), guest.System with { SelinuxMode = "enforcing" });
        return guest.Files;
    }
}
