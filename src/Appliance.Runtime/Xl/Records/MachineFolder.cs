namespace Appliance.Runtime.Xl.Records;

/// <summary>Where what is known of a machine lies on its host.</summary>
/// <param name="Folder">The folder of the host's entry.</param>
/// <param name="Machine">The machine's name, a valid one.</param>
internal sealed record MachineFolder(string Folder, string Machine)
{
    /// <summary>The folder of all machines.</summary>
    public static string All(string folder) => $"{folder}/machines";

    /// <summary>The machine's own folder.</summary>
    public string Path => $"{All(Folder)}/{Machine}";

    /// <summary>The record; a machine is there when this is.</summary>
    public string Record => $"{Path}/machine.json";

    /// <summary>There while an import runs, or when one was cut off.</summary>
    public string Importing => $"{Path}/importing";

    /// <summary>The disks that were made or begun, a JSON record a line.</summary>
    public string Volumes => $"{Path}/volumes";

    /// <summary>The lock: a link whose target says who holds it.</summary>
    public string Lock => $"{Path}/lock";

    /// <summary>The configuration of the domain.</summary>
    public string Config => $"{Path}/domain.cfg";

    /// <summary>What connects its first card, and tells its domain of its properties.</summary>
    public string Hook => $"{Path}/vif-properties";

    /// <summary>The disc with its OVF environment.</summary>
    public string Disc => $"{Path}/ovf-env.iso";

    /// <summary>The saved memory of a suspended machine.</summary>
    public string Memory => $"{Path}/memory";

    /// <summary>There while a machine is brought back to a snapshot, whose name it holds.</summary>
    public string Reverting => $"{Path}/reverting";

    /// <summary>There while a machine is moved to another host, which it names, and may run there already.</summary>
    public string Migrating => $"{Path}/migrating";

    /// <summary>What snapshots keep beside the disks.</summary>
    public string Snapshot(string name) => $"{Path}/snapshots/{name}";

    /// <summary>Where xendomains looks for what starts with the host.</summary>
    public string AutostartLink => $"/etc/xen/auto/{Machine}.cfg";
}
