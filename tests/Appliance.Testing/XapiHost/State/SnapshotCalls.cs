using System.Text.Json.Nodes;

namespace Appliance.Testing.XapiHost.State;

/// <summary>Machines are copied with their disks: as snapshots, which they can be brought back to, and as machines.</summary>
internal static class SnapshotCalls
{
    private const string Halted = "Halted", Suspended = "Suspended";

    /// <summary>The methods by name.</summary>
    public static Dictionary<string, XapiMethod> All(XapiState state) => new()
    {
        ["VM.snapshot"] = new(2, 3, (_, arguments) => Take(state, arguments.Text(0), arguments.Text(1), hasMemory: false)),
        ["VM.checkpoint"] = new(2, 2, (_, arguments) => Take(state, arguments.Text(0), arguments.Text(1), hasMemory: true)),
        ["VM.revert"] = new(1, 1, (_, arguments) => Revert(state, arguments.Text(0))),
        ["VM.clone"] = new(2, 2, (_, arguments) => Clone(state, arguments.Text(0), arguments.Text(1), null)),
        ["VM.copy"] = new(3, 3, (_, arguments) => CopyWhole(state, arguments.Text(0), arguments.Text(1), arguments.Text(2))),
    };

    private static JsonValue Take(XapiState state, string vm, string name, bool hasMemory)
    {
        string power = PowerOf(state, vm);
        if (hasMemory && power == Halted)
        {
            throw new XapiFailure("VM_BAD_POWER_STATE", vm, "paused, suspended, running", "halted");
        }

        string snapshot = Copy(state, vm, name, keepsAddresses: true);
        JsonObject record = state.Database.Get("VM", snapshot);
        (record["is_a_snapshot"], record["is_a_template"], record["snapshot_of"], record["power_state"]) = (true, true, vm, hasMemory ? Suspended : Halted);
        record["snapshot_time"] = TaskCalls.Now();
        foreach ((JsonObject kept, JsonObject drive) in PartsOf(state, "VBD", snapshot).Zip(PartsOf(state, "VBD", vm)).Select(pair => (pair.First.Value, pair.Second.Value)))
        {
            if (state.Database.All("VDI").TryGetValue(kept["VDI"]!.ToString(), out JsonObject? disk))
            {
                (disk["is_a_snapshot"], disk["snapshot_of"]) = (true, drive["VDI"]!.ToString());
            }
        }

        return JsonValue.Create(snapshot);
    }

    private static JsonValue Revert(XapiState state, string snapshot)
    {
        JsonObject kept = state.Database.Get("VM", snapshot);
        string vm = kept["snapshot_of"]!.ToString();
        if (!kept["is_a_snapshot"]!.GetValue<bool>())
        {
            throw new XapiFailure("VM_REVERT_FAILED", snapshot, XapiDatabase.Null);
        }

        foreach ((string vbd, JsonObject drive) in PartsOf(state, "VBD", vm))
        {
            state.Database.Remove("VBD", vbd);
            state.Database.Remove("VDI", drive["VDI"]!.ToString());
        }

        CopyDrives(state, snapshot, vm);
        JsonObject record = state.Database.Get("VM", vm);
        foreach (string field in (string[])["power_state", "name_description", "other_config"])
        {
            record[field] = kept[field]!.DeepClone();
        }

        return JsonValue.Create("");
    }

    private static JsonValue Clone(XapiState state, string vm, string name, string? storage)
    {
        string power = PowerOf(state, vm);
        return power == Halted ? JsonValue.Create(Copy(state, vm, name, keepsAddresses: false, storage))
            : throw new XapiFailure("VM_BAD_POWER_STATE", vm, "halted", power.ToLowerInvariant());
    }

    /// <summary>A storage that is not there stands for those that the disks are in.</summary>
    private static JsonValue CopyWhole(XapiState state, string vm, string name, string storage)
    {
        if (!state.Database.All("SR").TryGetValue(storage, out JsonObject? record))
        {
            return Clone(state, vm, name, null);
        }

        return record["content_type"]!.ToString() == "iso" ? throw new XapiFailure("OPERATION_NOT_ALLOWED", "Cannot copy a VM's disks to an ISO SR")
            : state.FullStorages.Contains(storage) ? throw new XapiFailure("SR_FULL", "2097152", "0")
            : Clone(state, vm, name, storage);
    }

    private static string Copy(XapiState state, string vm, string name, bool keepsAddresses, string? storage = null)
    {
        JsonObject record = state.Database.Get("VM", vm).DeepClone().AsObject();
        (record["name_label"], record["is_default_template"], record["appliance"]) = (name, false, XapiDatabase.Null);
        string copy = state.Database.Add("VM", record);
        CopyDrives(state, vm, copy, storage);
        foreach ((_, JsonObject card) in PartsOf(state, "VIF", vm))
        {
            JsonObject other = card.DeepClone().AsObject();
            (other["VM"], other["MAC"]) = (copy, keepsAddresses ? card["MAC"]!.ToString() : $"9e:1b:3b:7e:12:{state.Database.All("VIF").Count:x2}");
            state.Database.Add("VIF", other);
        }

        return copy;
    }

    private static void CopyDrives(XapiState state, string from, string to, string? storage = null)
    {
        foreach ((_, JsonObject drive) in PartsOf(state, "VBD", from))
        {
            JsonObject other = drive.DeepClone().AsObject();
            other["VM"] = to;
            if (state.Database.All("VDI").ContainsKey(drive["VDI"]!.ToString()))
            {
                other["VDI"] = CopyDisk(state, drive["VDI"]!.ToString(), storage);
            }

            state.Database.Add("VBD", other);
        }
    }

    private static string CopyDisk(XapiState state, string vdi, string? storage)
    {
        JsonObject record = state.Database.Get("VDI", vdi).DeepClone().AsObject();
        record["SR"] = storage ?? record["SR"]!.ToString();
        string copy = state.Database.Add("VDI", record);
        state.DiskOf(vdi).CopyTo(state.DiskOf(copy), 0);
        return copy;
    }

    private static string PowerOf(XapiState state, string vm) => state.Database.Get("VM", vm)["power_state"]!.ToString();

    private static List<KeyValuePair<string, JsonObject>> PartsOf(XapiState state, string name, string vm)
        => [.. state.Database.All(name).Where(part => part.Value["VM"]!.ToString() == vm)];
}
