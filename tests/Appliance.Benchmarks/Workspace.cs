namespace Appliance.Benchmarks;

/// <summary>Where sources are kept between runs, and where targets go.</summary>
internal sealed class Workspace : IDisposable
{
    private readonly string _targets = Directory.CreateTempSubdirectory("appliance-bench-").FullName;

    /// <summary>The target of the next conversion.</summary>
    public string Target => Path.Combine(_targets, "out.vhd");

    /// <summary>Path of a source, made on the first use.</summary>
    public static string Source(string name, Action<string> make)
    {
        string cache = Path.Combine(CacheRoot(), "appliance");
        string path = Path.Combine(cache, name);
        if (!File.Exists(path))
        {
            Console.Error.WriteLine($"making {path}");
            Directory.CreateDirectory(cache);
            string partial = $"{path}.{Environment.ProcessId}.partial";
            make(partial);
            File.Move(partial, path);
        }

        return path;
    }

    public void Dispose() => Directory.Delete(_targets, recursive: true);

    private static string CacheRoot()
    {
        string? named = Environment.GetEnvironmentVariable("XDG_CACHE_HOME");
        return string.IsNullOrEmpty(named)
            ? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache")
            : named;
    }
}
