using Appliance.Runtime.Shell;

namespace Appliance.Runtime.Xl.Records;

/// <summary>The link by which xendomains starts a machine with its host. One that leads elsewhere is somebody else's, and stays.</summary>
internal static class AutostartLink
{
    /// <summary>Goes well where there is one.</summary>
    public static string IsThereScript(MachineFolder folder) => $"[ \"$(readlink {Link(folder)})\" = {Config(folder)} ]";

    /// <summary>Makes it.</summary>
    public static string MakeScript(MachineFolder folder) => $"mkdir -p /etc/xen/auto && ln -sfT {Config(folder)} {Link(folder)}";

    /// <summary>Removes it; none is no error.</summary>
    public static string RemoveScript(MachineFolder folder) => $"if {IsThereScript(folder)}; then rm -f {Link(folder)}; fi";

    private static string Link(MachineFolder folder) => ShellText.Quote(folder.AutostartLink);

    private static string Config(MachineFolder folder) => ShellText.Quote(folder.Config);
}
