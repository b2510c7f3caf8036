using Appliance.Formats;
using Appliance.Guests.Native.Linux;

namespace Appliance.Guests.FileSystems;

/// <summary>What it means for a file system when Linux refuses something.</summary>
internal static class LinuxProblem
{
    /// <summary>Whether the file system is damaged, or its device failed.</summary>
    public static bool IsDamage(LinuxException e) => e.Errno is Errno.Damaged or Errno.BadChecksum or Errno.Failed;

    /// <summary>Whether there is no such thing as was asked for.</summary>
    public static bool IsAbsence(LinuxException e) => e.Errno is Errno.NotFound or Errno.NoFolder or Errno.Link or Errno.NameTooLong;

    /// <summary>Tells of damage.</summary>
    public static InvalidImageException ExplainDamage(string name, LinuxException e)
        => new(name, offset: null, $"the file system is damaged: {e.Message}", e);

    /// <summary>Tells why something was not done at a path.</summary>
    public static IOException Explain(string name, string path, LinuxException e) => e.Errno switch
    {
        Errno.NotFound or Errno.NoFolder or Errno.Link => new FileNotFoundException($"{name}: {path} is not there", e),
        Errno.Exists => new IOException($"{name}: something else is at {path}", e),
        Errno.IsFolder => new IOException($"{name}: {path} is no regular file", e),
        Errno.NotEmpty => new IOException($"{name}: {path} is not empty", e),
        Errno.NoSpace => new IOException($"{name}: the file system is full", Errno.NoSpace),
        _ => new IOException($"{name}: {path}: {e.Message}", e),
    };

    /// <summary>Tells why a file system was not mounted.</summary>
    public static ImageException ExplainMount(string name, LinuxException e)
    {
        string problem = $"Linux does not mount it: {e.Message}";
        return e.Message.Contains("incompatible features", StringComparison.Ordinal) || e.Message.Contains("unsupported", StringComparison.OrdinalIgnoreCase)
            ? new UnsupportedImageException(name, $"{problem}; install a newer kernel (linux-image-amd64) on this host")
            : e.Message.Contains("devid", StringComparison.Ordinal) && e.Message.Contains("missing", StringComparison.Ordinal)
            ? new UnsupportedImageException(name, $"{problem}; it has more than one device, which is not supported: take all but one out of it in the guest")
            : new InvalidImageException(name, offset: null, problem, e);
    }
}
