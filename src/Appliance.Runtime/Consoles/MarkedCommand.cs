using System.Globalization;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Appliance.Runtime.Shell;

namespace Appliance.Runtime.Consoles;

/// <summary>
/// A command between marks that nobody can guess. The marks are typed in two halves and printed in one piece, so that the echo of
/// what is typed is none; each is printed twice, because the kernel may print in the middle of one.
/// </summary>
internal sealed class MarkedCommand
{
    // Each half; eight bytes.
    private const int HalfDigits = 16;

    // Longer than any mark with an exit code: a piece of one may be at the end of what was read so far.
    private const int LongestMark = (2 * HalfDigits) + 8;

    // It gets no input: what is typed next is not for it. $? is of one command only, so it is kept.
    private const string Script = """m=$1$2; printf '\n%s<\n%s<\n' $m $m; sh -c "$3" < /dev/null 2>&1; c=$?; printf '\n%s>%s>\n%s>%s>\n' $m $c $m $c""";

    private readonly string _mark;
    private readonly string _begin;
    private readonly Regex _end;
    private int _from;

    /// <summary>Chooses the marks.</summary>
    /// <param name="command">The command, for <c>sh</c>.</param>
    public MarkedCommand(string command)
    {
        _mark = RandomNumberGenerator.GetHexString(2 * HalfDigits, lowercase: true);
        _begin = $"{_mark}<";
        _end = new Regex($"{_mark}>[0-9]{{1,3}}>", RegexOptions.NonBacktracking);
        Typed = $"sh -c {ShellText.Quote(Script)} sh {_mark[..HalfDigits]} {_mark[HalfDigits..]} {ShellText.Quote(command)}\r";
    }

    /// <summary>What is typed.</summary>
    public string Typed { get; }

    /// <summary>Types it, and waits for its end.</summary>
    /// <param name="console">Where.</param>
    /// <param name="limit">How long it may take.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Stops the wait.</param>
    /// <returns>What came of it; null where it still runs, or has printed more than is kept.</returns>
    public async Task<CommandResult?> RunAsync(TypedConsole console, TimeSpan limit, TimeProvider time, CancellationToken cancellationToken)
    {
        await console.TypeAsync(Typed, cancellationToken);
        long begun = time.GetTimestamp();
        while (true)
        {
            CommandResult? result = Find(console.Said);
            TimeSpan left = limit - time.GetElapsedTime(begun);
            if (result is not null || console.IsFull || left <= TimeSpan.Zero || !await console.HearAsync(left, cancellationToken))
            {
                return result;
            }
        }
    }

    /// <summary>Looks whether it has come to its end.</summary>
    /// <param name="said">All that was said since it was typed; each time more of it.</param>
    /// <returns>What came of it; null while it runs.</returns>
    public CommandResult? Find(ReadOnlySpan<char> said)
    {
        foreach (ValueMatch match in _end.EnumerateMatches(said, _from))
        {
            ReadOnlySpan<char> code = said.Slice(match.Index + _mark.Length + 1, match.Length - _mark.Length - 2);
            return ResultOf(said[..match.Index], int.Parse(code, CultureInfo.InvariantCulture));
        }

        _from = Math.Max(_from, said.Length - LongestMark);
        return null;
    }

    /// <summary>What it has printed until now; empty where its beginning cannot be told.</summary>
    public string OutputSoFar(ReadOnlySpan<char> said) => OutputOf(said) ?? "";

    private CommandResult ResultOf(ReadOnlySpan<char> said, int code) => OutputOf(said) is { } output
        ? new CommandResult(code, output, null)
        : new CommandResult(null, "", "the console was so busy that the beginning of its output cannot be told");

    private string? OutputOf(ReadOnlySpan<char> said)
    {
        int at = said.LastIndexOf(_begin, StringComparison.Ordinal);
        return at < 0 ? null : new string(said[(at + _begin.Length)..].Trim('\n'));
    }
}
