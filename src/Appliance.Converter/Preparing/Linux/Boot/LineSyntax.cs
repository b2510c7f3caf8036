using Appliance.Converter.Preparing.Linux.Texts;

namespace Appliance.Converter.Preparing.Linux.Boot;

/// <summary>The arguments alone: <c>/etc/kernel/cmdline</c>.</summary>
internal sealed class LineSyntax : IArgumentSyntax
{
    public ArgumentRange? Find(string line)
        => Words.IsComment(line) ? null : new ArgumentRange(Words.SkipBlanks(line, 0), line.TrimEnd().Length, TakesConsole: true);
}
