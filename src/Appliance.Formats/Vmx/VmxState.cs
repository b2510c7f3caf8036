using Appliance.Formats.Files;

namespace Appliance.Formats.Vmx;

/// <summary>Judges in which state a machine was when its files were copied.</summary>
internal static class VmxState
{
    private static readonly string[] EncryptionKeys = ["encryption.keySafe", "encryption.data"];

    /// <summary>
    /// Refuses a machine whose configuration is cipher text. One whose devices can be read is encrypted for the sake of its
    /// TPM alone: its disks are not, or say so themselves.
    /// </summary>
    /// <exception cref="UnsupportedImageException">The machine is encrypted.</exception>
    public static void CheckEncryption(VmxFile file, IReadOnlyList<VmxDevice> devices, Action<string> warn)
    {
        if (EncryptionKeys.FirstOrDefault(key => file[key] is not null) is not { } found)
        {
            return;
        }

        if (devices.All(device => device.IsOpticalDrive))
        {
            throw new UnsupportedImageException(file.Name, $"the machine is encrypted (key {found}); remove the encryption in VMware, then copy it again");
        }

        warn($"{file.Name}: a part of the configuration is encrypted, with the state of the TPM; what the guest sealed to that cannot be opened elsewhere");
    }

    /// <summary>Warns of a machine that was not shut down, and of devices that stay behind.</summary>
    public static void Warn(VmxFile file, IFileFolder folder, Action<string> warn)
    {
        string? suspended = file["checkpoint.vmState"] ?? SuspendFile(file, folder);
        if (suspended is not null)
        {
            warn($"{file.Name}: the machine is suspended (\"{RelativeName.Printable(suspended)}\"); its memory stays behind, and its disks are as after a loss of power: resume it and shut it down first");
        }
        else if (file.Switch("cleanShutdown") == false)
        {
            warn($"{file.Name}: the machine was running, or broke off, when its files were copied; its disks are as after a loss of power");
        }

        if (file.Keys.Any(key => key.StartsWith("pciPassthru", StringComparison.OrdinalIgnoreCase) && file.Switch(key) == true))
        {
            warn($"{file.Name}: devices of the host that are passed through to the guest stay behind");
        }
    }

    private static string? SuspendFile(VmxFile file, IFileFolder folder)
    {
        string name = Path.ChangeExtension(file.Name, ".vmss");
        return folder.Exists(name) ? name : null;
    }
}
