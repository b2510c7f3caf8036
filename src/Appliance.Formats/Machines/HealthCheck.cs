using System.Globalization;
using Appliance.Formats.Files;

namespace Appliance.Formats.Machines;

/// <summary>What tells that a machine is well: <c>tcp:22</c>, <c>http:80/health</c>, <c>console:login:</c>.</summary>
/// <param name="Kind">How it is asked.</param>
/// <param name="Argument">A port, a port and a path, or a text that its console shows.</param>
public sealed record HealthCheck(HealthCheckKind Kind, string Argument)
{
    /// <summary>Most that a machine has: all of them are asked every few seconds.</summary>
    public const int MaxCount = 32;

    // A console is searched for it with every piece it prints.
    private const int LongestArgument = 1000;

    /// <summary>Reads a check.</summary>
    /// <exception cref="FormatException">It is none; the message says how they read.</exception>
    public static HealthCheck Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        string[] parts = text.Split(':', 2);
        HealthCheckKind? kind = parts[0] switch
        {
            "tcp" => HealthCheckKind.Tcp,
            "http" => HealthCheckKind.Http,
            "console" => HealthCheckKind.Console,
            _ => null,
        };
        if (kind is null || parts.Length < 2)
        {
            throw new FormatException($"{RelativeName.Printable(text)}: a check reads tcp:PORT, http:PORT[/PATH] or console:TEXT");
        }

        var check = new HealthCheck(kind.Value, parts[1]);
        _ = check.ReadArgument();
        return check;
    }

    /// <summary>The port to ask, and the path; 0 and the text for a console.</summary>
    /// <exception cref="FormatException">The argument does not fit the kind.</exception>
    public (int Port, string Text) ReadArgument()
    {
        if (Argument.Length is 0 or > LongestArgument || Argument.Any(char.IsControl))
        {
            throw new FormatException($"{RelativeName.Printable(ToString())}: a check needs one line behind its colon, of at most {LongestArgument} characters");
        }

        if (Kind == HealthCheckKind.Console)
        {
            return (0, Argument);
        }

        int slash = Kind == HealthCheckKind.Http ? Argument.IndexOf('/', StringComparison.Ordinal) : -1;
        string digits = slash < 0 ? Argument : Argument[..slash];
        string path = slash < 0 ? "/" : Argument[slash..];
        bool isPort = ushort.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out ushort port) && port > 0;
        if (!isPort || path.Any(c => c is <= ' ' or > '~'))
        {
            throw new FormatException($"{RelativeName.Printable(ToString())}: the check needs a port from 1 to 65535{(Kind == HealthCheckKind.Http ? ", and a path of printable ASCII without spaces" : "")}");
        }

        return (port, path);
    }

    /// <summary>The check as <see cref="Parse"/> reads it.</summary>
    public override string ToString() => $"{Kind.ToString().ToLowerInvariant()}:{Argument}";
}
