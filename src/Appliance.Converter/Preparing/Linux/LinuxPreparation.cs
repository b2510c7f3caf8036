using Appliance.Converter.Preparing.Linux.Boot;
using Appliance.Converter.Preparing.Linux.Initramfs;
using Appliance.Converter.Preparing.Linux.Network;
using Appliance.Converter.Preparing.Linux.Security;
using Appliance.Converter.Preparing.Linux.Services;
using Appliance.Converter.Preparing.Linux.Storage;
using Appliance.Guests.Inspection;

namespace Appliance.Converter.Preparing.Linux;

/// <summary>Makes a Linux guest boot and run on Xen. No program of the guest is ever run, and doing it twice changes nothing more.</summary>
internal static class LinuxPreparation
{
    /// <summary>All that is done, in this order: what the initramfs takes along comes before it, labels after all that is written.</summary>
    public static IReadOnlyList<IPreparationStep<LinuxSystem>> Steps { get; } =
    [
        new FstabStep(),
        new BootDevicesStep(),
        new DeviceCachesStep(),
        new LvmFilterStep(),
        new ModuleOptionsStep(),
        new NetworkStep(),
        new ConsoleArgumentsStep(),
        new ConsoleLoginStep(),
        new SystemdVmwareStep(),
        new ScriptVmwareStep(),
        new DesktopVmwareStep(),
        new UefiFallbackStep(),
        new InitramfsConfigurationStep(),
        new InitramfsStep(),
        new LeftoverDevicesStep(),
        new SelinuxLabelsStep(),
    ];

    /// <summary>Prepares a guest.</summary>
    /// <exception cref="Formats.ImageException">It cannot be prepared; the message names the way out.</exception>
    /// <exception cref="IOException">One of its file systems is full.</exception>
    public static void Run(PreparationContext context, LinuxSystem system)
    {
        foreach (IPreparationStep<LinuxSystem> step in Steps)
        {
            step.Run(context, system);
        }
    }
}
