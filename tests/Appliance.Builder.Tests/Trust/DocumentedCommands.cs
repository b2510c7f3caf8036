using System.Text.RegularExpressions;
using Appliance.Testing;

namespace Appliance.Builder.Tests.Trust;

/// <summary>The commands that docs/builds.md shows, run as they stand there.</summary>
internal static partial class DocumentedCommands
{
    /// <summary>Runs those of the first block in which a word is, in a folder; tells how they ended.</summary>
    /// <param name="word">The word.</param>
    /// <param name="folder">Where.</param>
    /// <param name="name">What files are named after.</param>
    public static (int ExitCode, string Output, string Error) Run(string word, TemporaryFolder folder, string name)
    {
        string page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "builds.md"));
        string commands = Blocks().Matches(page).Select(block => block.Groups["commands"].Value).First(block => block.Contains(word, StringComparison.Ordinal));
        return Tool.TryRun("sh", "-ec", $"cd '{folder.Path}'; name={name} ca=cert.pem\n{commands}");
    }

    [GeneratedRegex(@"```sh\n(?<commands>.*?)```", RegexOptions.Singleline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Blocks();
}
