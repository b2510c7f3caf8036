using System.Globalization;

namespace Appliance.Runtime.Xl.Domains;

/// <summary>Connects to the console of a domain.</summary>
internal static class ConsoleScript
{
    /// <summary>A script whose input is typed and whose output is what the console prints.</summary>
    /// <param name="kind">The console: <c>pv</c> or <c>serial</c>.</param>
    /// <param name="domain">The domain's number.</param>
    public static string For(string kind, int domain)
    {
        string id = domain.ToString(CultureInfo.InvariantCulture);

        // "xl console" does not read an input that is no terminal. The program that it starts does, when it is told to; it lies
        // beside Xen's other programs, where no path leads.
        return $"""
            for console in /usr/lib/xen*/bin/xenconsole /usr/lib64/xen*/bin/xenconsole /usr/libexec/xen*/bin/xenconsole /usr/local/lib/xen*/bin/xenconsole; do
                [ ! -x "$console" ] || exec "$console" --interactive --num 0 --type {kind} {id}
            done
            exec xl console -t {kind} {id}
            """;
    }
}
