using System.Text;
using Appliance.Runtime.Shell;

namespace Appliance.Runtime.Tests.Watching;

/// <summary>A console that says one text and ends.</summary>
internal sealed class SpokenText(string text) : IShellProcess
{
    public Stream Input { get; } = new MemoryStream();

    public Stream Output { get; } = new MemoryStream(Encoding.UTF8.GetBytes(text));

    public Task<ShellResult> WaitAsync(CancellationToken cancellationToken) => Task.FromResult(new ShellResult("xen1", 0, "", ""));

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
