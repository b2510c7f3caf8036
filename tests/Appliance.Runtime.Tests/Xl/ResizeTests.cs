using Appliance.Runtime.Machines;
using Appliance.Runtime.Xl.Hardware;
using Xunit;

namespace Appliance.Runtime.Tests.Xl;

public sealed class ResizeTests
{
    [Theory]
    [InlineData(3, null)]
    [InlineData(null, 256L << 20)]
    public async Task AStoppedMachine_IsGivenOneOfBoth(int? cpus, long? memory)
    {
        using var host = new HostFolder();
        MachineRecord web = await host.AddAsync("web");

        Assert.True(await new XlHardware(host.Context).ResizeAsync("web", cpus, memory, default));

        MachineRecord now = (await host.Context.Records.FindAsync("web", default))!.Record!;
        Assert.Equal((cpus ?? web.Cpus, memory ?? web.Memory), (now.Cpus, now.Memory));
    }
}
