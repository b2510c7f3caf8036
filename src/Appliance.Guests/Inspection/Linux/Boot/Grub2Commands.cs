namespace Appliance.Guests.Inspection.Linux.Boot;

/// <summary>The commands of an entry of GRUB 2 that tell what is started.</summary>
internal static class Grub2Commands
{
    private const string Placeholder = "placeholder"; // stands for the path in what Xen passes on, since GRUB leaves that out

    /// <summary>Notes a command.</summary>
    public static void Note(MenuEntry entry, IReadOnlyList<string> words)
    {
        string[] operands = [.. words.Skip(1).SkipWhile(word => word.StartsWith("--", StringComparison.Ordinal))];
        if (operands.Length == 0)
        {
            return;
        }

        switch (words[0])
        {
            case "linux" or "linux16" or "linuxefi":
                SetKernel(entry, operands);
                break;
            case "initrd" or "initrd16" or "initrdefi":
                entry.Initramfs.AddRange(operands);
                break;
            case "multiboot" or "multiboot2" or "xen_hypervisor":
                entry.HasHypervisor = true;
                break;
            case "module" or "module2" or "xen_module" when entry.Kernel is null:
                SetKernel(entry, operands);
                break;
            case "module" or "module2" or "xen_module":
                entry.Initramfs.Add(operands[0]);
                break;
        }
    }

    private static void SetKernel(MenuEntry entry, string[] operands)
    {
        entry.Kernel = operands[0];
        entry.Arguments = string.Join(' ', operands.Skip(1).SkipWhile(word => word == Placeholder));
    }
}
