using Appliance.Converter.Preparing.Linux.Texts;
using Appliance.Guests.Inspection;

namespace Appliance.Converter.Preparing.Linux.Storage;

/// <summary>LVM's filters let Xen's disks through where they name those of the old hardware.</summary>
internal sealed class LvmFilterStep : IPreparationStep<LinuxSystem>
{
    public const string Configuration = "/etc/lvm/lvm.conf";

    private const string Accept = "\"a|^/dev/xvd|\", ";

    private static readonly string[] Keys = ["filter", "global_filter"];
    private static readonly string[] OldNames = ["/sd", "sd[", "/hd", "hd[", "nvme", "by-path", "by-id", "/vd"];

    public string Name => "filters of LVM";

    public void Run(PreparationContext context, LinuxSystem system)
    {
        if (GuestText.Read(context.Tree, Configuration) is not { } text)
        {
            return;
        }

        for (int i = 0; i < text.Count; i++)
        {
            if (Assignment.Parse(text[i]) is { } filter && Keys.Contains(filter.Key) && NeedsXen(text[i]))
            {
                text[i] = text[i].Insert(text[i].IndexOf('[', StringComparison.Ordinal) + 1, " " + Accept.TrimEnd());
                context.Did($"{Configuration}: {filter.Key} lets /dev/xvd* through");
            }
        }

        text.Save(context.Tree);
    }

    private static bool NeedsXen(string line)
        => line.Contains('[', StringComparison.Ordinal) && !line.Contains("xvd", StringComparison.Ordinal)
            && line.Split('"').Any(pattern => pattern.StartsWith('a') && OldNames.Any(name => pattern.Contains(name, StringComparison.Ordinal)));
}
