using System.Text.Json;
using Appliance.Testing;
using Xunit;

namespace Appliance.Conformance.Tests;

/// <summary>A machine's folder as it is copied from a datastore: its snapshots laid over each other, on to Xen.</summary>
public sealed class VmxTests
{
    private const int Size = 3 << 20;

    [NeedsToolFact("qemu-img", "qemu-io", "python3", "xxhsum")]
    public void Convert_FolderWithSnapshots_GivesBothDisksAsQemuReadsThem()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder["vm"]);
        MakeDisks(folder);
        MakeConfiguration(folder, "vm-000002.vmdk");

        CommandResult result = Command.Succeed("convert", folder["vm"], folder["out.xva"], "--quiet");

        Assert.Contains("on top of the snapshots \"clean\"", Command.Run("inspect", folder["vm"]).Error, StringComparison.Ordinal);
        Assert.Equal(0, result.ExitCode);
        Directory.CreateDirectory(folder["xva"]);
        Tool.Run(Tool.Python, Path.Combine(AppContext.BaseDirectory, "Oracles", "xva_to_raw.py"), folder["out.xva"], folder["xva"]);
        Tool.Run("qemu-img", "convert", "-O", "raw", folder["vm/vm-000002.vmdk"], folder["0.raw"]);
        Tool.Run("cmp", "-n", $"{Size}", folder["0.raw"], folder["xva/0.raw"]);
        Tool.Run("cmp", "-n", $"{Size}", folder["vm/data-flat.vmdk"], folder["xva/1.raw"]);
    }

    [NeedsToolFact("qemu-img", "qemu-io", "python3")]
    public void Inspect_Json_TellsDisksNetworksAndFirmware()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder["vm"]);
        MakeDisks(folder);
        MakeConfiguration(folder, "vm-000002.vmdk");

        using JsonDocument document = JsonDocument.Parse(Command.Succeed("inspect", folder["vm/vm.vmx"], "--json").Output);

        JsonElement machine = document.RootElement.GetProperty("machines")[0];
        Assert.Equal("VMX, vmx-19", document.RootElement.GetProperty("format").GetString());
        Assert.Equal(["scsi0:0", "nvme0:0"], machine.GetProperty("disks").EnumerateArray().Select(disk => disk.GetProperty("id").GetString()));
        Assert.All(machine.GetProperty("disks").EnumerateArray(), disk => Assert.Equal(Size, disk.GetProperty("virtualSize").GetInt64()));
        Assert.Equal("00:50:56:9b:5f:0d", machine.GetProperty("networkCards")[0].GetProperty("mac").GetString());
    }

    [NeedsToolFact("qemu-img", "qemu-io", "python3")]
    public void Convert_DiskMissing_IsRefusedInOneLineAndLeavesNothing()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder["vm"]);
        MakeDisks(folder);
        MakeConfiguration(folder, "vm-000003.vmdk");

        CommandResult result = Command.Run("convert", folder["vm/vm.vmx"], folder["out.xva"], "--quiet");

        Assert.Equal(3, result.ExitCode);
        Assert.Contains("the disk scsi0:0, \"vm-000003.vmdk\", is missing", result.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(folder["out.xva"]));
    }

    [NeedsToolFact("python3")]
    public void Convert_FlatExtent_IsOpenedThroughItsDescriptor()
    {
        using var folder = new TemporaryFolder();
        folder.Write("data-flat.vmdk", TestDisk.Mixed(Size));
        WriteFlatDescriptor(folder, "data");

        CommandResult result = Command.Succeed("convert", folder["data-flat.vmdk"], folder["out.raw"]);

        Assert.Contains("data-flat.vmdk: is an extent of data.vmdk, which is opened instead", result.Error, StringComparison.Ordinal);
        Tool.Run("cmp", folder["data-flat.vmdk"], folder["out.raw"]);
    }

    private static void MakeDisks(TemporaryFolder folder)
    {
        folder.Write("base.raw", TestDisk.Mixed(Size));
        Tool.Run("qemu-img", "convert", "-f", "raw", "-O", "vmdk", folder["base.raw"], folder["vm/vm.vmdk"]);
        foreach (int number in new[] { 1, 2 })
        {
            string parent = number == 1 ? "vm.vmdk" : "vm-000001.vmdk";
            Tool.Run("qemu-img", "create", "-q", "-f", "vmdk", "-b", parent, "-F", "vmdk", folder[$"vm/vm-{number:d6}.vmdk"]);
            Tool.Run("qemu-io", "-f", "vmdk", "-c", $"write -P {number} {number * 300}k 500k", folder[$"vm/vm-{number:d6}.vmdk"]);
        }

        folder.Write("vm/data-flat.vmdk", TestDisk.Mixed(Size, seed: 9));
        WriteFlatDescriptor(folder, "vm/data");
    }

    private static void WriteFlatDescriptor(TemporaryFolder folder, string name) => folder.Write($"{name}.vmdk", $"""
        # Disk DescriptorFile
        version=1
        CID=4f1c9d22
        parentCID=ffffffff
        createType="vmfs"
        RW {Size / 512} VMFS "{Path.GetFileName(name)}-flat.vmdk"
        """);

    private static void MakeConfiguration(TemporaryFolder folder, string bootDisk)
    {
        folder.Write("vm/vm.vmx", $"""
            .encoding = "UTF-8"
            config.version = "8"
            virtualHW.version = "19"
            displayName = "Web 01"
            memSize = "512"
            scsi0.present = "TRUE"
            scsi0.virtualDev = "pvscsi"
            scsi0:0.present = "TRUE"
            scsi0:0.deviceType = "scsi-hardDisk"
            scsi0:0.fileName = "{bootDisk}"
            nvme0.present = "TRUE"
            nvme0:0.present = "TRUE"
            nvme0:0.fileName = "data.vmdk"
            ethernet0.present = "TRUE"
            ethernet0.networkName = "VM Network"
            ethernet0.addressType = "vpx"
            ethernet0.generatedAddress = "00:50:56:9b:5f:0d"
            guestOS = "debian12-64"
            """);
        folder.Write("vm/vm.vmsd", """
            snapshot.numSnapshots = "1"
            snapshot0.displayName = "clean"
            snapshot0.numDisks = "1"
            snapshot0.disk0.fileName = "vm-000001.vmdk"
            snapshot0.disk0.node = "scsi0:0"
            """);
    }
}
