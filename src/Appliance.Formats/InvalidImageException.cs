namespace Appliance.Formats;

/// <summary>The file is damaged, contradicts itself, or is made to do harm.</summary>
public sealed class InvalidImageException : ImageException
{
    /// <summary>Reports damage that has no single place.</summary>
    public InvalidImageException(string file, string problem)
        : base(file, offset: null, problem, inner: null)
    {
    }

    /// <summary>Reports damage at <paramref name="offset"/> (bytes from the start of the file).</summary>
    public InvalidImageException(string file, long? offset, string problem, Exception? inner = null)
        : base(file, offset, problem, inner)
    {
    }
}
