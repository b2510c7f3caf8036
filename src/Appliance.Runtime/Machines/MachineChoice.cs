namespace Appliance.Runtime.Machines;

/// <summary>Finds the machines that a user means by names, groups and patterns.</summary>
public static class MachineChoice
{
    /// <summary>The machines in the order of the words, each once. A name is a machine's before it is a group's; what is neither stays, so that the host can refuse it.</summary>
    /// <param name="all">The machines of the host.</param>
    /// <param name="words">What the user has typed.</param>
    /// <param name="keepsGroups">Whether a group stays one, and is not its machines.</param>
    public static IReadOnlyList<ChosenMachine> Choose(IReadOnlyList<MachineStatus> all, IEnumerable<string> words, bool keepsGroups)
    {
        ArgumentNullException.ThrowIfNull(all);
        ArgumentNullException.ThrowIfNull(words);
        return [.. words.SelectMany(word => ChooseOne(all, word, keepsGroups)).DistinctBy(chosen => chosen.Name)];
    }

    private static IEnumerable<ChosenMachine> ChooseOne(IReadOnlyList<MachineStatus> all, string word, bool keepsGroups)
    {
        if (all.FirstOrDefault(machine => machine.Record.Name == word) is { } named)
        {
            return [new ChosenMachine(word, [named]) { IsNamed = true }];
        }

        MachineStatus[] members = [.. all.Where(machine => machine.Record.Group == word).OrderBy(machine => machine.Record.Start.Order)];
        if (members.Length > 0)
        {
            return keepsGroups ? [new ChosenMachine(word, members) { IsGroup = true, IsNamed = true }] : members.Select(Alone);
        }

        ChosenMachine[] matching = [.. all.Where(machine => NamePattern.Matches(word, machine.Record.Name)).Select(Alone)];
        return matching.Length > 0 ? matching : [new ChosenMachine(word, []) { IsNamed = true }];
    }

    private static ChosenMachine Alone(MachineStatus machine) => new(machine.Record.Name, [machine]);
}
