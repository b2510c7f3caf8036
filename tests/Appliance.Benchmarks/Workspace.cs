namespace Appliance.Benchmarks;

/// <summary>Where sources are kept between runs, and where targets go.</summary>
internal sealed class Workspace : IDisposable
{
    private const double BytesPerMiB = 1 << 20;
    private const long WarmUpBytes = 2L << 30;

    /// <summary>The folder that is kept between runs.</summary>
    public static string Cache { get; } = Directory.CreateDirectory(Path.Combine(CacheRoot(), "appliance")).FullName;

    /// <summary>Where targets go.</summary>
    public string Targets { get; } = Directory.CreateTempSubdirectory("appliance-bench-").FullName;

    /// <summary>A folder for sources that are not kept.</summary>
    public string Sources => Directory.CreateDirectory(Path.Combine(Targets, "sources")).FullName;

    /// <summary>Length of all that the last contender has made.</summary>
    public double TargetMiB => new DirectoryInfo(Targets).EnumerateFiles().Sum(file => file.Length) / BytesPerMiB;

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
    public string Target(string extension) => Path.Combine(Targets, $"out.{extension}");

    /// <summary>
    /// Writes more than any contender does, and removes it: the first one would pay for memory that the host of a
    /// virtual machine has taken back, and the others would not.
    /// </summary>
    public void WarmUp()
    {
        var piece = new byte[1 << 16];
        string path = Target("warm");
        using (FileStream file = File.Create(path, bufferSize: 0))
        {
            while (file.Position < WarmUpBytes)
            {
                file.Write(piece);
            }
        }

        File.Delete(path);
    }

    /// <summary>Removes what the last contender has made.</summary>
    public void Clear()
    {
        foreach (string file in Directory.EnumerateFiles(Targets))
        {
            File.Delete(file);
        }
    }

    public void Dispose() => Directory.Delete(Targets, recursive: true);

    private static string CacheRoot()
    {
        string? named = Environment.GetEnvironmentVariable("XDG_CACHE_HOME");
        return string.IsNullOrEmpty(named)
            ? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache")
            : named;
    }
}
