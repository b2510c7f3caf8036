using System.Text.Json;
using Appliance.Testing;
using Xunit;

namespace Appliance.Conformance.Tests;

/// <summary>The road back: packages of other makers, written for VMware and read again.</summary>
public sealed class VmwareTargetTests
{
    [NeedsCorpusTheory]
    [InlineData("ova/open-vmdk/all.ova")]
    [InlineData("ova/open-vmdk/photon.ova")]
    [InlineData("ova/vbox/two-vms-ovf10.ova")]
    [InlineData("ova/vbox/lin1-ovf20.ova")]
    public void Convert_PackageToVmware_HoldsTheSameDisks(string path)
    {
        using var folder = new TemporaryFolder();

        CommandResult result = Command.Succeed("convert", Corpus.PathOf(path), folder["back.ova"], "--to", "vmware-ova", "--json");

        using JsonDocument report = JsonDocument.Parse(result.Output);
        Assert.Contains("for VMware", report.RootElement.GetProperty("plan").GetProperty("targetFormat").GetString(), StringComparison.Ordinal);
        Command.Succeed("verify", folder["back.ova"]);
        Command.Succeed("compare", Corpus.PathOf(path), folder["back.ova"]);
    }

    [NeedsCorpusFact("ova/vbox/two-vms-ovf10.ova")]
    public void Convert_ToXenAndBackToVmware_HoldsTheSameDisks()
    {
        using var folder = new TemporaryFolder();
        string first = Corpus.PathOf("ova/vbox/two-vms-ovf10.ova");

        Command.Succeed("convert", first, folder["xen.xva"], "--quiet");
        Command.Succeed("convert", folder["xen.xva"], folder["back.ova"], "--to", "vmware-ova", "--quiet");

        Command.Succeed("verify", folder["back.ova"]);
        Assert.NotEqual(2, Command.Run("compare", first, folder["back.ova"]).ExitCode);
    }

    [Theory]
    [InlineData("vmware-ovf", "disk.ovf")]
    [InlineData("vmware-ova", "disk.ova")]
    [InlineData("vmdk-sparse", "disk.vmdk")]
    [InlineData("vmdk", "disk.vmdk")]
    public void Convert_DiskToVmwareAndBack_GivesTheSameBytes(string format, string name)
    {
        using var folder = new TemporaryFolder();
        folder.Write("disk.raw", TestDisk.Mixed(9_000_448));

        Command.Succeed("convert", folder["disk.raw"], folder[name], "--to", format, "--quiet");
        Command.Succeed("verify", folder[name]);
        Command.Succeed("convert", folder[name], folder["back.raw"], "--quiet");

        Tool.Run("cmp", folder["disk.raw"], folder["back.raw"]);
    }

    [Theory]
    [InlineData("vmware-ova")]
    [InlineData("vmdk")]
    [InlineData("vmdk-sparse")]
    public void Convert_EmptyDisk_IsRefusedInOneLine(string format)
    {
        using var folder = new TemporaryFolder();
        folder.Write("disk.raw", []);

        CommandResult result = Command.Run("convert", folder["disk.raw"], folder["disk.out"], "--to", format);

        Assert.Equal(3, result.ExitCode);
        Assert.Single(result.Error.TrimEnd().Split('\n'));
        Assert.False(File.Exists(folder["disk.out"]));
    }
}
