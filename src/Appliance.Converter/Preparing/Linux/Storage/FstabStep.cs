using Appliance.Converter.Preparing.Linux.Texts;
using Appliance.Guests.Inspection;

namespace Appliance.Converter.Preparing.Linux.Storage;

/// <summary>fstab and crypttab name devices that are there on Xen.</summary>
internal sealed class FstabStep : IPreparationStep<LinuxSystem>
{
    public string Name => "fstab and crypttab";

    public void Run(PreparationContext context, LinuxSystem system)
    {
        var names = new DeviceNames(context);
        Edit(context, "/etc/fstab", field: 0, names);
        Edit(context, "/etc/crypttab", field: 1, names);
    }

    private static void Edit(PreparationContext context, string path, int field, DeviceNames names)
    {
        if (GuestText.Read(context.Tree, path) is not { } text)
        {
            return;
        }

        text.Edit(line => !Words.IsComment(line) && Words.Find(line, field) is { } device
            ? Words.Replace(line, device, names.Stable(line[device], path)) : line);
        text.Save(context.Tree);
    }
}
