using Appliance.Builder.Building;
using Appliance.Testing;
using Xunit;

namespace Appliance.Builder.Tests.Building;

/// <summary>An appliance of several machines is built as one source of them, in their order.</summary>
public sealed class SeveralMachinesTests : IDisposable
{
    private readonly BuildBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [NeedsToolFact("mke2fs", "debugfs", "grub-mkimage")]
    public async Task Build_SeveralMachines_AreOneGroupInTheirOrder()
    {
        await using BuiltAppliance built = await BuildAsync("description: Both\n");
        Assert.Equal(("web", "Both"), (built.Group.Name, built.Group.Description));
        Assert.Equal([("db", 1, 3), ("front", 2, 0)], built.Group.Machines.Select(machine => (machine.Name, machine.Start.Order, (int)machine.Start.StartDelay.TotalSeconds)));
        Assert.Equal(4, built.Group.Disks.Select(disk => disk.Id).Append("").Append(" ").Distinct().Count());
        Assert.Empty(built.Group.Machines.SelectMany(machine => machine.Products));
    }

    [NeedsToolFact("mke2fs", "debugfs", "grub-mkimage")]
    public async Task Build_SeveralMachines_EachHasItsOwnDisk()
    {
        await using BuiltAppliance built = await BuildAsync("");
        string[] disks = [.. built.Machines.Select(machine => Assert.Single(machine.Images))];
        Assert.Equal(["db\n", "front\n"], disks.Select(disk => BuildBench.Read(disk, "/etc/hostname")));
        Assert.Equal(["all", "all"], disks.Select(disk => BuildBench.Read(disk, "/etc/motd")));
        Assert.NotEqual(BuildBench.Read(disks[0], "/etc/fstab"), BuildBench.Read(disks[1], "/etc/fstab"));
    }

    [NeedsToolFact("mke2fs", "grub-mkimage")]
    public async Task Build_SeveralMachines_StandUnderTheLicenceAndPropertiesOfTheWhole()
    {
        _bench.Folder.Write("licence.txt", "be nice");
        await using BuiltAppliance built = await BuildAsync("product: { licences: [licence.txt], properties: [{ key: mail }] }\n");
        Assert.Equal("be nice", Assert.Single(built.Group.Licences));
        Assert.Equal("mail", Assert.Single(Assert.Single(built.Group.Products).Properties).Key);
        Assert.All(built.Group.Machines, machine => Assert.Contains("iso", machine.PropertyTransports));
    }

    [NeedsToolFact("mke2fs", "grub-mkimage")]
    public async Task Plan_SeveralMachines_TellsWhoseEachStepIs()
    {
        await using BuiltAppliance _ = await BuildAsync("");
        Assert.Equal(["db: base", "db: contents", "db: disk", "front: base", "front: contents", "front: disk"], _bench.Begun);
    }

    private Task<BuiltAppliance> BuildAsync(string lines) => _bench.OpenAsync(
        """
        appliance: 1
        name: web
        base: { archive: root.tar }
        disk: { size: 64MiB }
        files: [{ path: /etc/motd, content: all }]
        machines:
          - { name: db, hostname: db, start: { delay: 3 } }
          - { name: front, hostname: front }

        """ + lines);
}
