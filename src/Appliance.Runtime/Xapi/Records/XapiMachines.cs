using System.Globalization;
using Appliance.Formats.Machines;
using Appliance.Formats.Xva;
using Appliance.Runtime.Hosts;
using Appliance.Runtime.Machines;
using Appliance.Runtime.Xapi.Power;

namespace Appliance.Runtime.Xapi.Records;

/// <summary>Tells the machines of a pool as those of any other host are told.</summary>
/// <param name="host">The host, as the user calls it.</param>
/// <param name="inventory">What the pool knows.</param>
internal sealed class XapiMachines(string host, XapiInventory inventory)
{
    // Most machines carry nothing of that, and are many.
    private static readonly Machine Unlooked = new() { Id = "", Name = "" };

    /// <summary>All machines, by name.</summary>
    public IReadOnlyList<MachineStatus> List()
        => [.. inventory.Machines.Select(StatusOf).OrderBy(status => status.Record.Name, StringComparer.Ordinal)];

    /// <summary>One machine and what it is doing.</summary>
    public MachineStatus StatusOf(XapiVm vm)
    {
        long domain = vm.Fields.Number("domid");
        IReadOnlyDictionary<string, string> work = vm.Fields.Map("current_operations");
        return new MachineStatus(host, RecordOf(vm), XapiStates.Read(vm.PowerState))
        {
            DomainId = domain >= 0 ? (int)domain : null,
            Member = inventory.Find(vm.Fields.Text("resident_on"))?.Text("name_label"),
            Addresses = AddressesOf(vm),
            LockedBy = work.Count == 0 ? null : string.Join(", ", work.Values.Distinct(StringComparer.Ordinal)),
        };
    }

    private MachineRecord RecordOf(XapiVm vm)
    {
        IReadOnlyDictionary<string, string> config = vm.Fields.Map("other_config");
        Machine kept = KeptIn(config);
        return new MachineRecord
        {
            Name = vm.Name,
            Uuid = Guid.TryParse(vm.Uuid, out Guid uuid) ? uuid : Guid.Empty,
            Description = vm.Fields.Text("name_description") is { Length: > 0 } description ? description : null,
            Type = TypeOf(vm),
            Boot = BootOf(vm),
            Kernel = vm.Fields.Text("PV_kernel") is { Length: > 0 } kernel ? kernel : null,
            Cpus = (int)vm.Fields.Number("VCPUs_at_startup"),
            Memory = vm.Fields.Number("memory_dynamic_max"),
            Disks = [.. inventory.All(vm.Fields, "VBDs").Where(vbd => vbd.Text("type") == "Disk").OrderBy(vbd => XapiDevices.PlaceOf(vbd, "userdevice")).Select(DiskOf)],
            Cards = [.. inventory.All(vm.Fields, "VIFs").OrderBy(vif => XapiDevices.PlaceOf(vif, "device")).Select(CardOf)],
            Tenant = config.GetValueOrDefault(TenantMark.Key),
            Group = inventory.Find(vm.Appliance)?.Text("name_label"),
            Start = new StartRule
            {
                Order = (int)vm.Fields.Number("order"),
                StartDelay = TimeSpan.FromSeconds(vm.Fields.Number("start_delay")),
                StopDelay = TimeSpan.FromSeconds(vm.Fields.Number("shutdown_delay")),
                Starts = XapiGroup.StartsWithIt(vm),
            },
            StartsWithHost = XapiAutostart.IsOn(vm.Fields),
            Affinity = inventory.Find(vm.Fields.Text("affinity"))?.Text("name_label"),
            Snapshots = [.. inventory.All(vm.Fields, "snapshots").Select(SnapshotOf).OrderBy(snapshot => snapshot.Taken)],
            HealthChecks = kept.HealthChecks,
            Restart = kept.Restart ?? RestartPolicy.No,
        };
    }

    /// <summary>What packages carry and pools have no fields for, as an import has written it down.</summary>
    private static Machine KeptIn(IReadOnlyDictionary<string, string> config)
        => config.Keys.Any(key => key.StartsWith(XvaMachineRecord.HealthPrefix, StringComparison.Ordinal))
            ? HealthKeys.Read(Unlooked, config.GetValueOrDefault, XvaMachineRecord.HealthPrefix, static _ => { }) : Unlooked;

    // Hosts of old tell only how it boots: what has a boot policy is a PC.
    private static DomainType TypeOf(XapiVm vm) => vm.Fields.Text("domain_type") switch
    {
        "hvm" => DomainType.Hvm,
        "pvh" or "pv_in_pvh" => DomainType.Pvh,
        "pv" => DomainType.Pv,
        _ => vm.Fields.Text("HVM_boot_policy").Length > 0 ? DomainType.Hvm : DomainType.Pv,
    };

    private static BootMethod BootOf(XapiVm vm) => TypeOf(vm) switch
    {
        DomainType.Hvm => vm.Fields.Map("HVM_boot_params").GetValueOrDefault("firmware") == "uefi" ? BootMethod.Uefi : BootMethod.Bios,
        _ => vm.Fields.Text("PV_bootloader").Length > 0 ? BootMethod.PyGrub : BootMethod.Kernel,
    };

    private DiskRecord DiskOf(XmlRpcStruct vbd)
    {
        XmlRpcStruct? vdi = inventory.Find(vbd.Text("VDI"));
        return new DiskRecord
        {
            Vdev = XapiDevices.NameOf(vbd),
            Name = vdi?.Text("name_label") ?? "",
            Pool = inventory.Find(vdi?.Text("SR") ?? "")?.Text("name_label") ?? "",
            Kind = StorageKind.Repository,
            Path = vdi?.Text("uuid") ?? "",
            Size = vdi?.Number("virtual_size") ?? 0,
            IsReadOnly = vbd.Text("mode") == "RO",
        };
    }

    private CardRecord CardOf(XmlRpcStruct vif) => new()
    {
        Mac = vif.Text("MAC"),
        Bridge = inventory.Find(vif.Text("network"))?.Text("name_label") ?? "",
    };

    private static SnapshotRecord SnapshotOf(XmlRpcStruct snapshot) => new()
    {
        Name = snapshot.Text("name_label"),
        Taken = DateTimeOffset.TryParseExact(
            snapshot.Text("snapshot_time"), "yyyyMMdd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset taken) ? taken : default,
        HasMemory = snapshot.Text("power_state") == "Suspended",
    };

    // "0/ip" and, on newer hosts, "0/ipv4/0", "0/ipv6/0": the card, and the address.
    private string[] AddressesOf(XapiVm vm) => inventory.Find(vm.Fields.Text("guest_metrics")) is { } metrics
        ? [.. metrics.Map("networks").OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => pair.Value).Where(address => address.Length > 0).Distinct(StringComparer.Ordinal)]
        : [];
}
