using Appliance.Cli.Output;
using McMaster.Extensions.CommandLineUtils;

namespace Appliance.Cli.Commands;

/// <summary>What every verb has in common.</summary>
internal abstract class OutputCommand
{
    /// <summary>What a verb leaves behind that only looks.</summary>
    public const string Unchanged = "nothing was changed";

    /// <summary>Cancelled when the user wants to stop. Set once; the parser makes the commands and cannot hand it over.</summary>
    public static CancellationToken CancellationToken { get; set; }

    /// <summary>Whether to print JSON.</summary>
    [Option("--json", "Print the result as one JSON document.", CommandOptionType.NoValue)]
    public bool Json { get; set; }

    /// <summary>Whether to keep quiet.</summary>
    [Option("--quiet", "No progress, no warnings.", CommandOptionType.NoValue)]
    public bool Quiet { get; set; }

    /// <summary>Whether to show where an error comes from.</summary>
    [Option("--verbose", "Show where an error comes from.", CommandOptionType.NoValue)]
    public bool Verbose { get; set; }

    /// <summary>What the verb leaves behind when it is cancelled, and where to look.</summary>
    public virtual string Aftermath => Unchanged;

    /// <summary>Writes a warning.</summary>
    protected void Warn(string message)
    {
        if (!Quiet)
        {
            Terminal.WriteError($"warning: {message}");
        }
    }
}
