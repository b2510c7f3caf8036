using Appliance.Converter.Preparing.Linux.Texts;

namespace Appliance.Converter.Preparing.Linux.Boot;

/// <summary>A configuration with arguments of kernels.</summary>
/// <param name="text">The file.</param>
/// <param name="syntax">How it writes them down.</param>
internal sealed class BootText(GuestText text, IArgumentSyntax syntax)
{
    /// <summary>Where it is.</summary>
    public string Path => text.Path;

    /// <summary>All arguments, line by line.</summary>
    public IEnumerable<string> Arguments
        => text.Lines.Select(line => (Line: line, Range: Find(line))).Where(found => found.Range is not null)
            .Select(found => found.Line[found.Range!.Value.Start..found.Range.Value.End]);

    /// <summary>Changes the arguments.</summary>
    /// <param name="context">Where it is written, and told that it could not be.</param>
    /// <param name="edit">Gives other arguments for those of a place.</param>
    /// <returns>Whether something was changed.</returns>
    public bool Edit(PreparationContext context, Func<string, ArgumentRange, string> edit)
    {
        int length = text.ToBytes().Length;
        if (text.Lines.Any(line => GoesOn(line) && syntax.Find(line) is not null))
        {
            WarnOnce(context, $"{Path}: a line with arguments of the kernel goes on in the next one and stays as it is; see that it names the devices of Xen, and {KernelArguments.XenConsole}");
        }

        text.Edit(line => Find(line) is { } range
            ? Words.Replace(line, range.Start..range.End, Quoted(edit(line[range.Start..range.End], range), range)) : line);
        if (GrubEnvironment.IsOne(text) && !GrubEnvironment.Fit(text, length))
        {
            context.Warn($"{Path} is full and stays as it is; set its kernelopts with grub2-editenv on Xen");
            return false;
        }

        return text.Save(context.Tree);
    }

    private static string Quoted(string arguments, ArgumentRange range) => range.IsShellWord && arguments.Contains(' ') ? $"\"{arguments}\"" : arguments;

    // A backslash at the end is no argument, and one behind it would be cut off.
    private static bool GoesOn(string line) => line.AsSpan().TrimEnd().EndsWith("\\");

    private static void WarnOnce(PreparationContext context, string text)
    {
        if (!context.Texts(NoteKind.Warning).Contains(text))
        {
            context.Warn(text);
        }
    }

    private ArgumentRange? Find(string line) => GoesOn(line) ? null : syntax.Find(line);
}
