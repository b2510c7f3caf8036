namespace Appliance.Benchmarks;

/// <summary>What contests share: our executable, and where it writes.</summary>
/// <param name="Appliance">Path of the executable.</param>
/// <param name="Folder">Where targets go.</param>
internal sealed record Stage(string Appliance, Workspace Folder)
{
    /// <summary>Our conversion of <paramref name="source"/>.</summary>
    public Contender Ours(string source, string target) => new("appliance", Role.Ours, [Appliance, "convert", "--quiet", source, target]);

    /// <summary>Our conversion of a package, its guest prepared.</summary>
    public Contender Preparing(string source, string target, params string[] more)
        => new("appliance", Role.Ours, [Appliance, "convert", "--quiet", "--guest", "require", .. more, source, target]);

    /// <summary>Our preparation: a rehearsal does all of it, and copies nothing.</summary>
    public Contender PreparingAlone(string source, params string[] more) => Preparing(source, Folder.Target("xva"), ["--dry-run", .. more]);

    /// <summary>This program as one of its own limits.</summary>
    public static Contender Limit(string name, params string[] arguments)
        => new(name, Role.Limit, [Environment.ProcessPath!, Limits.LimitProgram.Verb, .. arguments]);

    /// <summary>qemu-img, with the options that stand between the formats and the files.</summary>
    public static Contender Qemu(string name, string from, string to, string options, string source, string target, params string[] more)
        => new(name, Role.Peer, ["qemu-img", "convert", "-f", from, "-O", to, "-o", options, .. more, source, target]);

    /// <summary>Converts once more, and lets qemu-img compare.</summary>
    public string Compare(Contest contest, string from, string to, string target)
    {
        Convert(contest);
        return $"qemu-img compare: {Command.Output("qemu-img", "compare", "-f", from, "-F", to, contest.Source!, target).Trim()}";
    }

    /// <summary>Prepares a guest of one disk once more.</summary>
    /// <returns>Its disk, raw, for programs that look at it.</returns>
    public string Prepare(string source, params string[] more)
    {
        Folder.Clear();
        string target = Folder.Target("raw");
        Contender ours = Preparing(source, target, more);
        Command.Output(ours.Line[0], [.. ours.Line.Skip(1)]);
        return target;
    }

    /// <summary>What follows a place on a raw disk, for programs that know no partitions.</summary>
    public string Partition(string disk, long start)
    {
        string target = Folder.Target("partition");
        Command.Output("dd", $"if={disk}", $"of={target}", "bs=1M", "iflag=skip_bytes", $"skip={start}", "conv=sparse", "status=none");
        return target;
    }

    /// <summary>Converts once more, for a program that looks at the result.</summary>
    public void Convert(Contest contest)
    {
        Folder.Clear();
        Command.Output(contest.Ours.Line[0], [.. contest.Ours.Line.Skip(1)]);
    }
}
