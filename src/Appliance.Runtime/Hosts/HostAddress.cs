namespace Appliance.Runtime.Hosts;

/// <summary>Where a host is: <c>xl://</c>, <c>xl+ssh://root@xen1:22</c>, <c>xapi://root@pool1</c>.</summary>
/// <param name="Scheme">How it is spoken to.</param>
/// <param name="Machine">Name or address, or an alias of the ssh configuration; empty for this machine.</param>
/// <param name="User">Whom to log in as; null for what ssh's configuration says, and for root with xapi.</param>
/// <param name="Port">Port; null for what ssh's configuration says, and for the usual one with xapi.</param>
public sealed record HostAddress(HostScheme Scheme, string Machine, string? User = null, int? Port = null)
{
    // By the schemes' numbers.
    private static readonly string[] Words = ["xl", "xl+ssh", "xapi", "xapi+http"];

    /// <summary>Whether a pool's xapi is spoken to.</summary>
    public bool IsXapi => Scheme is HostScheme.Xapi or HostScheme.XapiPlain;

    private string Word => Words[(int)Scheme];

    /// <summary>Reads an address.</summary>
    /// <exception cref="FormatException">It is not one; the message says why.</exception>
    public static HostAddress Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text is "xl://" or "xl:///")
        {
            return new HostAddress(HostScheme.Xl, "");
        }

        int scheme = Array.FindIndex(Words, word => text.StartsWith($"{word}://", StringComparison.Ordinal));
        if (scheme <= (int)HostScheme.Xl)
        {
            throw new FormatException($"{text}: there are xl:// for this machine, xl+ssh://[user@]host[:port] for others, and xapi://[user@]host[:port] for pools");
        }

        // Before anything is told of what was typed: there may be a password in it.
        string rest = text[(Words[scheme].Length + "://".Length)..], user = rest[..Math.Max(0, rest.LastIndexOf('@'))];
        if (user.Contains(':', StringComparison.Ordinal) || user.StartsWith('-'))
        {
            throw new FormatException($"{Words[scheme]}://{rest[(user.Length + 1)..]}: {(scheme == (int)HostScheme.XlSsh
                ? "ssh takes keys and asks for passwords itself; leave the password out"
                : "leave the password out, others can see it here: give a file with --password-file, or set APPLIANCE_PASSWORD")}");
        }

        bool isUri = Uri.TryCreate(text, UriKind.Absolute, out Uri? uri);
        if (!isUri || uri!.Host.Length == 0 || uri.PathAndQuery is not ("" or "/") || uri.Host[0] == '-')
        {
            throw new FormatException($"{text}: an address reads {Words[scheme]}://[user@]host[:port]");
        }

        return new HostAddress(
            (HostScheme)scheme, uri.Host.Trim('[', ']'), uri.UserInfo.Length > 0 ? Uri.UnescapeDataString(uri.UserInfo) : null, uri.Port > 0 ? uri.Port : null);
    }

    /// <summary>The address as <see cref="Parse"/> reads it.</summary>
    public override string ToString()
    {
        string machine = Machine.Contains(':', StringComparison.Ordinal) ? $"[{Machine}]" : Machine;
        return Scheme == HostScheme.Xl ? "xl://" : $"{Word}://{(User is null ? "" : $"{User}@")}{machine}{(Port is null ? "" : $":{Port}")}";
    }
}
