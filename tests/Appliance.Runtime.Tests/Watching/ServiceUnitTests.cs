using Appliance.Testing;
using Xunit;

namespace Appliance.Runtime.Tests.Watching;

public sealed class ServiceUnitTests
{
    [NeedsToolFact("systemd-analyze")]
    public void Unit_OfTheWatchdog_IsWhatSystemdTakes()
    {
        using var folder = new TemporaryFolder();
        string unit = File.ReadAllText(Path.Combine(Repository.Root, "packaging", "appliance-watchd.service"));

        // systemd wants the program to be there.
        string written = folder.Write("appliance-watchd.service", unit.Replace("/usr/bin/appliance ", "/usr/bin/true ", StringComparison.Ordinal));

        Assert.Contains("Environment=APPLIANCE_HOST=xl://\nEnvironmentFile=-/etc/default/appliance-watchd\nExecStart=/usr/bin/appliance runtime watchd\n", unit, StringComparison.Ordinal);
        Assert.Equal((0, "", ""), Tool.TryRun("systemd-analyze", "verify", "--man=no", written));
    }
}
