using Appliance.Runtime.Environments;
using Appliance.Runtime.Machines;
using Appliance.Runtime.Tests.Storage;
using Appliance.Runtime.Xl.Domains;
using Appliance.Testing;
using Xunit;

namespace Appliance.Runtime.Tests.Environments;

/// <summary>The program that xl runs for the first card of a machine, run by sh.</summary>
public sealed class EnvironmentHookTests : IDisposable
{
    private const string Value = "-s it's \"$HOME\"\n`id` C:\\new";

    // xenstore-write unescapes what it is given.
    private const string Given = "-s it's \"$HOME\"\n`id` C:\\\\new";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("online")]
    [InlineData("add")]
    public void Hook_NewCard_WritesTheKeysOfItsDomain_AndGoesOn(string action)
        => Assert.Equal($"--|/local/domain/17/vm-data/ovf/a|{Given}|/local/domain/17/vm-data/ovf/b||\nconnect {action} type_if=vif\n", Run(action));

    [Fact]
    public void Hook_CardThatGoes_WritesNothing() => Assert.Equal("connect offline type_if=vif\n", Run("offline"));

    [Fact]
    public void Hook_XenstoreThatFails_StopsTheStart()
    {
        FakeTools.Write(_folder, "bin/xenstore-write", "exit 1");
        Assert.Equal(1, TryRun("online").ExitCode);
        Assert.False(File.Exists(_folder["said"]));
    }

    private string Run(string action)
    {
        FakeTools.Write(_folder, "bin/xenstore-write", $"{{ printf '%s|' \"$@\"; echo; }} >> '{_folder["said"]}'");
        Assert.Equal(0, TryRun(action).ExitCode);
        return File.ReadAllText(_folder["said"]);
    }

    private (int ExitCode, string Output, string Error) TryRun(string action)
    {
        FakeTools.Write(_folder, "connect", $"echo \"connect $*\" >> '{_folder["said"]}'");
        var machine = new MachineRecord
        {
            Name = "web",
            Uuid = Guid.Empty,
            Cards = [new CardRecord { Mac = "00:16:3e:00:00:21", Bridge = "xenbr0" }],
            Environment = new EnvironmentRecord { Keys = [new EnvironmentKey("vm-data/ovf/a", Value), new EnvironmentKey("vm-data/ovf/b", "")] },
        };
        // What xl.conf says of the usual program is said here.
        string conf = _folder.Write("xl.conf", $"#vif.default.script=\"vif-nat\"\nvif.default.script = \"{_folder["connect"]}\"  # here\n");
        string hook = _folder.Write("hook", EnvironmentHook.Write(machine).Replace("/etc/xen/xl.conf", conf, StringComparison.Ordinal));
        return Tool.TryRun("env", $"PATH={_folder["bin"]}:/usr/bin:/bin", "XENBUS_PATH=/local/domain/0/backend/vif/17/0", "sh", hook, action, "type_if=vif");
    }
}
