using Appliance.Runtime.Hosts;
using Xunit;

namespace Appliance.Runtime.Tests.OnXen;

/// <summary>Two Xen hosts that do not know each other. The second one keeps disks in thin volumes, and not in files.</summary>
public sealed class MigrationBenches(XenBench first) : IAsyncLifetime
{
    private static readonly StoragePool Thin = new() { Name = "thin", Kind = StorageKind.LvmThin, Location = "appliance/thin" };

    /// <summary>Where machines are at first.</summary>
    public XenBench First => first;

    /// <summary>Where they go.</summary>
    public XenBench Second { get; } = new("second", Thin);

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => Second.DisposeAsync();
}
