using System.ComponentModel.DataAnnotations;
using Appliance.Cli.Output;
using Appliance.Runtime.Hosts;
using McMaster.Extensions.CommandLineUtils;

namespace Appliance.Cli.Commands.Hosts;

/// <summary>appliance host network add</summary>
[Command("add", Description = "Make a network in a pool with xapi: a VLAN on an interface, or a network that is internal to each host.", ExtendedHelpText = """

    Examples:
      appliance host network add "VLAN 20" --pif eth0 --vlan 20 --host pool1
      appliance host network add internal --host pool1

    The VLAN is put on the interface of that name of every host in the pool.
    """)]
internal sealed class HostNetworkAddCommand : HostCommand
{
    // 4095 is reserved by 802.1Q.
    private const int MostVlan = 4094;

    /// <summary>The name.</summary>
    [Argument(0, "NAME", "What to call the network.")]
    [Required(ErrorMessage = "give the network a NAME")]
    public string Name { get; set; } = "";

    /// <summary>The interface.</summary>
    [Option("--pif <PIF>", "The interface that carries the VLAN: a device of the coordinator's such as eth0 or bond0, or the UUID of a PIF.", CommandOptionType.SingleValue)]
    public string? Pif { get; set; }

    /// <summary>The VLAN.</summary>
    [Option("--vlan <NUMBER>", "The VLAN, from 0 to 4094.", CommandOptionType.SingleValue)]
    public int? Vlan { get; set; }

    /// <inheritdoc/>
    public override string Aftermath => $"the network {Name} may be there: appliance host network tells";

    /// <summary>Runs the verb.</summary>
    public async Task<int> OnExecuteAsync()
    {
        if ((Pif is null) != (Vlan is null) || Vlan is < 0 or > MostVlan)
        {
            throw new UsageException($"give --pif and --vlan, from 0 to {MostVlan}, or neither");
        }

        await using IXenHost host = await OpenHostAsync();
        NetworkOutput.WriteMade(await host.Networks.AddAsync(Name, Pif, Vlan, CancellationToken), Json);
        return ExitCode.Done;
    }
}
