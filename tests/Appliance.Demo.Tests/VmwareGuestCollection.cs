using Xunit;

namespace Appliance.Demo.Tests;

/// <summary>Tests that share the guests. They run one after the other, so that one machine at a time is emulated.</summary>
[CollectionDefinition(Name)]
public sealed class VmwareGuestCollection : ICollectionFixture<VmwareGuests>
{
    public const string Name = "Guests from VMware";
}
