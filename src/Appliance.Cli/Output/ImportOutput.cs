using Appliance.Converter.Converting;
using Appliance.Converter.Preparing;
using Appliance.Formats.Machines;
using Appliance.Runtime.Environments;
using Appliance.Runtime.Importing;
using Appliance.Runtime.Machines;

namespace Appliance.Cli.Output;

/// <summary>Prints for people how machines are put on a host.</summary>
internal static class ImportOutput
{
    /// <summary>What will be there.</summary>
    public static void Write(ImportPlan plan)
    {
        TextOutput.Line($"on {plan.Host}, disks in pool {plan.Pool.Pool.Name} ({plan.Pool.Pool.Location}, {Bytes.Show(plan.Pool.Free)} free)");
        if (plan.Transfer is { } transfer)
        {
            TextOutput.Line($"sent {transfer}");
        }

        foreach (MachineRecord machine in plan.Machines)
        {
            Write(machine);
            foreach (PlannedEnvironment environment in plan.Environments.Where(environment => environment.Machine == machine.Name))
            {
                Write(environment);
            }
        }
    }

    /// <summary>What is there now.</summary>
    public static void Write(ImportPlan plan, ConversionReport report, bool isStarted)
    {
        foreach (GuestReport guest in report.Plan.Guests)
        {
            GuestOutput.WriteResult(guest);
        }

        foreach (MachineRecord machine in plan.Machines)
        {
            TextOutput.Line($"imported {machine.Name} to {plan.Host}: {machine.Reason}");
        }

        TextOutput.Line($"copied {Bytes.Show(report.BytesCopied)} in {report.Duration.TotalSeconds:0.0} s{(isStarted ? ", and started" : "")}");
    }

    private static void Write(PlannedEnvironment environment)
    {
        string[] ways = [.. environment.Vdev is { } vdev ? [$"the disc {vdev}"] : (string[])[], .. environment.HasKeys ? ["xenstore"] : (string[])[]];
        TextOutput.Line($"    properties, by {string.Join(" and ", ways)}:");
        foreach (PlannedProperty property in environment.Properties)
        {
            TextOutput.Line($"      {property.Key} = {property.Value}");
        }
    }

    private static void Write(MachineRecord machine)
    {
        TextOutput.Line($"  {machine.Name}{(machine.Group is null ? "" : $" of group {machine.Group}")}: {machine.Cpus} CPUs, {Bytes.Show(machine.Memory)}");
        TextOutput.Line($"    {machine.Reason}");
        foreach (DiskRecord disk in machine.Disks)
        {
            TextOutput.Line($"    {disk.Vdev,-5} {Bytes.Show(disk.Size)}, {disk.Path}");
        }

        foreach (CardRecord card in machine.Cards)
        {
            string vlan = card.Vlan is null ? "" : $", VLAN {card.Vlan}";
            TextOutput.Line($"    {card.Mac} on {card.Bridge}{vlan}{(card.Network is null || card.Network == card.Bridge ? "" : $", for {card.Network}")}");
        }

        TextOutput.WriteCare("    ", machine.HealthChecks, machine.Restart == RestartPolicy.No ? null : machine.Restart);
    }
}
