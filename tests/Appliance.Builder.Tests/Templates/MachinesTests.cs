using Appliance.Builder.Templates;
using Xunit;

namespace Appliance.Builder.Tests.Templates;

/// <summary>A template of several machines.</summary>
public sealed class MachinesTests : IDisposable
{
    private readonly TemplateBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public void Read_WhatIsSaidOfAll_LiesUnderEach()
    {
        Template template = _bench.Read(TemplateBench.Least + """
            hardware: { cpus: 2, memory: 1GiB }
            services: { enable: [all.service] }
            machines:
              - { name: db, description: Keeps it, hardware: { memory: 2GiB }, disk: { size: 128MiB } }
              - { name: front, services: { enable: [own.service] } }
            """);
        Assert.Equal(["db", "front"], template.Machines.Select(machine => machine.Name));
        Assert.Equal([(2, 2L << 30, 128L << 20), (2, 1L << 30, 64L << 20)], template.Machines.Select(machine => (machine.Hardware.Cpus, machine.Hardware.Memory, machine.Disk.Size)));
        Assert.Equal(["Keeps it", null], template.Machines.Select(machine => machine.Description));
        Assert.Equal(["all.service", "own.service"], template.Machines[1].Services.Enabled);
    }

    [Fact]
    public void Read_Start_FollowsTheListWhereNoOrderIsSaid()
    {
        Template template = _bench.Read(TemplateBench.Least + "machines:\n  - { name: db, start: { delay: 5, wait: true } }\n  - { name: front }\n  - { name: first, start: { order: 0, stop_delay: 2 } }\n");
        Assert.Equal(["first", "db", "front"], template.Machines.Select(machine => machine.Name));
        Assert.Equal([(0, 0, false), (1, 5, true), (2, 0, false)], template.Machines.Select(machine => (machine.Start.Order, (int)machine.Start.StartDelay.TotalSeconds, machine.Start.WaitsForGuest)));
        Assert.Equal(TimeSpan.FromSeconds(2), template.Machines[0].Start.StopDelay);
    }

    [Fact]
    public void Read_Machines_HaveSeedsOfTheirOwn()
    {
        Template template = _bench.Read(TemplateBench.Least + "seed: s\nmachines: [{ name: a }, { name: b }]\n");
        Assert.Equal(["s a", "s b"], template.Machines.Select(machine => machine.Seed));
    }
}
