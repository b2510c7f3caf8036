using Appliance.Converter.Preparing.Linux.Texts;

namespace Appliance.Converter.Preparing.Linux.Boot;

/// <summary>A variable: <c>GRUB_CMDLINE_LINUX="..."</c>, <c>set kernelopts="..."</c>, <c># kopt=...</c>.</summary>
/// <param name="before">What stands in front of the name: <c>set </c>; empty for nothing.</param>
/// <param name="withConsole">Variables whose value every kernel gets.</param>
/// <param name="others">Variables that hold arguments too.</param>
/// <param name="isShell">Whether a shell reads it, where a value without quotes is a single word.</param>
internal sealed class VariableSyntax(string before, string[] withConsole, string[] others, bool isShell = false) : IArgumentSyntax
{
    public ArgumentRange? Find(string line)
    {
        int start = Words.SkipBlanks(line, 0);
        if (!line.AsSpan(start).StartsWith(before, StringComparison.Ordinal))
        {
            return null;
        }

        start += before.Length;
        bool takesConsole = withConsole.Any(name => IsNamed(line, start, name));
        if (!takesConsole && !others.Any(name => IsNamed(line, start, name)))
        {
            return null;
        }

        int value = line.IndexOf('=', start) + 1;
        return value < line.Length && line[value] is '"' or '\''
            ? new ArgumentRange(value + 1, line.IndexOf(line[value], value + 1) is var close and > 0 ? close : line.Length, takesConsole)
            : new ArgumentRange(value, isShell ? Words.SkipWord(line, value) : Math.Max(value, line.TrimEnd().Length), takesConsole) { IsShellWord = isShell };
    }

    private static bool IsNamed(string line, int start, string name)
        => line.AsSpan(start).StartsWith(name, StringComparison.Ordinal) && start + name.Length < line.Length && line[start + name.Length] == '=';
}
