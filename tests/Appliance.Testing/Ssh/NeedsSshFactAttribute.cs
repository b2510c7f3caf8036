using Xunit;

namespace Appliance.Testing.Ssh;

/// <summary>A test with a real ssh server; skipped, with the reason, where none can be started.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class NeedsSshFactAttribute : FactAttribute
{
    public NeedsSshFactAttribute() => Skip = Reason;

    /// <summary>Why there can be no server; null where there can.</summary>
    internal static string? Reason { get; } = !File.Exists(SshServer.Program) ? "not installed: sshd"
        : !Tool.Exists("ssh") ? "not installed: ssh"
        : Environment.IsPrivilegedProcess || Directory.Exists("/run/sshd") ? null
        : "sshd needs the folder /run/sshd, which only root can make";
}
