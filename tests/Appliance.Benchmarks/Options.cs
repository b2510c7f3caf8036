using System.Globalization;

namespace Appliance.Benchmarks;

/// <summary>The command line.</summary>
/// <param name="Appliance">Path of the executable that is measured.</param>
/// <param name="Rounds">How often each contender runs.</param>
/// <param name="Only">Only contests whose name contains this; empty for all.</param>
/// <param name="Strict">Whether a bar that is missed is a failure: on a machine that does nothing else.</param>
internal sealed record Options(string Appliance, int Rounds, string Only, bool Strict)
{
    /// <summary>How it is called.</summary>
    public const string Usage = "usage: Appliance.Benchmarks APPLIANCE-EXECUTABLE [--rounds N] [--only TEXT] [--strict]";

    private const int DefaultRounds = 5;

    /// <summary>Reads the arguments; null where they are wrong.</summary>
    public static Options? Parse(ReadOnlySpan<string> arguments)
    {
        if (arguments is not [string appliance, .. ReadOnlySpan<string> rest])
        {
            return null;
        }

        var options = new Options(Path.GetFullPath(appliance), DefaultRounds, Only: "", Strict: false);
        while (!rest.IsEmpty)
        {
            switch (rest)
            {
                case ["--strict", ..]:
                    options = options with { Strict = true };
                    rest = rest[1..];
                    break;
                case ["--rounds", string text, ..] when int.TryParse(text, CultureInfo.InvariantCulture, out int rounds) && rounds > 0:
                    options = options with { Rounds = rounds };
                    rest = rest[2..];
                    break;
                case ["--only", string text, ..]:
                    options = options with { Only = text };
                    rest = rest[2..];
                    break;
                default:
                    return null;
            }
        }

        return options;
    }
}
