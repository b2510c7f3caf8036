using System.Diagnostics;
using Appliance.Converter.Preparing.Linux.Texts;
using Appliance.Guests.FileSystems;
using Appliance.Guests.Trees;

namespace Appliance.Converter.Preparing.Linux.Security;

/// <summary>Which label SELinux's policy gives a path, as selabel_lookup(3) finds it.</summary>
internal sealed class SelinuxPolicy
{
    // Policies of Fedora have some 6,500 lines.
    private const int MostPatterns = 50_000;

    // Some twenty begin like a path below /etc; each costs a small machine to match it.
    private const int MostTried = 500;

    private const string Nothing = "<<none>>";

    // All paths together cost some milliseconds; a policy made to cost more tells nothing from then on.
    private static readonly TimeSpan MostTime = TimeSpan.FromSeconds(5);

    private readonly Stopwatch _matching = new();
    private readonly List<SelinuxPattern> _patterns = [];
    private readonly List<(string From, string To)> _substitutes = [];

    private SelinuxPolicy()
    {
    }

    /// <summary>Reads the policy that the guest's configuration names; null where there is none.</summary>
    public static SelinuxPolicy? Read(GuestTree tree)
    {
        if (TypeOf(tree) is not { } type)
        {
            return null;
        }

        string contexts = $"/etc/selinux/{type}/contexts/files/file_contexts";
        var policy = new SelinuxPolicy();
        foreach (string path in new[] { contexts, contexts + ".local" })
        {
            policy._patterns.AddRange((GuestText.Read(tree, path)?.Lines ?? []).Select(SelinuxPattern.Parse).OfType<SelinuxPattern>().Take(MostPatterns));
        }

        foreach (string path in new[] { contexts + ".subs_dist", contexts + ".subs" })
        {
            policy._substitutes.AddRange((GuestText.Read(tree, path)?.Lines ?? []).Where(line => !Words.IsComment(line)).Select(Words.Split)
                .Where(words => words.Length == 2).Select(words => (words[0], words[1])).Take(MostPatterns));
        }

        return policy._patterns.Count > 0 ? policy : null;
    }

    /// <summary>The label of a path; null where the policy gives none.</summary>
    public string? LabelOf(string path, FileType type)
    {
        string substituted = Substitute(path);

        // A path written out goes before patterns, and what stands further down is the more special.
        SelinuxPattern[] fitting = [.. _patterns.Where(pattern => pattern.MayMatch(substituted, type))];
        SelinuxPattern? found = fitting.LastOrDefault(pattern => pattern.IsExact)
            ?? (fitting.Length > MostTried ? null : LastMatch(fitting, substituted));
        return found is null || found.Label == Nothing ? null : found.Label;
    }

    private static string? TypeOf(GuestTree tree)
        => GuestText.Read(tree, "/etc/selinux/config")?.Lines.Select(line => Assignment.Parse(line) is { Key: "SELINUXTYPE" } found ? found.ValueOf(line) : null)
            .LastOrDefault(type => type is { Length: > 0 } && !type.Contains('/', StringComparison.Ordinal));

    private string Substitute(string path)
        => _substitutes.FindLast(pair => GuestPath.IsWithin(path, pair.From)) is { From: not null } found ? found.To + path[found.From.Length..] : path;

    private SelinuxPattern? LastMatch(SelinuxPattern[] patterns, string path)
    {
        _matching.Start();
        SelinuxPattern? found = patterns.LastOrDefault(pattern => _matching.Elapsed < MostTime && pattern.Matches(path));
        _matching.Stop();
        return found;
    }
}
