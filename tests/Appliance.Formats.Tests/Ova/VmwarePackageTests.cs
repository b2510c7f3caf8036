using Appliance.Formats.Disks;
using Appliance.Formats.Machines;
using Appliance.Formats.Ova;
using Appliance.Formats.Ovf;
using Appliance.Formats.Tests.Vmdk;
using Appliance.Testing;
using Xunit;

namespace Appliance.Formats.Tests.Ova;

public sealed class VmwarePackageTests
{
    private const int MiB = 1 << 20;

    [NeedsToolFact("python3", "qemu-img")]
    public async Task Ova_ManyDisks_KeepsEveryRuleAndEveryByte()
    {
        using var folder = new TemporaryFolder();
        byte[][] contents = [TestDisk.Mixed(5 * MiB + 512, 1), new byte[MiB], TestDisk.Mixed(40 * MiB, 2), TestDisk.RandomBytes(512)];
        var source = MemorySource.Of(
            new Machine { Id = "m", Name = "m", OpticalDrives = [new OpticalDrive()], NetworkCards = [new NetworkCard { Network = "a" }, new NetworkCard()] },
            [.. contents.Select(content => new TestDisk(content))]);

        await WriteAsync(new OvaTarget(folder["out.ova"], OvfDialect.Vmware, WriteOptions.Default), source);

        VmwareOracle.Check(folder["out.ova"], folder);
        for (int i = 0; i < contents.Length; i++)
        {
            string vmdk = folder[$"out-disk{i + 1}.vmdk"];
            VmdkSamples.AgreeWithQemu(vmdk, folder.Write("truth.raw", contents[i]));
            VmdkStreamOracle.Unpack(vmdk, folder["python.raw"], folder);
            Tool.Run("cmp", folder["truth.raw"], folder["python.raw"]);
        }
    }

    [NeedsToolFact("python3")]
    public async Task Ova_MachinesOfEveryKind_KeepEveryRule()
    {
        using var folder = new TemporaryFolder();
        MachineDisk[] disks = [.. Enum.GetValues<DiskBus>().SelectMany(bus => Enumerable.Range(0, 3).Select(
            i => new MachineDisk { Id = $"{bus}{i}", Name = $"<{bus}> {i}", Bus = bus, Unit = (i * 7) % 15, ControllerModel = "?" }))];
        var uefi = new Machine
        {
            Id = "a", Name = "a & b", Description = "x", Memory = 1_000_000_001, Cpus = 6, CoresPerSocket = 3, Firmware = Firmware.Uefi, SecureBoot = true, HasTpm = true,
            Disks = disks, OpticalDrives = [.. Enum.GetValues<DiskBus>().Select(bus => new OpticalDrive { Bus = bus })],
            NetworkCards = [.. ((string?[])["rtl8139", "VMXNET3", "E1000E", null, "Flexible"]).Select(model => new NetworkCard { Model = model })],
            Products = [new Product { Class = "c", Properties = [new ProductProperty { Key = "c.k", Qualifiers = "Ip MinLen(1)" }] }], Licences = ["l"],
            HealthChecks = [HealthCheck.Parse("tcp:22")], Restart = RestartPolicy.Always,
        };
        var group = new MachineGroup { Name = "both", Machines = [uefi, new Machine { Id = "b", Name = "b" }] };
        var source = new MemorySource(group, disks.ToDictionary(disk => disk.Id, disk => (Disk)new TestDisk(TestDisk.RandomBytes(70_000))));

        await WriteAsync(new OvaTarget(folder["out.ova"], OvfDialect.Vmware, WriteOptions.Default), source);

        VmwareOracle.Check(folder["out.ova"], folder);
    }

    [Theory]
    [InlineData(OvfDialect.Xen)]
    [InlineData(OvfDialect.Vmware)]
    public async Task Ovf_DiskOfTwoMachines_IsWrittenOnce(OvfDialect dialect)
    {
        using var folder = new TemporaryFolder();
        MemorySource one = MemorySource.Of(new TestDisk(TestDisk.RandomBytes(MiB)));
        Machine machine = one.Group.Machines[0];
        var both = new MemorySource(one.Group with { Machines = [machine, machine with { Id = "b" }] }, new Dictionary<string, Disk> { ["disk0"] = new TestDisk(new byte[MiB]) });

        await WriteAsync(new OvfTarget(folder["vm.ovf"], dialect, WriteOptions.Default), both);

        Assert.Equal(3, Directory.GetFiles(folder.Path).Length);
        MachineGroup read = OvfReader.Read(await File.ReadAllBytesAsync(folder["vm.ovf"]), "vm.ovf", null).Group;
        Assert.Single(read.Disks.DistinctBy(disk => disk.FileName));
    }

    [NeedsToolFact("openssl")]
    public async Task Ovf_Written_HasDigestsThatOpensslAgreesWith()
    {
        using var folder = new TemporaryFolder();
        await WriteAsync(new OvfTarget(folder["out/vm.ovf"], OvfDialect.Vmware, WriteOptions.Default), MemorySource.Of(new TestDisk(TestDisk.Mixed(3 * MiB))));

        string[] files = ["vm.ovf", "vm-disk1.vmdk"];
        Assert.Equal([.. files.Order(), "vm.mf"], Directory.GetFiles(folder["out"]).Select(Path.GetFileName).OrderBy(name => name == "vm.mf").ThenBy(name => name, StringComparer.Ordinal));
        string expected = string.Concat(files.Select(name => $"SHA256({name})= {Tool.Run("openssl", "dgst", "-sha256", "-r", folder[$"out/{name}"]).Split(' ')[0]}\n"));
        Assert.Equal(expected, await File.ReadAllTextAsync(folder["out/vm.mf"]));
    }

    [Theory]
    [InlineData(OvfDialect.Xen)]
    [InlineData(OvfDialect.Vmware)]
    public async Task Ova_AnyWorkers_HasTheSameBytes(OvfDialect dialect)
    {
        using var folder = new TemporaryFolder();
        byte[] content = TestDisk.Mixed(9 * MiB, seed: 4);
        Directory.CreateDirectory(folder["many"]);
        await WriteAsync(new OvaTarget(folder["a.ova"], dialect, new WriteOptions { Workers = 1 }), MemorySource.Of(new TestDisk(content)));
        await WriteAsync(new OvaTarget(folder["many/a.ova"], dialect, new WriteOptions { Workers = 5 }), MemorySource.Of(new TestDisk(content)));
        DiskAssert.Same(File.ReadAllBytes(folder["a.ova"]), File.ReadAllBytes(folder["many/a.ova"]));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Write_Cancelled_LeavesNothingBehind(bool archive)
    {
        using var folder = new TemporaryFolder();
        using var stop = new CancellationTokenSource();
        await using (IMachineTarget target = archive
            ? new OvaTarget(folder["out.ova"], OvfDialect.Vmware, WriteOptions.Default) : new OvfTarget(folder["out.ovf"], OvfDialect.Vmware, WriteOptions.Default))
        {
            MemorySource source = MemorySource.Of(new TestDisk(TestDisk.RandomBytes(8 * MiB)));
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => target.WriteAsync(source, (_, _) => stop.Cancel(), stop.Token));
            Assert.NotEmpty(Directory.GetFiles(folder.Path));
        }

        Assert.Empty(Directory.GetFiles(folder.Path));
    }

    [Fact]
    public async Task Check_WhatVmwareDoesNotTake_IsRefusedBeforeTheCopy()
    {
        MemorySource source = MemorySource.Of(new ZeroDisk("huge", 0));
        Machine machine = source.Group.Machines[0];
        await using var target = new OvaTarget("out.ova", OvfDialect.Vmware, WriteOptions.Default);
        void Check(Machine changed, long size) => target.Check(source.Group with { Machines = [changed] }, new Dictionary<string, long> { ["disk0"] = size });

        Check(machine with { Name = new string('n', 80) }, 62L << 40);
        Assert.Throws<UnsupportedImageException>(() => Check(machine, (62L << 40) + 512));
        Assert.Throws<UnsupportedImageException>(() => Check(machine, 0));
        Assert.Throws<UnsupportedImageException>(() => Check(machine with { Name = new string('n', 81) }, 512));
        Assert.Throws<UnsupportedImageException>(() => Check(machine with { NetworkCards = [.. Enumerable.Repeat(new NetworkCard(), 11)] }, 512));
    }

    private static async Task WriteAsync(IMachineTarget target, IMachineSource source)
    {
        await using (target)
        {
            await target.WriteAsync(source, progress: null, CancellationToken.None);
            await target.CommitAsync(CancellationToken.None);
        }
    }
}
