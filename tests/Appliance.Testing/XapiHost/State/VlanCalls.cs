using System.Text.Json.Nodes;

namespace Appliance.Testing.XapiHost.State;

/// <summary>VLANs are put on the interfaces (PIFs) of all hosts. What is refused, and in which order, is as in xapi_vlan.ml of xen-api.</summary>
internal static class VlanCalls
{
    private const int MostTag = 4094;

    // What xapi gives as the address of every VLAN.
    private const string Mac = "fe:ff:ff:ff:ff:ff";

    /// <summary>The methods by name.</summary>
    public static Dictionary<string, XapiMethod> All(XapiState state) => new()
    {
        ["VLAN.create"] = new(3, 3, (_, arguments) => JsonValue.Create(Create(state, arguments.Text(0), arguments.Number(1), arguments.Text(2)).Vlan)),
        ["VLAN.destroy"] = new(1, 1, (_, arguments) => Destroy(state, arguments.Text(0))),
        ["pool.create_VLAN_from_PIF"] = new(3, 3, (_, arguments) => CreateOnAll(state, arguments.Text(0), arguments.Text(1), arguments.Number(2))),
    };

    private static JsonArray CreateOnAll(XapiState state, string pif, string network, long tag)
    {
        string device = state.Database.Get("PIF", pif)["device"]!.ToString();
        // A PIF that is a VLAN has the device of the one below it.
        string[] like = [.. state.Database.All("PIF").Where(each => each.Value["device"]!.ToString() == device && each.Value["VLAN"]!.GetValue<long>() < 0).Select(each => each.Key)];
        return [.. like.Select(each => (JsonNode)Create(state, each, tag, network).Pif)];
    }

    private static (string Vlan, string Pif) Create(XapiState state, string pif, long tag, string network)
    {
        XapiDatabase database = state.Database;
        JsonObject carrier = database.Get("PIF", pif);
        database.Get("network", network);
        Refuse(database.All("PIF").Values.Any(other => other["network"]!.ToString() == network && other["host"]!.ToString() == carrier["host"]!.ToString()), "NETWORK_ALREADY_CONNECTED", carrier["host"]!.ToString(), pif);
        Refuse(carrier["bond_slave_of"]!.ToString() != XapiDatabase.Null, "CANNOT_ADD_VLAN_TO_BOND_SLAVE", pif);
        Refuse(carrier["VLAN"]!.GetValue<long>() >= 0, "PIF_IS_VLAN", pif);
        Refuse(tag is < 0 or > MostTag, "VLAN_TAG_INVALID", $"{tag}");
        Refuse(database.All("VLAN").Values.Any(vlan => vlan["tagged_PIF"]!.ToString() == pif && vlan["tag"]!.GetValue<long>() == tag), "PIF_VLAN_EXISTS", carrier["device"]!.ToString());
        string untagged = database.Add("PIF", XapiRecords.Make("PIF", new JsonObject
        {
            ["device"] = carrier["device"]!.ToString(),
            ["host"] = carrier["host"]!.ToString(),
            ["network"] = network,
            ["MAC"] = Mac,
            ["VLAN"] = tag,
            ["physical"] = false,
            ["currently_attached"] = true,
        }));
        string vlan = database.Add("VLAN", XapiRecords.Make("VLAN", new JsonObject { ["tagged_PIF"] = pif, ["untagged_PIF"] = untagged, ["tag"] = tag }));
        database.Get("PIF", untagged)["VLAN_master_of"] = vlan;
        return (vlan, untagged);
    }

    private static JsonValue Destroy(XapiState state, string vlan)
    {
        state.Database.Remove("PIF", state.Database.Get("VLAN", vlan)["untagged_PIF"]!.ToString());
        state.Database.Remove("VLAN", vlan);
        return JsonValue.Create("");
    }

    private static void Refuse(bool isWrong, string code, params string[] parameters)
    {
        if (isWrong)
        {
            throw new XapiFailure(code, parameters);
        }
    }
}
