namespace Appliance.Benchmarks;

/// <summary>Where sources are kept between runs, and where targets go.</summary>
internal sealed class Workspace : IDisposable
{
    private const double BytesPerMiB = 1 << 20;
    private readonly string _targets = Directory.CreateTempSubdirectory("appliance-bench-").FullName;

    /// <summary>The folder that is kept between runs.</summary>
    public static string Cache { get; } = Directory.CreateDirectory(Path.Combine(CacheRoot(), "appliance")).FullName;

    /// <summary>Length of all that the last contender has made.</summary>
    public double TargetMiB => new DirectoryInfo(_targets).EnumerateFiles().Sum(file => file.Length) / BytesPerMiB;

    /// <summary>Path of a source, made on the first use.</summary>
    public static string Source(string name, Action<string> make)
    {
        string path = Path.Combine(Cache, name);
        if (!File.Exists(path))
        {
            Console.Error.WriteLine($"making {path}");
            string partial = $"{path}.{Environment.ProcessId}.partial";
            make(partial);
            File.Move(partial, path);
        }

        return path;
    }

    /// <summary>Path of the next target.</summary>
    public string Target(string extension) => Path.Combine(_targets, $"out.{extension}");

    /// <summary>Removes what the last contender has made.</summary>
    public void Clear()
    {
        foreach (string file in Directory.EnumerateFiles(_targets))
        {
            File.Delete(file);
        }
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
