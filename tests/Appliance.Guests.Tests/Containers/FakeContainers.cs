using Appliance.Guests.Containers;
using Appliance.Guests.Devices;
using Appliance.Guests.FileSystems;
using Appliance.Guests.Volumes;

namespace Appliance.Guests.Tests.Containers;

/// <summary>Opens containers of a kind, all at once, by what a test says is inside.</summary>
internal sealed class FakeContainers(FileSystemKind kind, Func<IReadOnlyList<Volume>, BlockDevice?> open) : IContainerEngine
{
    /// <summary>How a container is named that stays closed.</summary>
    public const string Problem = "is locked, and the key is lost";

    /// <summary>The devices that it was asked to open, call by call.</summary>
    public List<string> Asked { get; } = [];

    /// <summary>How often <see cref="Flush"/> was called.</summary>
    public int Flushes { get; private set; }

    public bool Handles(FileSystemKind other) => other == kind;

    public IReadOnlyList<OpenedContainer> Open(IReadOnlyList<Volume> volumes, bool writable)
    {
        Asked.Add(string.Join(", ", volumes.Select(volume => volume.Device.Name)));
        return open(volumes) is { } inside
            ? [new OpenedContainer { Members = volumes, Device = inside }]
            : [new OpenedContainer { Members = volumes, Problem = Problem }];
    }

    public void Flush() => Flushes++;
}
