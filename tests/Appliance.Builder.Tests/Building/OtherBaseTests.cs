using System.Formats.Tar;
using System.Text;
using Appliance.Formats;
using Appliance.Testing;
using Xunit;

namespace Appliance.Builder.Tests.Building;

/// <summary>Appliances are built on container images and on machines that are there already, and keep of them what an archive keeps.</summary>
public sealed class OtherBaseTests : IDisposable
{
    private const string OnImage = "appliance: 1\nname: web\nbase: { image: web.tar }\ndisk: { size: 64MiB }\n";
    private const string OnMachine = "appliance: 1\nname: web\nbase: { machine: base.img }\ndisk: { size: 64MiB }\n";

    private readonly BuildBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [NeedsToolFact("umoci", "skopeo", "mke2fs", "debugfs", "e2fsck", "grub-mkimage")]
    public async Task Build_OnTheSameImageInEitherArchive_GivesTheSameDisk()
    {
        string layout = MakeLayout();
        Tool.Run("skopeo", "--insecure-policy", "copy", $"oci:{layout}:web", $"oci-archive:{_bench.Folder["web.tar"]}:web");
        string first = await _bench.BuildAsync("", "1.raw", OnImage);
        File.Delete(_bench.Folder["web.tar"]);
        Tool.Run("skopeo", "--insecure-policy", "copy", $"oci:{layout}:web", $"docker-archive:{_bench.Folder["web.tar"]}:web:1");
        string second = await _bench.BuildAsync("", "2.raw", OnImage);
        DiskAssert.Same(File.ReadAllBytes(first), File.ReadAllBytes(second));
        Tool.Run("e2fsck", "-fn", $"{first}?offset=1048576");
        Assert.Contains("Links: 2", BuildBench.Debugfs(first, "stat /usr/bin/perl"), StringComparison.Ordinal);
        Assert.Contains("Mode:  0640", BuildBench.Debugfs(first, "stat /etc/shadow"), StringComparison.Ordinal);
        Assert.Equal("inserted", BuildBench.Read(first, "/srv/page"));
        Assert.Equal("", BuildBench.Read(first, "/var/one"));
    }

    [NeedsToolFact("umoci", "mke2fs", "grub-mkimage")]
    public async Task Build_OnTheFolderOfALayout_WorksAsWell()
    {
        MakeLayout();
        string disk = await _bench.BuildAsync("", whole: OnImage.Replace("web.tar", "layout", StringComparison.Ordinal));
        Assert.Equal("inserted", BuildBench.Read(disk, "/srv/page"));
    }

    [NeedsToolFact("mke2fs", "grub-mkimage")]
    public async Task Build_OnAnImageWithoutAKernel_TellsWhereItCouldComeFrom()
    {
        new Bases.ImageWriter().Layer(Bases.ImageWriter.Text("etc/os-release")).AsOci().WriteTo(_bench.Folder["web.tar"]);
        var error = await Assert.ThrowsAsync<IOException>(() => _bench.BuildAsync("", whole: OnImage));
        Assert.Contains("no other base has packages installed, so it has to have a kernel, or files put one there", error.Message, StringComparison.Ordinal);
        Assert.Empty(_bench.Left);
    }

    [NeedsToolTheory("mke2fs", "grub-mkimage", "qemu-img")]
    [InlineData("raw")]
    [InlineData("qcow2")]
    [InlineData("vmdk")]
    public async Task Build_OnTheDiskOfABuild_GivesItAgain(string format)
    {
        const string Lines = "files: [{ path: /etc/motd, content: hello }]\nusers: [{ name: admin, groups: [sudo] }]\n";
        string first = await _bench.BuildAsync(Lines, "1.raw");
        Tool.Run("qemu-img", "convert", "-O", format, first, _bench.Folder["base.img"]);
        string second = await _bench.BuildAsync("", "2.raw", OnMachine);
        DiskAssert.Same(File.ReadAllBytes(first), File.ReadAllBytes(second));
        Assert.Empty(_bench.Remarks);
        Assert.Empty(_bench.Left);
    }

    [NeedsToolFact("mke2fs", "debugfs", "grub-mkimage")]
    public async Task Build_AttributesOfTheBase_ComeAlong_AndLabelsHoldForWhatIsAdded()
    {
        byte[] capability = [1, 0, 0, 2, 0x80, 0xFF, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
        string placeholder = new('C', capability.Length);
        using (var tar = new TarWriter(File.Create(_bench.Folder["root.tar"]), TarEntryFormat.Pax))
        {
            tar.WriteEntry(NewEntry(TarEntryType.Directory, "etc", ("security.selinux", "etc_t")));
            tar.WriteEntry(NewEntry(TarEntryType.Directory, "boot"));
            tar.WriteEntry(NewEntry(TarEntryType.RegularFile, "boot/vmlinuz"));
            tar.WriteEntry(NewEntry(TarEntryType.RegularFile, "bin/ping", ("security.capability", placeholder), ("user.note", "kept")));
            tar.WriteEntry(new PaxTarEntry(TarEntryType.SymbolicLink, "etc/link", new Dictionary<string, string> { ["SCHILY.xattr.security.selinux"] = "link_t" }) { LinkName = "fstab" });
        }

        byte[] archive = File.ReadAllBytes(_bench.Folder["root.tar"]);
        capability.CopyTo(archive, archive.AsSpan().IndexOf(Encoding.ASCII.GetBytes(placeholder)));
        File.WriteAllBytes(_bench.Folder["root.tar"], archive);
        File.Copy(await _bench.BuildAsync("files: [{ path: /etc/motd, content: hello }]\n"), _bench.Folder["base.img"]);
        string disk = await _bench.BuildAsync("files: [{ path: /etc/new, content: hello }]\n", whole: OnMachine);
        Assert.Contains("= 01 00 00 02 80 ff 00", BuildBench.Debugfs(disk, "ea_get -x /bin/ping security.capability"), StringComparison.Ordinal);
        Assert.Contains("\"kept\"", BuildBench.Debugfs(disk, "ea_get /bin/ping user.note"), StringComparison.Ordinal);
        Assert.All((string[])["etc", "etc/motd", "etc/new", "etc/fstab"], path => Assert.Contains("\"etc_t\"", BuildBench.Debugfs(disk, $"ea_get /{path} security.selinux"), StringComparison.Ordinal));
        Assert.Contains("\"link_t\"", BuildBench.Debugfs(disk, "ea_get /etc/link security.selinux"), StringComparison.Ordinal);
    }

    [NeedsToolTheory("mke2fs", "debugfs", "grub-mkimage")]
    [InlineData("unclean", "was not unmounted, so what is in it may be old; shut the machine down, and take it anew")]
    [InlineData("encrypted", "LUKS")]
    [InlineData("empty", "no installed system was found")]
    public async Task Build_OnAMachineThatCannotBeRead_TellsWhy_AndLeavesNothing(string fault, string expected)
    {
        string path = _bench.Folder["base.img"];
        switch (fault)
        {
            case "unclean":
                File.Copy(await _bench.BuildAsync(""), path);
                Tool.Run("debugfs", "-w", "-R", "feature needs_recovery", $"{path}?offset=1048576");
                break;
            case "encrypted":
                File.WriteAllBytes(path, [.. "LUKS"u8, 0xBA, 0xBE, 0, 2, .. new byte[(4 << 20) - 8]]);
                break;
            default:
                File.WriteAllBytes(path, new byte[4 << 20]);
                break;
        }

        var error = await Assert.ThrowsAsync<UnsupportedImageException>(() => _bench.BuildAsync("", whole: OnMachine));
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("without preparing", error.Message, StringComparison.Ordinal);
        Assert.Empty(_bench.Left);
    }

    [NeedsToolFact("mke2fs", "debugfs", "grub-mkimage")]
    public async Task Build_OnAMachineWithADiskOfData_RemarksThatItStaysBehind()
    {
        File.Copy(await _bench.BuildAsync("data_disks: [{ size: 32MiB, mount: /srv }]\n"), _bench.Folder["base.img"]);
        await _bench.BuildAsync("", "2.raw", OnMachine);
        Assert.Equal(["base.img: what lies on /srv does not come along"], _bench.Remarks);
    }

    /// <summary>A layout of three layers, by umoci: the small base, a file, and a whiteout.</summary>
    private string MakeLayout()
    {
        string layout = _bench.Folder["layout"];
        _bench.Folder.Write("page", "inserted");
        Tool.Run("umoci", "init", "--layout", layout);
        Tool.Run("umoci", "new", "--image", $"{layout}:web");
        Tool.Run("umoci", "raw", "add-layer", "--image", $"{layout}:web", _bench.Folder["root.tar"]);
        Tool.Run("umoci", "insert", "--rootless", "--image", $"{layout}:web", _bench.Folder["page"], "/srv/page");
        Tool.Run("umoci", "insert", "--rootless", "--image", $"{layout}:web", "--whiteout", "/var/one");
        return layout;
    }

    private static PaxTarEntry NewEntry(TarEntryType type, string name, params (string Name, string Value)[] attributes)
        => new(type, name, attributes.Select(pair => KeyValuePair.Create($"SCHILY.xattr.{pair.Name}", pair.Value))) { Mode = (UnixFileMode)0x1ED };
}
