using Appliance.Formats.Machines;
using Appliance.Runtime.Machines;
using Appliance.Runtime.Xl.Exporting;
using Xunit;

namespace Appliance.Runtime.Tests.Xl.Exporting;

public sealed class RecordedMachineTests
{
    [Theory]
    [InlineData(RestartPolicy.Always, RestartPolicy.Always)]
    [InlineData(RestartPolicy.No, null)] // as where nothing is said
    public void Describe_Record_KeepsChecksAndPolicy(RestartPolicy recorded, RestartPolicy? expected)
    {
        var record = new MachineRecord { Name = "web01", Uuid = Guid.Empty, Restart = recorded, HealthChecks = [HealthCheck.Parse("tcp:22")] };

        Machine machine = RecordedMachine.Describe(record);

        Assert.Equal(record.HealthChecks, machine.HealthChecks);
        Assert.Equal(expected, machine.Restart);
    }
}
