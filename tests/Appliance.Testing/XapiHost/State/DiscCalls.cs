using System.Text.Json.Nodes;

namespace Appliance.Testing.XapiHost.State;

/// <summary>Discs are put into drives and taken out, and storages are scanned.</summary>
internal static class DiscCalls
{
    /// <summary>The methods by name.</summary>
    public static Dictionary<string, XapiMethod> All(XapiState state) => new()
    {
        ["VBD.insert"] = new(2, 2, (_, arguments) => Insert(state, arguments.Text(0), arguments.Text(1))),
        ["VBD.eject"] = new(1, 1, (_, arguments) => Eject(state, arguments.Text(0))),
        ["SR.scan"] = new(1, 1, (_, arguments) => Scan(state, arguments.Text(0))),
    };

    private static JsonValue Insert(XapiState state, string vbd, string vdi)
    {
        JsonObject drive = DriveOf(state, vbd);
        state.Database.Get("VDI", vdi);
        if (!drive["empty"]!.GetValue<bool>())
        {
            throw new XapiFailure("VBD_NOT_EMPTY", vbd);
        }

        (drive["VDI"], drive["empty"]) = (vdi, false);
        return JsonValue.Create("");
    }

    private static JsonValue Eject(XapiState state, string vbd)
    {
        JsonObject drive = DriveOf(state, vbd);
        if (drive["empty"]!.GetValue<bool>())
        {
            throw new XapiFailure("VBD_IS_EMPTY", vbd);
        }

        (drive["VDI"], drive["empty"]) = (XapiDatabase.Null, true);
        return JsonValue.Create("");
    }

    private static JsonObject DriveOf(XapiState state, string vbd)
    {
        JsonObject drive = state.Database.Get("VBD", vbd);
        return drive["type"]!.ToString() == "CD" ? drive : throw new XapiFailure("VBD_NOT_REMOVABLE_MEDIA", vbd);
    }

    /// <summary>What lies in the storage, and was not known, is known then.</summary>
    private static JsonValue Scan(XapiState state, string storage)
    {
        state.Database.Get("SR", storage);
        if (state.BrokenStorages.Contains(storage))
        {
            throw new XapiFailure("SR_BACKEND_FAILURE_73", "", "NFS mount error", "");
        }

        foreach ((string name, string _) in state.Unscanned.Where(disc => disc.Value == storage).ToList())
        {
            state.Unscanned.Remove(name);
            state.Database.Add("VDI", XapiRecords.Make("VDI", new JsonObject { ["name_label"] = name, ["location"] = name, ["SR"] = storage, ["read_only"] = true }));
        }

        return JsonValue.Create("");
    }
}
