namespace Appliance.Testing.Ssh;

/// <summary>A server that is started when the first test wants it; a fixture for classes where not all do.</summary>
public sealed class LazySshServer : IDisposable
{
    private readonly Lazy<SshServer> _server = new(() => new SshServer());

    /// <summary>Whether a server can be started on this machine.</summary>
    public static bool IsPossible => NeedsSshFactAttribute.Reason is null;

    /// <summary>The server.</summary>
    public SshServer Server => _server.Value;

    public void Dispose()
    {
        if (_server.IsValueCreated)
        {
            _server.Value.Dispose();
        }
    }
}
