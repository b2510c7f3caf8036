using Appliance.Runtime.Shell;

namespace Appliance.Runtime.Tests.Hardware;

/// <summary>This machine's shell, with programs of a folder before all others.</summary>
internal sealed class PathShell(string folder) : WrappedShell
{
    protected override string Within(string script) => $"PATH={ShellText.Quote(folder)}:$PATH\n{script}";
}
