using System.Collections.Concurrent;
using Xunit.Abstractions;
using Xunit.Sdk;

namespace Appliance.Testing.Xen;

/// <summary>Keeps what a test reports until it is known whether that counts.</summary>
/// <param name="bus">Where it goes then.</param>
internal sealed class HeldMessages(IMessageBus bus) : IMessageBus
{
    private readonly ConcurrentQueue<IMessageSinkMessage> _messages = new();

    /// <summary>What the test said of its failure, on lines of their own; empty where it did not fail.</summary>
    public string Failure => string.Concat(_messages.OfType<ITestFailed>().SelectMany(failed => failed.Messages).Select(message => $"\n{message}"));

    public bool QueueMessage(IMessageSinkMessage message)
    {
        _messages.Enqueue(message);
        return true;
    }

    /// <summary>Reports all of it.</summary>
    /// <param name="before">What is to stand before the test's own output.</param>
    public void Release(string before)
    {
        while (_messages.TryDequeue(out IMessageSinkMessage? message))
        {
            bus.QueueMessage(message switch
            {
                ITestPassed passed => new TestPassed(passed.Test, passed.ExecutionTime, before + passed.Output),
                ITestFailed failed => new TestFailed(failed.Test, failed.ExecutionTime, before + failed.Output, failed.ExceptionTypes, failed.Messages, failed.StackTraces, failed.ExceptionParentIndices),
                _ => message,
            });
        }
    }

    /// <summary>What was not released is forgotten.</summary>
    public void Dispose() => _messages.Clear();
}
