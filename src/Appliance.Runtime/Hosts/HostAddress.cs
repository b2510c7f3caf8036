namespace Appliance.Runtime.Hosts;

/// <summary>Where a host is: <c>xl://</c>, <c>xl+ssh://root@xen1:22</c>.</summary>
/// <param name="Scheme">How it is spoken to.</param>
/// <param name="Machine">Name or address, or an alias of the ssh configuration; empty for this machine.</param>
/// <param name="User">Whom to log in as; null for what ssh's configuration says.</param>
/// <param name="Port">Port; null for what ssh's configuration says.</param>
public sealed record HostAddress(HostScheme Scheme, string Machine, string? User = null, int? Port = null)
{
    /// <summary>Reads an address.</summary>
    /// <exception cref="FormatException">It is not one; the message says why.</exception>
    public static HostAddress Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text is "xl://" or "xl:///")
        {
            return new HostAddress(HostScheme.Xl, "");
        }

        if (!text.StartsWith("xl+ssh://", StringComparison.Ordinal))
        {
            throw new FormatException($"{text}: there are xl:// for this machine and xl+ssh://[user@]host[:port] for others");
        }

        bool isUri = Uri.TryCreate(text, UriKind.Absolute, out Uri? uri);
        if (!isUri || uri!.Host.Length == 0 || uri.PathAndQuery is not ("" or "/") || uri.Host[0] == '-')
        {
            throw new FormatException($"{text}: an address reads xl+ssh://[user@]host[:port]");
        }

        if (uri.UserInfo.Contains(':', StringComparison.Ordinal) || uri.UserInfo.StartsWith('-'))
        {
            throw new FormatException($"{uri.Scheme}://{uri.Host}: ssh takes keys and asks for passwords itself; leave the password out");
        }

        return new HostAddress(
            HostScheme.XlSsh, uri.Host.Trim('[', ']'), uri.UserInfo.Length > 0 ? Uri.UnescapeDataString(uri.UserInfo) : null, uri.Port > 0 ? uri.Port : null);
    }

    /// <summary>The address as <see cref="Parse"/> reads it.</summary>
    public override string ToString()
    {
        string machine = Machine.Contains(':', StringComparison.Ordinal) ? $"[{Machine}]" : Machine;
        return Scheme == HostScheme.Xl ? "xl://" : $"xl+ssh://{(User is null ? "" : $"{User}@")}{machine}{(Port is null ? "" : $":{Port}")}";
    }
}
