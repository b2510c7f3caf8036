using Xunit;

namespace Appliance.Runtime.Tests.OnXen;

/// <summary>All tests on a real Xen host, one after another on one host.</summary>
[CollectionDefinition("OnXen")]
public sealed class OnXenCollection : ICollectionFixture<XenBench>
{
}
