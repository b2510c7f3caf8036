using System.Text.Json.Nodes;

namespace Appliance.Testing.XapiHost.State;

/// <summary>A call that sends a machine with its disks to a host that awaits it, of this pool or of another.</summary>
internal sealed class MoveCall
{
    private readonly XapiState _state;
    private readonly XapiState _there;
    private readonly string _host;
    private readonly JsonObject _disks;
    private readonly JsonObject _cards;

    /// <summary>Reads one.</summary>
    public MoveCall(XapiState state, XapiArguments arguments)
    {
        (_state, Vm, _disks, _cards) = (state, arguments.Text(0), arguments.Map(3), arguments.Map(4));
        arguments.Flag(2);
        JsonObject awaited = arguments.Map(1);
        JsonObject options = arguments.Map(5);
        (string session, _host) = (awaited["session_id"]!.ToString(), awaited["host"]!.ToString());
        _there = state.Has("host", _host) ? state
            : state.Peers.FirstOrDefault(peer => peer.Has("session", session)) ?? throw new XapiFailure("CANNOT_CONTACT_HOST", awaited["master"]!.ToString());
        if (IsWithin && options["copy"]?.ToString() == "true")
        {
            throw new XapiFailure("OPERATION_NOT_ALLOWED", "Copy mode is disallowed on intra pool storage migration, try efficient alternatives e.g. VM.copy/clone.");
        }
    }

    /// <summary>The machine.</summary>
    public string Vm { get; }

    private bool IsWithin => ReferenceEquals(_there, _state);

    /// <summary>Refuses what cannot be done.</summary>
    public void Demand()
    {
        _state.Database.Get("VM", Vm);
        foreach (string disk in MoveCalls.DisksOf(_state, Vm))
        {
            string storage = _disks[disk]?.ToString() ?? throw new XapiFailure("VDI_NOT_IN_MAP", disk);
            _there.Database.Get("SR", storage);
        }

        if (IsWithin)
        {
            MoveCalls.DemandBoot(_state, Vm, _host, seesStorage: false);
            Refuse(_cards.Count > 0, "NOT_IMPLEMENTED", "VIF mapping is not supported for intra-pool migration");
            return;
        }

        Refuse(!_there.Database.Get("host", _host)["enabled"]!.GetValue<bool>(), "HOST_DISABLED", _host);
        foreach (string card in Cards().Select(card => card.Key))
        {
            string network = _cards[card]?.ToString() ?? throw new XapiFailure("VIF_NOT_IN_MAP", card);
            _there.Database.Get("network", network);
        }
    }

    /// <summary>Does it.</summary>
    /// <returns>The machine there.</returns>
    public string Run()
    {
        string vm = IsWithin ? Vm : Send("VM", Vm, _ => { });
        foreach ((string drive, JsonObject record) in _state.Database.All("VBD").Where(vbd => vbd.Value["VM"]!.ToString() == Vm).ToList())
        {
            string disk = record["VDI"]!.ToString();
            string moved = _disks.ContainsKey(disk) ? SendDisk(disk) : XapiDatabase.Null;
            record["VDI"] = record["type"]!.ToString() == "CD" ? disk : moved;
            record["VM"] = vm;
            _ = IsWithin ? drive : Send("VBD", drive, _ => { });
        }

        foreach ((string card, _) in IsWithin ? [] : Cards())
        {
            Send("VIF", card, record => (record["VM"], record["network"]) = (vm, _cards[card]!.ToString()));
        }

        JsonObject machine = _there.Database.Get("VM", vm);
        machine["resident_on"] = machine["power_state"]!.ToString() == "Running" ? _host : XapiDatabase.Null;
        machine["appliance"] = IsWithin ? machine["appliance"]!.DeepClone() : XapiDatabase.Null;
        return vm;
    }

    private List<KeyValuePair<string, JsonObject>> Cards() => [.. _state.Database.All("VIF").Where(vif => vif.Value["VM"]!.ToString() == Vm)];

    private string SendDisk(string disk)
    {
        string storage = _disks[disk]!.ToString();
        if (IsWithin && _state.Database.Get("VDI", disk)["SR"]!.ToString() == storage)
        {
            return disk;
        }

        byte[] content = _state.DiskOf(disk);
        JsonObject record = _state.Database.Get("VDI", disk).DeepClone().AsObject();
        record["SR"] = storage;
        _state.Database.Remove("VDI", disk);
        string moved = _there.Database.Add("VDI", record);
        content.CopyTo(_there.DiskOf(moved), 0);
        return moved;
    }

    /// <summary>Takes an object to the other pool; a machine keeps its UUID.</summary>
    private string Send(string name, string reference, Action<JsonObject> change)
    {
        JsonObject record = _state.Database.Get(name, reference).DeepClone().AsObject();
        string uuid = record["uuid"]!.ToString();
        change(record);
        _state.Database.Remove(name, reference);
        string sent = _there.Add(name, record);
        _there.Database.Get(name, sent)["uuid"] = uuid;
        return sent;
    }

    private static void Refuse(bool isWrong, string code, params string[] parameters)
    {
        if (isWrong)
        {
            throw new XapiFailure(code, parameters);
        }
    }
}
