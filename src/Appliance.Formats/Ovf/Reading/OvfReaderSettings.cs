using System.Xml.Linq;
using Appliance.Formats.Files;
using Appliance.Formats.Machines;

namespace Appliance.Formats.Ovf;

/// <summary>
/// Settings that OVF itself has no word for: firmware, secure boot and TPM, as VMware (<c>vmw:Config</c>, and keys of a
/// .vmx file in <c>vmw:ExtraConfig</c>), VirtualBox (<c>vbox:Machine</c>) and XenCenter write them.
/// </summary>
internal sealed class OvfReaderSettings
{
    private readonly OvfReaderContext _context;
    private readonly OvfReaderHardware _hardware;
    private readonly Dictionary<string, string> _vmware = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, string> _boot;
    private readonly XElement? _virtualBox;

    public OvfReaderSettings(OvfReaderContext context, XElement system, OvfReaderHardware hardware)
    {
        _context = context;
        _hardware = hardware;
        _boot = OvfXenData.Read(hardware.Section, OvfXenData.BootParameters);
        Platform = OvfXenData.Read(hardware.Section, OvfXenData.Platform);
        _virtualBox = system.All("Machine").FirstOrDefault()?.One("Hardware");
        IEnumerable<XElement> configs = [.. hardware.Section.All("Config"), .. hardware.Section.All("ExtraConfig"), .. system.All("ExtraConfig")];
        foreach (XElement config in configs.Where(context.Configurations.Includes))
        {
            _vmware.TryAdd(config.Text("key") ?? "", config.Text("value") ?? "");
        }
    }

    /// <summary>XenAPI's platform map.</summary>
    public IReadOnlyDictionary<string, string> Platform { get; }

    /// <summary>What starts the machine.</summary>
    public Firmware Firmware
        => Firmwares().FirstOrDefault(f => f.Name is not null) is { Name: { } name, Node: { } node } ? ParseFirmware(node, name) : Firmware.Bios;

    /// <summary>Whether signatures are checked at start.</summary>
    public bool SecureBoot
        => IsOn("bootOptions.efiSecureBootEnabled") || IsOn("uefi.secureBoot.enabled")
            || OvfXml.Boolean(Platform.GetValueOrDefault("secureboot")) == true
            || VirtualBox("SecureBoot").Any(e => OvfXml.Boolean(e.Raw("enabled")) == true);

    /// <summary>Whether there is a virtual TPM.</summary>
    public bool HasTpm
        => _hardware.OfType(OvfResource.Other).Any(item => item.IsAutomatic && item.SubTypes.Contains("vmware.vtpm", StringComparer.OrdinalIgnoreCase))
            || _vmware.GetValueOrDefault("managedvm.autoAddVTPM") == "software"
            || IsOn("vtpm.present")
            || OvfXml.Boolean(Platform.GetValueOrDefault("vtpm")) == true
            || VirtualBox("TrustedPlatformModule").Any(e => e.Text("type") is { } type && !type.Equals("None", StringComparison.OrdinalIgnoreCase));

    /// <summary>What VMware's keys say; null where there is no such key.</summary>
    public string? Find(string key) => OvfXml.Meaningful(_vmware.GetValueOrDefault(key));

    private IEnumerable<(string? Name, XElement Node)> Firmwares()
        => [(_vmware.GetValueOrDefault("firmware"), _hardware.Section),
            (_boot.GetValueOrDefault("firmware"), _hardware.Section),
            (VirtualBox("Firmware").FirstOrDefault()?.Text("type"), _virtualBox ?? _hardware.Section)];

    private IEnumerable<XElement> VirtualBox(string name) => _virtualBox?.Descendants().Where(e => e.Name.LocalName == name) ?? [];

    private bool IsOn(string key) => OvfXml.Boolean(_vmware.GetValueOrDefault(key)) == true;

    private Firmware ParseFirmware(XElement node, string name)
    {
        string resolved = _context.Properties.Resolve(name) ?? name;
        if (resolved.Contains("efi", StringComparison.OrdinalIgnoreCase))
        {
            return Firmware.Uefi;
        }

        if (!resolved.Equals("bios", StringComparison.OrdinalIgnoreCase))
        {
            _context.Warn(node, $"firmware \"{RelativeName.Printable(name)}\" is not known; BIOS is assumed");
        }

        return Firmware.Bios;
    }
}
