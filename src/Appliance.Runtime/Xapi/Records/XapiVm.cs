using Appliance.Formats.Xva;

namespace Appliance.Runtime.Xapi.Records;

/// <summary>A machine, a template, a snapshot or a control domain, as a pool knows it.</summary>
/// <param name="Reference">Its reference.</param>
/// <param name="Fields">All its fields.</param>
internal sealed record XapiVm(string Reference, XmlRpcStruct Fields)
{
    /// <summary>Its UUID.</summary>
    public string Uuid => Fields.Text("uuid");

    /// <summary>Its name, which others may have too.</summary>
    public string Name => Fields.Text("name_label");

    /// <summary>What it is doing: <c>Halted</c>, <c>Running</c>, <c>Paused</c>, <c>Suspended</c>.</summary>
    public string PowerState => Fields.Text("power_state");

    /// <summary>Whether it is a machine: neither a template, nor a snapshot, nor what controls a host.</summary>
    public bool IsMachine => !Fields.Flag("is_a_template") && !Fields.Flag("is_a_snapshot") && !Fields.Flag("is_control_domain");

    /// <summary>The vApp that it belongs to; a reference to nothing for none.</summary>
    public string Appliance => Fields.Text("appliance");
}
