using Appliance.Formats.Files;

namespace Appliance.Formats.Ovf;

/// <summary>Reads the number of processors and the memory.</summary>
internal static class OvfReaderProcessors
{
    // No hypervisor comes near it; a larger number is damage.
    private const int MaxCpus = 65_536;

    private const long DefaultMemory = 1L << 30;
    private const long MiB = 1L << 20;

    /// <summary>All processors of the machine; 1 where there is no item.</summary>
    public static int ReadCpus(OvfReaderContext context, OvfReaderHardware hardware)
    {
        long cpus = 0;
        foreach (OvfItem item in hardware.OfType(OvfResource.Processor))
        {
            cpus += ReadCpus(context, item);
            if (cpus > MaxCpus)
            {
                throw context.Invalid(item.Element, $"{cpus} processors are more than any machine has");
            }
        }

        return (int)Math.Max(cpus, 1);
    }

    /// <summary>Cores in a socket, from VMware's extension or XenAPI's platform map; null where it is not said or does not divide.</summary>
    public static int? ReadCoresPerSocket(OvfReaderContext context, OvfReaderHardware hardware, OvfReaderSettings settings, int cpus)
    {
        string? text = hardware.OfType(OvfResource.Processor).Select(item => item.Get("CoresPerSocket")).FirstOrDefault(t => t is not null)
            ?? settings.Platform.GetValueOrDefault("cores-per-socket");
        if (text is null)
        {
            return null;
        }

        if (OvfReaderContext.TryNumber(text) is { } cores and > 0 && cores <= cpus && cpus % cores == 0)
        {
            return (int)cores;
        }

        context.Warn(hardware.Section, $"{RelativeName.Printable(text)} cores in a socket do not divide {cpus} processors; this is passed over");
        return null;
    }

    /// <summary>All memory of the machine, in bytes.</summary>
    public static long ReadMemory(OvfReaderContext context, OvfReaderHardware hardware)
    {
        long memory = 0;
        foreach (OvfItem item in hardware.OfType(OvfResource.Memory))
        {
            long more = ReadMemory(context, item);
            memory = more <= long.MaxValue - memory ? memory + more : throw context.Invalid(item.Element, "the memory is beyond 2^63 bytes");
        }

        if (memory == 0)
        {
            context.Warn(hardware.Section, "no memory is given; 1 GiB is assumed");
        }

        return memory == 0 ? DefaultMemory : memory;
    }

    private static long ReadCpus(OvfReaderContext context, OvfItem item)
    {
        if (item.Get("num_of_sockets") is { } sockets && item.Get("cpu_per_socket") is { } cores)
        {
            return OvfUnits.Multiply(context.Number(item.Element, sockets, "num_of_sockets"), context.Number(item.Element, cores, "cpu_per_socket"));
        }

        string? quantity = context.Properties.Resolve(item.Get("VirtualQuantity")) ?? item.Get("Reservation");
        return quantity is null ? 0 : context.Number(item.Element, quantity, "the number of processors");
    }

    /// <summary>Without a unit a small number means MiB: nobody means a machine of 512 bytes.</summary>
    private static long ReadMemory(OvfReaderContext context, OvfItem item)
    {
        string? quantity = context.Properties.Resolve(item.Get("VirtualQuantity")) ?? item.Get("Reservation");
        if (quantity is null)
        {
            return 0;
        }

        string? unit = item.Get("AllocationUnits") ?? item.Get("VirtualQuantityUnits");
        string assumed = context.Number(item.Element, quantity, "the memory") < MiB ? "MiB" : "byte";
        return context.Bytes(item.Element, quantity, unit ?? assumed, "the memory");
    }
}
