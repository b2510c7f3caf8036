namespace Appliance.Builder.Building;

/// <summary>A new folder for what a build makes; it goes away with all that is in it.</summary>
internal sealed class WorkFolder : IAsyncDisposable
{
    /// <summary>Makes it.</summary>
    /// <param name="parent">The folder that it is made in.</param>
    public WorkFolder(string parent)
    {
        Path = System.IO.Path.Combine(parent, $"appliance-build-{System.IO.Path.GetRandomFileName()}");
        Directory.CreateDirectory(Path);
    }

    /// <summary>Its path.</summary>
    public string Path { get; }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        Directory.Delete(Path, recursive: true);
        return ValueTask.CompletedTask;
    }
}
