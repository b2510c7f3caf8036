using System.ComponentModel;
using Xunit.Abstractions;
using Xunit.Sdk;

namespace Appliance.Testing.Xen;

/// <summary>
/// A test on a Xen host. It runs again where it failed and a guest was lost to a triple fault meanwhile: that is the emulation's
/// failure, and the test's output tells of it. Where there was none, the first failure stands.
/// </summary>
public sealed class XenTestCase : XunitTestCase
{
    private const int Runs = 3;

    [EditorBrowsable(EditorBrowsableState.Never)]
    [Obsolete("The runner makes one before it reads what was written.", error: true)]
    public XenTestCase()
    {
    }

    internal XenTestCase(IMessageSink diagnostics, ITestFrameworkDiscoveryOptions options, ITestMethod method)
        : base(diagnostics, options.MethodDisplayOrDefault(), options.MethodDisplayOptionsOrDefault(), method)
    {
    }

    public override async Task<RunSummary> RunAsync(
        IMessageSink diagnosticMessageSink, IMessageBus messageBus, object[] constructorArguments, ExceptionAggregator aggregator, CancellationTokenSource cancellationTokenSource)
    {
        string story = "";
        for (int run = 1; ; run++)
        {
            int before = TripleFaults.Count;
            using var messages = new HeldMessages(messageBus);
            RunSummary summary = await base.RunAsync(diagnosticMessageSink, messages, constructorArguments, aggregator, cancellationTokenSource);
            int faults = TripleFaults.Count - before;
            if (summary.Failed == 0 || faults == 0 || run == Runs)
            {
                messages.Release(story);
                return summary;
            }

            story += $"ran again: the emulation reset {faults} guests, and the test failed{messages.Failure}\n";
        }
    }
}
