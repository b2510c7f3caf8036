using Appliance.Formats.Disks;
using Appliance.Formats.Ovf;
using Appliance.Formats.Streaming;
using Appliance.Formats.Xva;
using Appliance.Runtime.Environments;
using Appliance.Runtime.Xapi.Sessions;
using Appliance.Runtime.Xapi.Transfers;

namespace Appliance.Runtime.Xapi.Importing;

/// <summary>
/// Has a pool tell machines of their OVF properties: by <c>xenstore_data</c>, which it writes for each of their domains, and by a
/// disc. A CD drive of xapi takes only discs of an ISO library, which are everybody's: this one is a disk that is read only.
/// </summary>
/// <param name="session">The session.</param>
/// <param name="made">Gets all that is made.</param>
/// <param name="upload">Fills disks as raw ones.</param>
/// <param name="storage">The storage that disks go to.</param>
/// <param name="mark">The word that marks the objects until the end.</param>
internal sealed class EnvironmentDelivery(XapiSession session, MadeObjects made, VdiUpload upload, string storage, string mark)
{
    /// <summary>Does it.</summary>
    /// <param name="vm">Reference of the machine.</param>
    /// <param name="machine">What hangs on it.</param>
    /// <param name="environment">What it is told.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="HostException">The pool refused something.</exception>
    public async Task RunAsync(string vm, XvaMachineSlot machine, PlannedEnvironment environment, CancellationToken cancellationToken)
    {
        if (environment.Keys.Count > 0)
        {
            var keys = new XmlRpcStruct();
            foreach (EnvironmentKey key in environment.Keys)
            {
                keys[key.Path] = key.Value;
            }

            await session.CallAsync("VM.set_xenstore_data", [vm, keys], cancellationToken);
        }

        if (environment.Disc is { } image)
        {
            await HangAsync(vm, machine, image, cancellationToken);
        }
    }

    private async Task HangAsync(string vm, XvaMachineSlot machine, ReadOnlyMemory<byte> image, CancellationToken cancellationToken)
    {
        await using var content = new RandomContent(new KeptPart(OvfEnvironment.FileName, 0, image));
        string vdi = await made.MakeAsync("VDI", DeviceRecords.Disk(storage, OvfEnvironment.DiscLabel, XvaLayout.RoundUp(image.Length), mark), cancellationToken);
        await upload.RunAsync(vdi, content, null, cancellationToken);
        int[] taken = [XvaLayout.CdPosition, .. machine.Drives.Select(drive => drive.Position)];
        int place = Enumerable.Range(0, taken.Length + 1).Except(taken).First();
        await made.MakeAsync("VBD", DeviceRecords.Drive(vm, $"{place}", vdi, isReadOnly: true), cancellationToken);
    }
}
