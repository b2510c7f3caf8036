using Xunit;

namespace Appliance.Conformance.Tests.OnXen;

/// <summary>Tests on the shared host leave no machine there, however they end: the next one, or the same one again, finds it as it was.</summary>
public abstract class SharedHostTests(SharedHost xen) : IAsyncLifetime
{
    protected SharedHost Xen => xen;

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => xen.ClearAsync();
}
