namespace Appliance.Benchmarks.Limits;

/// <summary>This program as a child process of its own: the part of a conversion that cannot be left out, and nothing else.</summary>
internal static class LimitProgram
{
    /// <summary>The first argument of such a process.</summary>
    public const string Verb = "limit";

    /// <summary>Runs one limit.</summary>
    /// <returns>The exit code.</returns>
    public static int Run(ReadOnlySpan<string> arguments)
    {
        switch (arguments)
        {
            case ["inflate", string source]:
                InflateLimit.Run(source);
                return 0;
            case ["inflate", string source, string target]:
                InflateLimit.Run(source, target);
                return 0;
            case ["deflate", string source]:
                DeflateLimit.Run(source);
                return 0;
            case ["copy", string source, string target]:
                CopyLimit.Run(source, target);
                return 0;
            default:
                return 2;
        }
    }
}
