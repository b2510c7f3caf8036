using Appliance.Runtime.Lifecycle;
using Appliance.Runtime.Machines;

namespace Appliance.Runtime.Xl;

/// <summary>A machine whose lock is held, as it was when the lock was taken. Disposing lets it go.</summary>
/// <param name="status">The machine.</param>
/// <param name="folder">Its folder on the host.</param>
/// <param name="hold">Its lock.</param>
internal sealed class HeldMachine(MachineStatus status, string folder, IAsyncDisposable hold) : IAsyncDisposable
{
    /// <summary>What is known of it.</summary>
    public MachineRecord Record => status.Record;

    /// <summary>What it is doing.</summary>
    public MachineState State => status.State;

    /// <summary>Its folder on the host, an absolute path.</summary>
    public string Folder => folder;

    /// <summary>The number of its domain where it runs or is paused; otherwise null.</summary>
    public int? Domain => State is MachineState.Running or MachineState.Paused ? status.DomainId : null;

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => hold.DisposeAsync();
}
