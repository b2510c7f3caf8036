using System.Text;
using Appliance.Converter.Preparing.Windows.Drivers;
using Appliance.Converter.Preparing.Windows.Networks;
using Appliance.Guests.Inspection;
using Appliance.Guests.Registry;
using Appliance.Guests.Trees;

namespace Appliance.Converter.Preparing.Windows.FirstBoot;

/// <summary>
/// Lets Windows do by itself what cannot be done from outside: install the drivers, take VMware Tools away, give static
/// addresses back. It is done by batch files with programs that every Windows has, and a service that starts them and
/// then removes itself.
/// </summary>
/// <remarks>
/// The service is cmd.exe, which is none: it starts the batch file on its own and ends, the service manager notes that it
/// did not answer (events 7009 and 7000) and goes on, and the batch file runs as LocalSystem. It needs no program of ours
/// in the guest, works without a logon, and holds nothing up. Weighed and left: SYSTEM\Setup with SetupType 2 runs its
/// CmdLine before the logon, and with it every start waits for it (support.microsoft.com article 939857; of the values, the
/// answers at social.technet.microsoft.com "SetupType and CmdLine"); RunOnce waits for a logon, and virt-v2v's author
/// calls it unreliable (kubev2v/forklift#984); SetupComplete.cmd runs in Windows Setup alone; a task needs binary keys of the
/// scheduler that are documented nowhere; virt-v2v's own way needs rhsrvany.exe.
/// </remarks>
internal sealed class FirstBootStep(MachineRegistry registry, IReadOnlyList<DriverPackage> packages, StaticAddressStep addresses) : IPreparationStep<WindowsSystem>
{
    /// <summary>The service.</summary>
    public const string ServiceName = "ApplianceFirstBoot";

    /// <summary>The folder of the batch files.</summary>
    public const string Folder = "/Program Files/Appliance/FirstBoot";

    private const string Runner = "firstboot.cmd";

    // A process of its own; starts with the system; goes on without it and tells nobody.
    private const uint OwnProcess = 0x10;
    private const uint AutoStart = 2;
    private const uint IgnoreErrors = 0;

    public string Name => "first start";

    public void Run(PreparationContext context, WindowsSystem system)
    {
        FirstBootScript[] scripts = [.. ScriptsFor(context, system)];
        if (scripts.Length == 0)
        {
            return;
        }

        Write(context.Tree, Runner, FirstBootScripts.Runner());
        foreach (FirstBootScript script in scripts)
        {
            Write(context.Tree, script.Name + ".cmd", script.Text);
        }

        bool isNew = false;
        foreach (RegistryKey set in registry.ControlSets)
        {
            isNew |= set.Create($@"Services\{ServiceName}").Set(
                RegistryValue.OfNumber("Type", OwnProcess),
                RegistryValue.OfNumber("Start", AutoStart),
                RegistryValue.OfNumber("ErrorControl", IgnoreErrors),
                RegistryValue.OfExpandable("ImagePath", $@"%SystemRoot%\System32\cmd.exe /c start """" /min cmd.exe /c ""%SystemDrive%{Folder.Replace('/', '\\')}\{Runner}"""),
                RegistryValue.OfText("DisplayName", "Appliance first start"),
                RegistryValue.OfText("ObjectName", "LocalSystem"));
        }

        if (isNew)
        {
            context.Did($"the first starts run {string.Join(", ", scripts.Select(script => script.Name))}, and tell of it in {FirstBootScripts.Log}");
        }

        if (isNew && packages.Count > 0)
        {
            context.Expect("Windows restarts once by itself after its first start on Xen; wait for it before judging");
        }
    }

    private IEnumerable<FirstBootScript> ScriptsFor(PreparationContext context, WindowsSystem system)
    {
        if (packages.Count > 0)
        {
            yield return FirstBootScripts.Drivers(packages, system);
        }

        if (context.Machine.Disks.Count > 1)
        {
            yield return FirstBootScripts.Disks(context.Machine.Disks.Count);
        }

        if (addresses.Found.Count > 0)
        {
            yield return NetworkScript.For(addresses.Found);
        }

        string[] products = [.. VmwareOnWindows.Products(registry.SoftwareHive).Select(key => key.Name).Where(name => Guid.TryParseExact(name, "B", out _)).Distinct(StringComparer.OrdinalIgnoreCase)];
        if (products.Length > 0)
        {
            yield return FirstBootScripts.VmwareTools(products);
        }
    }

    // cmd.exe wants both characters at the end of a line, or loses its labels.
    private static void Write(GuestTree tree, string name, string text)
        => tree.Write($"{Folder}/{name}", Encoding.ASCII.GetBytes(text.ReplaceLineEndings("\r\n")));
}
