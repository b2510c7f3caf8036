namespace Appliance.Formats;

/// <summary>
/// A file that cannot be used as what it claims to be. The message is one line that names the file,
/// the place in it where that is known, and the problem.
/// </summary>
public abstract class ImageException : Exception
{
    private protected ImageException(string file, long? offset, string problem, Exception? inner)
        : base(Describe(file, offset, problem), inner)
    {
        File = file;
        Offset = offset;
        Problem = problem;
    }

    /// <summary>The file as the user knows it; a member of an archive reads <c>web01.ova:disk1.vmdk</c>.</summary>
    public string File { get; }

    /// <summary>Byte offset within <see cref="File"/>, where the problem has one.</summary>
    public long? Offset { get; }

    /// <summary>What is wrong, without file and offset.</summary>
    public string Problem { get; }

    private static string Describe(string file, long? offset, string problem)
        => offset is { } at ? $"{file}: at byte {at}: {problem}" : $"{file}: {problem}";
}
