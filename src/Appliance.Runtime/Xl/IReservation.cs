using Appliance.Runtime.Machines;

namespace Appliance.Runtime.Xl;

/// <summary>A name on a host that nobody else can take. Disposing gives it back, unless a machine has come to it.</summary>
internal interface IReservation : IAsyncDisposable
{
    /// <summary>The machine's folder, an absolute path; all that is in it goes when the name is given back.</summary>
    string Folder { get; }

    /// <summary>Writes the record: from then on the machine exists.</summary>
    Task CommitAsync(MachineRecord record);
}
