namespace Appliance.Formats.IO;

/// <summary>Disposes what was opened on the way to something, unless the way was walked to its end.</summary>
/// <typeparam name="T">What is opened: a disk, a file that comes by, a folder.</typeparam>
/// <param name="held">The first one.</param>
internal sealed class Ownership<T>(T held) : IAsyncDisposable
    where T : class, IAsyncDisposable
{
    private T? _held = held;

    /// <summary>What is held.</summary>
    public T Held => _held ?? throw new InvalidOperationException("what was held is released");

    /// <summary>Holds what was made from the former one, and needs that no more.</summary>
    public async ValueTask ReplaceAsync(T next)
    {
        T former = Held;
        _held = next;
        await former.DisposeAsync();
    }

    /// <summary>Holds what was made from the former one, and has it for its own.</summary>
    public void Wrap(T next) => _held = next;

    /// <summary>Hands it over.</summary>
    public T Release()
    {
        T released = Held;
        _held = null;
        return released;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _held?.DisposeAsync() ?? ValueTask.CompletedTask;
}
