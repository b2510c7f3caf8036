using Appliance.Builder.Trees;

namespace Appliance.Builder.Bases;

/// <summary>A base whose files can be read.</summary>
/// <param name="tree">They.</param>
/// <param name="digest">SHA-256 of what it was given or is kept as, in lower-case hexadecimal.</param>
/// <param name="held">What the files are read from; null for nothing that has to be closed.</param>
internal sealed class OpenedBase(RootTree tree, string digest, IAsyncDisposable? held = null) : IAsyncDisposable
{
    /// <summary>Its files.</summary>
    public RootTree Tree => tree;

    /// <summary>SHA-256 of what it was given or is kept as, in lower-case hexadecimal; of a folder, that of the list of its files' digests.</summary>
    public string Digest => digest;

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => held?.DisposeAsync() ?? ValueTask.CompletedTask;
}
