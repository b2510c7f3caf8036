using Xunit.Abstractions;
using Xunit.Sdk;

namespace Appliance.Testing.Xen;

/// <summary>Has the runner make a <see cref="XenTestCase"/> of each <see cref="NeedsXenHostFactAttribute"/>.</summary>
/// <param name="diagnostics">Given by the runner.</param>
public sealed class XenFactDiscoverer(IMessageSink diagnostics) : IXunitTestCaseDiscoverer
{
    public IEnumerable<IXunitTestCase> Discover(ITestFrameworkDiscoveryOptions discoveryOptions, ITestMethod testMethod, IAttributeInfo factAttribute)
        => [new XenTestCase(diagnostics, discoveryOptions, testMethod)];
}
