using Appliance.Converter.Differing;
using Appliance.Formats.Machines;
using Appliance.Guests;
using Appliance.Guests.Inspection.Software;

namespace Appliance.Converter.Inspecting;

/// <summary>Reads which packages are installed in the machines of a source.</summary>
public static class SoftwareInspection
{
    /// <summary>What is installed in each of them.</summary>
    /// <exception cref="Appliance.Formats.ImageException">A disk is damaged, or there is no system on it that can be read.</exception>
    /// <exception cref="MissingToolException">What reads it is not installed.</exception>
    public static async Task<IReadOnlyList<InstalledSoftware>> RunAsync(IMachineSource source, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(source);
        var installed = new List<InstalledSoftware>();
        foreach (Machine machine in source.Group.Machines)
        {
            await using OpenedMachine opened = await OpenedMachine.OpenAsync(source, machine, cancellationToken);
            installed.Add(OpenedMachine.SoftwareOf(opened.OpenGuest(cancellationToken)));
        }

        return installed;
    }
}
