using Appliance.Cli.Output;
using McMaster.Extensions.CommandLineUtils;

namespace Appliance.Cli.Commands.Options;

/// <summary>Asks before something is lost.</summary>
internal sealed class ConsentOptions
{
    private const int MostNames = 8;

    /// <summary>Whether nobody is asked.</summary>
    [Option("--yes", "Do not ask before something is lost.", CommandOptionType.NoValue)]
    public bool Yes { get; set; }

    /// <summary>Whether somebody agrees. Without a terminal to ask on, nobody has.</summary>
    /// <exception cref="UsageException">There is nobody to ask.</exception>
    public bool IsGiven(string question)
    {
        bool isGiven = Yes || Agrees(question);
        if (!isGiven)
        {
            Terminal.WriteError("nothing was done");
        }

        return isGiven;
    }

    /// <summary>Names in a question.</summary>
    public static string Names(IReadOnlyCollection<string> names) => names.Count <= MostNames
        ? string.Join(", ", names) : $"{string.Join(", ", names.Take(MostNames))} and {names.Count - MostNames} more";

    private static bool Agrees(string question)
    {
        if (Console.IsInputRedirected || Console.IsErrorRedirected)
        {
            throw new UsageException($"{question} There is no terminal to ask on: --yes agrees");
        }

        Console.Error.Write($"{Terminal.OneLine(question)} [y/N] ");
        return Console.In.ReadLine()?.Trim() is "y" or "Y" or "yes";
    }
}
