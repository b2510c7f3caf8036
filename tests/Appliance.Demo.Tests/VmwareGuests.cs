using System.Collections.Concurrent;
using Appliance.Testing;

namespace Appliance.Demo.Tests;

/// <summary>The guests of tests/fixtures/make/guests, made once for all tests.</summary>
public sealed class VmwareGuests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ConcurrentDictionary<string, VmwareGuest> _guests = new();

    /// <summary>The guest of a kind: <c>ext4-bios</c>.</summary>
    public VmwareGuest this[string kind] => _guests.GetOrAdd(kind, _ => new VmwareGuest(kind, _folder.Path));

    public void Dispose() => _folder.Dispose();
}
