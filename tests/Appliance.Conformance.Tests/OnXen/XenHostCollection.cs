using Xunit;

namespace Appliance.Conformance.Tests.OnXen;

/// <summary>Tests that share a Xen host, and run one after the other.</summary>
[CollectionDefinition(Name)]
public sealed class XenHostCollection : ICollectionFixture<SharedHost>
{
    public const string Name = "a Xen host";
}
