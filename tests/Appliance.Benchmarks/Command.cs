using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Appliance.Benchmarks;

/// <summary>Runs other programs.</summary>
internal static class Command
{
    /// <summary>Runs a program to its end.</summary>
    /// <returns>What it wrote to standard output.</returns>
    /// <exception cref="InvalidOperationException">It failed.</exception>
    public static string Output(string program, params string[] arguments) => Run(program, arguments).Output;

    /// <summary>
    /// Runs a program under time(1). Its counters cannot be had by starting the program from here: Linux lets a new
    /// program inherit the peak memory of who started it, and a .NET process is larger than qemu-img.
    /// </summary>
    public static Result Measure(IReadOnlyList<string> line)
    {
        const double KiBPerMiB = 1024;
        var watch = Stopwatch.StartNew();
        string[] counters = Run("/usr/bin/time", ["--format=%U %S %M", .. line]).Error.TrimEnd().Split('\n')[^1].Split(' ');
        double wall = watch.Elapsed.TotalSeconds;
        double[] values = [.. counters.Select(text => double.Parse(text, CultureInfo.InvariantCulture))];
        return new Result(wall, values[0] + values[1], values[2] / KiBPerMiB, TargetMiB: 0);
    }

    /// <summary>Whether a program of this name is on the path.</summary>
    public static bool Exists(string name)
        => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, name)));

    /// <summary>Asks for a program.</summary>
    /// <exception cref="InvalidOperationException">It is not on the path; the message names its Debian package.</exception>
    public static void Require(string name, string package)
    {
        if (!Exists(name))
        {
            throw new InvalidOperationException($"{name} is not installed (Debian: {package})");
        }
    }

    /// <summary>Asks for a native library.</summary>
    /// <exception cref="InvalidOperationException">It is not installed; the message names its Debian package.</exception>
    public static void RequireLibrary(string name, string package)
    {
        if (!NativeLibrary.TryLoad(name, out _))
        {
            throw new InvalidOperationException($"{name} is not installed (Debian: {package})");
        }
    }

    private static (string Output, string Error) Run(string program, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        using Process process = Process.Start(start)!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException(
                $"{program} {string.Join(' ', start.ArgumentList)} exited {process.ExitCode}\n{output}{error.GetAwaiter().GetResult()}");
        }

        return (output, error.GetAwaiter().GetResult());
    }
}
