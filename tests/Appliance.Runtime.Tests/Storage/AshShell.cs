using Appliance.Runtime.Shell;
using Appliance.Runtime.Tests.Hardware;

namespace Appliance.Runtime.Tests.Storage;

/// <summary>This machine's shell, if it were BusyBox's, with BusyBox's own programs.</summary>
internal sealed class AshShell : WrappedShell
{
    protected override string Within(string script) => $"exec busybox ash -c {ShellText.Quote(script)}";
}
