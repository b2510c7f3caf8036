using System.Globalization;
using System.Text.RegularExpressions;
using Appliance.Formats.Files;
using Appliance.Formats.Machines;
using Appliance.Formats.Vmx;
using Appliance.Testing;
using Xunit;

namespace Appliance.Formats.Tests.Vmx;

/// <summary>Configurations by VMware and Fusion, against what virt-v2v makes of them.</summary>
public sealed partial class VmxCorpusTests
{
    [NeedsCorpusTheory]
    [InlineData("test-i-vmx-2")]
    [InlineData("test-i-vmx-4")]
    [InlineData("test-i-vmx-5")]
    public async Task OpenAsync_SampleOfVirtV2v_GivesTheMachineItPrints(string name)
    {
        string expected = await File.ReadAllTextAsync(Corpus.PathOf($"vmx/virt-v2v/{name}.expected"));
        Machine machine = await ReadAsync($"vmx/virt-v2v/{name}.vmx");

        Assert.Equal(Value(expected, "source name"), machine.Name);
        Assert.Equal(Value(expected, "memory"), $"{machine.Memory} (bytes)");
        Assert.Equal(Value(expected, "nr vCPUs"), machine.Cpus.ToString(CultureInfo.InvariantCulture));
        Assert.Equal(Value(expected, "firmware"), machine.Firmware == Firmware.Uefi ? "uefi" : "bios");
        Assert.Equal(Value(expected, "UEFI secureboot"), machine.SecureBoot ? "true" : "false");
        Assert.Equal(
            DiskLine().Matches(expected).Select(match => match.Groups["bus"].Value),
            machine.Disks.Select(disk => disk.Bus.ToString().ToLowerInvariant()));
        Assert.Equal(
            NicLine().Matches(expected).Select(match => (match.Groups["mac"].Value, match.Groups["model"].Value)),
            machine.NetworkCards.Select(card => (card.Mac!, card.Model!)));
    }

    [NeedsCorpusFact("vmx/manageiq-test_vmware_config.vmx")]
    public async Task OpenAsync_SampleOfManageIq_HasItsFourDisks()
    {
        Machine machine = await ReadAsync("vmx/manageiq-test_vmware_config.vmx");

        Assert.Equal(["ManageIQ.vmdk", "ManageIQ (2).vmdk", "ManageIQ (3).vmdk", "ManageIQ (4).vmdk"], machine.Disks.Select(disk => disk.FileName));
        Assert.Equal(DiskBus.Ide, Assert.Single(machine.OpticalDrives).Bus);
        Assert.Equal(768L << 20, machine.Memory);
    }

    [NeedsCorpusFact("vmx/dissect-encrypted.vmx")]
    public async Task OpenAsync_EncryptedMachine_IsRefused()
    {
        var e = await Assert.ThrowsAsync<UnsupportedImageException>(() => ReadAsync("vmx/dissect-encrypted.vmx"));
        Assert.Contains("the machine is encrypted", e.Message, StringComparison.Ordinal);
    }

    private static async Task<Machine> ReadAsync(string path)
    {
        string full = Corpus.PathOf(path);
        await using VmxSource source = await VmxSource.OpenAsync(
            new LocalFolder(Path.GetDirectoryName(full)!), Path.GetFileName(full), (file, _, _, _) => new(file), ReadOptions.Default, CancellationToken.None);
        return source.Group.Machines[0];
    }

    private static string Value(string expected, string key)
        => expected.Split('\n').Select(line => line.Trim()).First(line => line.StartsWith($"{key}: ", StringComparison.Ordinal))[(key.Length + 2)..];

    [GeneratedRegex(@"^\t\d+ \[(?<bus>\w+)\]$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex DiskLine();

    [GeneratedRegex(@"^\t\w+ "".*"" mac: (?<mac>\S+) \[(?<model>\w+)\]$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex NicLine();
}
