using Appliance.Runtime.Hosts;
using Appliance.Runtime.Lifecycle;
using Appliance.Runtime.Machines;

namespace Appliance.Runtime.Watching;

/// <summary>What the watchdog knows, as Prometheus reads it.</summary>
public static class MetricsPage
{
    /// <summary>Writes the page.</summary>
    public static string Write(HostSnapshot snapshot)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        var text = new PrometheusText();
        text.Begin("appliance_host_up", "gauge", "Whether the host answers.");
        text.Sample(snapshot.IsUp, ("host", snapshot.Host));
        if (snapshot.Report is { } report)
        {
            WriteHost(text, report);
        }

        WriteMachines(text, snapshot.Machines);
        WriteHealth(text, snapshot.Machines);
        WriteUsage(text, snapshot.Usage);
        return text.ToString();
    }

    private static void WriteHost(PrometheusText text, HostReport report)
    {
        Gauge("appliance_host_cpus", "Processors of the host.", report.Cpus);
        Gauge("appliance_host_memory_bytes", "Memory of the host.", report.Memory);
        Gauge("appliance_host_memory_free_bytes", "Memory of the host that no domain has.", report.FreeMemory);
        Gauge("appliance_host_load1", "Load of the control domain over a minute.", report.Load);
        Pools("appliance_pool_size_bytes", "Size of a storage pool.", pool => pool.Size);
        Pools("appliance_pool_free_bytes", "Free room in a storage pool.", pool => pool.Free);

        void Gauge(string name, string help, double value)
        {
            text.Begin(name, "gauge", help);
            text.Sample(value);
        }

        void Pools(string name, string help, Func<PoolReport, double> value)
        {
            text.Begin(name, "gauge", help);
            foreach (PoolReport pool in report.Pools.Where(pool => pool.Problem is null))
            {
                text.Sample(value(pool), ("pool", pool.Pool.Name));
            }
        }
    }

    private static void WriteMachines(PrometheusText text, IReadOnlyList<MachineHealth> machines)
    {
        text.Begin("appliance_machine_state", "gauge", "What a machine is doing: 1 for the state it is in.");
        foreach (MachineHealth machine in machines)
        {
            foreach (MachineState state in Enum.GetValues<MachineState>())
            {
                text.Sample(machine.Status.State == state, ("machine", machine.Status.Record.Name), ("state", state.ToString().ToLowerInvariant()));
            }
        }

        Each("appliance_machine_wanted", "gauge", "Whether somebody wants the machine to run.", status => status.Record.IsWanted ? 1 : 0);
        Each("appliance_machine_cpus", "gauge", "Virtual processors of the machine.", status => status.Record.Cpus);
        Each("appliance_machine_cpu_seconds_total", "counter", "Processor time of the machine's domain.", status => status.CpuSeconds);
        Each("appliance_machine_memory_bytes", "gauge", "Memory that the machine's domain has.", status => status.MemoryNow);

        void Each(string name, string type, string help, Func<MachineStatus, double?> value)
        {
            text.Begin(name, type, help);
            foreach (MachineStatus status in machines.Select(machine => machine.Status))
            {
                if (value(status) is { } number)
                {
                    text.Sample(number, ("machine", status.Record.Name));
                }
            }
        }
    }

    private static void WriteHealth(PrometheusText text, IReadOnlyList<MachineHealth> machines)
    {
        text.Begin("appliance_machine_restarts_total", "counter", "Restarts of the machine by the watchdog.");
        foreach (MachineHealth machine in machines)
        {
            text.Sample(machine.Restarts, ("machine", machine.Status.Record.Name));
        }

        text.Begin("appliance_machine_healthy", "gauge", "Whether a check of a running machine holds.");
        foreach (MachineHealth machine in machines)
        {
            foreach (HealthResult result in machine.Results.Where(result => result.IsWell is not null).DistinctBy(result => result.Check))
            {
                text.Sample(result.IsWell == true, ("machine", machine.Status.Record.Name), ("check", result.Check.ToString()));
            }
        }
    }

    private static void WriteUsage(PrometheusText text, IReadOnlyList<DeviceUsage> usage)
    {
        Each("appliance_machine_disk_read_bytes_total", "Bytes the guest has read from the disk.", "disk", use => use.BytesIn);
        Each("appliance_machine_disk_written_bytes_total", "Bytes the guest has written to the disk.", "disk", use => use.BytesOut);
        Each("appliance_machine_network_received_bytes_total", "Bytes the guest has received by the card.", "card", use => use.BytesIn);
        Each("appliance_machine_network_sent_bytes_total", "Bytes the guest has sent by the card.", "card", use => use.BytesOut);

        void Each(string name, string help, string label, Func<DeviceUsage, long> value)
        {
            text.Begin(name, "counter", help);
            foreach (DeviceUsage use in usage.Where(use => use.IsDisk == (label == "disk")))
            {
                text.Sample(value(use), ("machine", use.Machine), (label, use.Device));
            }
        }
    }
}
