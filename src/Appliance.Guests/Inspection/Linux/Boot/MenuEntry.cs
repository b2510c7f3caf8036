namespace Appliance.Guests.Inspection.Linux.Boot;

/// <summary>An entry of a boot loader's menu as it is written there: paths are the boot loader's.</summary>
/// <param name="Title">Its name in the menu.</param>
/// <param name="Names">All by which a default can name it: position, title, id, with submenus before and <c>&gt;</c> between.</param>
internal sealed record MenuEntry(string Title, IReadOnlyList<string> Names)
{
    /// <summary>The kernel; null where the entry starts something else.</summary>
    public string? Kernel { get; set; }

    /// <summary>Its command line.</summary>
    public string Arguments { get; set; } = "";

    /// <summary>Its initramfs images.</summary>
    public List<string> Initramfs { get; } = [];

    /// <summary>Whether a hypervisor is started first.</summary>
    public bool HasHypervisor { get; set; }
}
