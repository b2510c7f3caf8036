namespace Appliance.Runtime.Shell;

/// <summary>Makes one plain sentence, with a way out, of what ssh says when there is no connection.</summary>
internal static class SshFailure
{
    // ssh's words, and ours.
    private static readonly (string Words, string Sentence)[] Known =
    [
        ("REMOTE HOST IDENTIFICATION HAS CHANGED", "the host key is not the one that is known; find out why, and only then remove the old one with ssh-keygen -R {0}"),
        ("Host key verification failed", "the host key is not known; connect once with ssh {0}, compare the fingerprint, and try again"),
        ("Permission denied", "ssh was not let in; put a key where ssh {0} works without a password, or load it into ssh-agent"),
        ("Too many authentication failures", "ssh offered too many keys; name the right one for {0} in ssh's configuration (IdentityFile, IdentitiesOnly)"),
        ("Connection refused", "nothing listens for ssh there; is sshd running, and is the port right?"),
        ("Could not resolve hostname", "the name {0} is not known; check the address, or add it to ssh's configuration"),
        ("No route to host", "there is no way to {0} in the network; is it switched on?"),
        ("Network is unreachable", "there is no way to {0} in the network; is this machine connected?"),
        ("timed out", "{0} does not answer; is it switched on, and is the way there open?"),
        ("not responding", "{0} stopped answering; what was going on there has been ended"),
    ];

    /// <summary>The error for a connection that was not made, or broke.</summary>
    /// <param name="host">The host, as the user calls it.</param>
    /// <param name="address">The host, as ssh calls it.</param>
    /// <param name="error">What ssh said.</param>
    public static HostException Explain(string host, string address, string error)
    {
        string? last = error.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).LastOrDefault();
        string? sentence = Known.FirstOrDefault(known => error.Contains(known.Words, StringComparison.Ordinal)).Sentence;
        string message = sentence is not null ? string.Format(null, sentence, address)
            : IsBreak(error) ? "the connection broke; try again"
            : $"ssh cannot connect: {last}";
        return new HostException(host, "255", message);
    }

    // The shared connection went while a script ran or before it began.
    private static bool IsBreak(string error) =>
        error.Length == 0 || error.Contains("mux_client", StringComparison.Ordinal) || error.Contains("closed by", StringComparison.Ordinal)
        || error.Contains("Control socket", StringComparison.Ordinal) || error.Contains("reset by peer", StringComparison.Ordinal);
}
