namespace Appliance.Formats;

/// <summary>The file may well be valid, but is refused: a feature we do not read, or one nobody should.</summary>
public sealed class UnsupportedImageException : ImageException
{
    /// <summary>Refuses a file for something that has no single place.</summary>
    public UnsupportedImageException(string file, string problem)
        : base(file, offset: null, problem, inner: null)
    {
    }

    /// <summary>Refuses a file for what stands at <paramref name="offset"/> (bytes from the start of the file).</summary>
    public UnsupportedImageException(string file, long? offset, string problem)
        : base(file, offset, problem, inner: null)
    {
    }
}
