namespace Appliance.Runtime;

/// <summary>A host refused something, or is out of reach. The message is one line that names the host and the way out.</summary>
public class HostException : Exception
{
    /// <summary>A refusal without a code of its own.</summary>
    /// <param name="host">The host, as the user calls it.</param>
    /// <param name="message">What was refused, and the way out.</param>
    public HostException(string host, string message)
        : this(host, null, message)
    {
    }

    /// <summary>A refusal with the code that the host gave.</summary>
    /// <param name="host">The host, as the user calls it.</param>
    /// <param name="code">The exit code of its program, or its error code; null where there is none.</param>
    /// <param name="message">What was refused, and the way out.</param>
    /// <param name="inner">What is behind it.</param>
    public HostException(string host, string? code, string message, Exception? inner = null)
        : base($"{host}: {message}", inner) => (Host, Code) = (host, code);

    /// <summary>The host, as the user calls it.</summary>
    public string Host { get; }

    /// <summary>The host's own code; null where it gave none.</summary>
    public string? Code { get; }
}
