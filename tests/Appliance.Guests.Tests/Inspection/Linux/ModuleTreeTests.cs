using Appliance.Formats;
using Appliance.Guests.Inspection.Linux.Modules;
using Appliance.Guests.Tests.Initramfs;
using Appliance.Guests.Trees;
using Appliance.Testing;
using Appliance.Testing.Guests;
using Xunit;

namespace Appliance.Guests.Tests.Inspection.Linux;

public sealed class ModuleTreeTests : IDisposable
{
    private const string Folder = "/lib/modules/6.1";

    private readonly CpioMaker _maker = new();
    private readonly MemoryFileSystem _files = new();

    [Theory]
    [InlineData("xen-blkfront")]
    [InlineData("xen_blkfront")]
    public void Find_EitherSpelling_IsFound(string name)
        => Assert.Equal($"{Folder}/kernel/xen-blkfront.ko.xz", Open("kernel/xen-blkfront.ko.xz:\n", "kernel/xen-blkfront.ko.xz").Find(name)!.Path);

    [Fact]
    public void Find_NoList_LooksThroughTheFolders()
        => Assert.Equal($"{Folder}/kernel/a/b/xen-blkfront.ko", Open(null, "kernel/a/b/xen-blkfront.ko").Find("xen-blkfront")!.Path);

    [Fact]
    public void Find_AbsolutePathsOfOldLists_AreFound()
        => Assert.NotNull(Open($"{Folder}/kernel/a.ko: {Folder}/kernel/b.ko\n", "kernel/a.ko", "kernel/b.ko").Find("a"));

    [Fact]
    public void LoadOrder_Dependencies_ComeBeforeTheModule()
    {
        ModuleTree modules = Open("a.ko: b.ko c.ko d.ko\nb.ko: c.ko d.ko\nc.ko: d.ko\nd.ko:\n", "a.ko", "b.ko", "c.ko", "d.ko");

        Assert.Equal(["d", "c", "b", "a"], modules.LoadOrder("a").Select(module => module.Name));
    }

    [NeedsToolFact("modprobe")]
    public void LoadOrder_OfThisMachine_IsThatOfModprobe()
    {
        string release = ReleaseHere();
        foreach (string list in new[] { "modules.dep", "modules.builtin" })
        {
            _files.With($"/lib/modules/{release}/{list}", File.ReadAllBytes($"/lib/modules/{release}/{list}"));
        }

        string output = Tool.Run("modprobe", "-S", release, "--show-depends", "btrfs");
        string[] expected = [.. output.Split('\n').Where(line => line.StartsWith("insmod", StringComparison.Ordinal)).Select(line => line.Split(' ')[1])];
        foreach (string path in expected)
        {
            _files.With(path, "x");
        }

        using var tree = new GuestTree(_files);
        string[] order = [.. ModuleTree.Open(tree, $"/lib/modules/{release}", release).LoadOrder("btrfs").Select(module => module.Path)];

        // What modprobe adds by softdep is loaded before, and needed by none.
        Assert.Equal(expected.Where(order.Contains).Order(StringComparer.Ordinal), order.Order(StringComparer.Ordinal));
        Assert.Equal(expected[^1], order[^1]);
    }

    [NeedsToolFact("modprobe")]
    public void LoadOrder_NoList_IsWhatTheModulesThemselvesNeed()
    {
        string release = ReleaseHere();
        string output = Tool.Run("modprobe", "-S", release, "--show-depends", "xfs");
        string[] expected = [.. output.Split('\n').Where(line => line.StartsWith("insmod", StringComparison.Ordinal)).Select(line => line.Split(' ')[1])];
        foreach (string path in expected)
        {
            _files.With(path, File.ReadAllBytes(path));
        }

        using var tree = new GuestTree(_files);
        string[] order = [.. ModuleTree.Open(tree, $"/lib/modules/{release}", release).LoadOrder("xfs").Select(module => module.Path)];

        Assert.Equal(expected.Where(order.Contains), order);
        Assert.Contains(order, path => path.EndsWith("/libcrc32c.ko", StringComparison.Ordinal));
    }

    [Fact]
    public void LoadOrder_Circle_EndsOnce()
        => Assert.Equal(["b", "a"], Open("a.ko: b.ko\nb.ko: a.ko\n", "a.ko", "b.ko").LoadOrder("a").Select(module => module.Name));

    [Fact]
    public void LoadOrder_VeryDeep_IsRefused()
    {
        string[] files = [.. Enumerable.Range(0, 200).Select(i => $"m{i}.ko")];
        ModuleTree modules = Open(string.Concat(files[..^1].Select((file, i) => $"{file}: {files[i + 1]}\n")) + "m199.ko:\n", files);

        Assert.Throws<InvalidImageException>(() => modules.LoadOrder("m0"));
    }

    [Fact]
    public void LoadOrder_DependencyGone_IsRefused() => Assert.Throws<InvalidImageException>(() => Open("a.ko: b.ko\n", "a.ko").LoadOrder("a"));

    [Fact]
    public void LoadOrder_DependencyBuiltIn_IsLeftOut()
    {
        _files.With($"{Folder}/modules.builtin", "kernel/b.ko\n");

        Assert.Equal(["a"], Open("a.ko: b.ko\n", "a.ko").LoadOrder("a").Select(module => module.Name));
    }

    [NeedsToolTheory("gzip", "xz", "zstd", "modinfo")]
    [InlineData("cat", "")]
    [InlineData("gzip", ".gz")]
    [InlineData("xz", ".xz")]
    [InlineData("zstd -q", ".zst")]
    public void Read_ModuleOfThisMachine_IsPlainAndSaysWhatModinfoSays(string compressor, string suffix)
    {
        string release = ReleaseHere();
        string file = $"/lib/modules/{release}/kernel/drivers/block/xen-blkfront.ko";
        byte[] plain = File.ReadAllBytes(file);
        using var tree = new GuestTree(_files.With(file + suffix, _maker.Shell(compressor, plain)));
        ModuleTree modules = ModuleTree.Open(tree, $"/lib/modules/{release}", release);

        KernelObject module = modules.Read(modules.Find("xen-blkfront")!);

        Assert.Equal(plain, module.Bytes);
        Assert.Equal(Tool.Run("modinfo", "-F", "vermagic", file).TrimEnd('\n'), module.Information["vermagic"]);
        Assert.Equal(Tool.Run("uname", "-m").Trim(), module.Machine);
        Assert.Throws<InvalidImageException>(() => modules.Read(modules.Find("xen-blkfront")!, "i386"));
    }

    [NeedsToolFact("modinfo")]
    public void Read_ModuleOfAnotherRelease_IsRefusedUnlessWeak()
    {
        byte[] plain = File.ReadAllBytes($"/lib/modules/{ReleaseHere()}/kernel/drivers/block/xen-blkfront.ko");
        using var tree = new GuestTree(_files.With($"{Folder}/kernel/a.ko", plain).With($"{Folder}/weak-updates/b.ko", plain));
        ModuleTree modules = ModuleTree.Open(tree, Folder, "6.1");

        var error = Assert.Throws<InvalidImageException>(() => modules.Read(modules.Find("a")!));
        Assert.Contains("6.1", error.Message, StringComparison.Ordinal);
        Assert.NotNull(modules.Read(modules.Find("b")!));
    }

    [Theory]
    [InlineData("")]
    [InlineData("no ELF file, but long enough for a header")]
    [InlineData("\u007fELF\u0002\u0001 and then nothing that makes sense, for many bytes more than the header has")]
    public void Read_NoModule_IsRefused(string content)
    {
        using var tree = new GuestTree(_files.With($"{Folder}/a.ko", content));
        ModuleTree modules = ModuleTree.Open(tree, Folder, "6.1");

        Assert.Throws<InvalidImageException>(() => modules.Read(modules.Find("a")!));
    }

    [NeedsToolFact("xz")]
    public void Read_Bomb_IsRefused()
    {
        using var tree = new GuestTree(_files.With($"{Folder}/a.ko.xz", _maker.Shell("head -c 80000000 /dev/zero | xz -1", [])));
        ModuleTree modules = ModuleTree.Open(tree, Folder, "6.1");

        Assert.Contains("64 MiB", Assert.Throws<InvalidImageException>(() => modules.Read(modules.Find("a")!)).Message, StringComparison.Ordinal);
    }

    public void Dispose() => _maker.Dispose();

    private static string ReleaseHere() => Path.GetFileName(Directory.GetDirectories("/lib/modules").Single(folder => File.Exists(Path.Combine(folder, "modules.dep"))));

    private ModuleTree Open(string? list, params string[] files)
    {
        foreach (string file in files)
        {
            _files.With($"{Folder}/{file}", "x");
        }

        return ModuleTree.Open(new GuestTree(list is null ? _files : _files.With($"{Folder}/modules.dep", list)), Folder, "6.1");
    }
}
