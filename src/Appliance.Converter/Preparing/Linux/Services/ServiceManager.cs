using Appliance.Guests.Trees;

namespace Appliance.Converter.Preparing.Linux.Services;

/// <summary>What starts a guest's services.</summary>
internal static class ServiceManager
{
    /// <summary>Whether systemd does.</summary>
    public static bool IsSystemd(GuestTree tree) => tree.HasFile("/usr/lib/systemd/systemd") || tree.HasFile("/lib/systemd/systemd");

    /// <summary>Whether Upstart does: CentOS 6, Ubuntu before 15.04.</summary>
    public static bool IsUpstart(GuestTree tree) => !IsSystemd(tree) && tree.HasFile("/sbin/initctl") && tree.HasFolder("/etc/init");
}
