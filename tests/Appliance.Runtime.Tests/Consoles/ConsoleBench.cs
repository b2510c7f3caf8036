using Appliance.Runtime.Consoles;
using Appliance.Runtime.Shell;
using Appliance.Testing;

namespace Appliance.Runtime.Tests.Consoles;

/// <summary>A real terminal of this machine as the console: what runs on it has an echo, prompts and Ctrl-C, as in a guest.</summary>
internal sealed class ConsoleBench : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    /// <summary>What the log has.</summary>
    public List<string> Lines { get; } = [];

    /// <summary>Files for what runs there.</summary>
    public string this[string name] => _folder[name];

    /// <summary>Comes to a shell.</summary>
    /// <param name="program">What runs on the terminal.</param>
    /// <param name="options">Who logs in; null for nobody.</param>
    public async Task<ConsoleShell> OpenAsync(string program, ConsoleShellOptions? options = null)
    {
        ChildProcess process = ChildProcess.Start("xen1", isDetached: true, "script", ["-qfc", program, "/dev/null"]);
        var console = new ShellProcess("xen1", process, process.Kill, error => new HostException("xen1", error));
        var whole = new ConsoleShellOptions { User = options?.User, Password = options?.Password, Limit = options?.Limit ?? TimeSpan.FromMinutes(1), ConsoleLine = Lines.Add };
        return await ConsoleShell.LogInAsync("xen1", console, whole, TimeProvider.System, default);
    }

    /// <summary>A real login(1), which knows one user and shows users and passwords of no other; it needs root.</summary>
    public string Login(string user, string password)
    {
        string hash = Tool.Run("openssl", "passwd", "-6", password).Trim();
        _folder.Write("passwd", $"root:x:0:0:root:/root:/bin/bash\n{user}:x:1234:1234::/tmp:/bin/bash\n");
        _folder.Write("shadow", $"root:*:19000:0:99999:7:::\n{user}:{hash}:19000:0:99999:7:::\n");
        return $"unshare --mount sh -c 'mount --bind {this["passwd"]} /etc/passwd && mount --bind {this["shadow"]} /etc/shadow && while :; do TERM=linux login; done'";
    }

    public void Dispose() => _folder.Dispose();
}
