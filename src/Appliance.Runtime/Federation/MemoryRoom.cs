using Appliance.Runtime.Hosts;

namespace Appliance.Runtime.Federation;

/// <summary>Whether machines find the memory that they need.</summary>
internal static class MemoryRoom
{
    /// <summary>Why they do not; null where they do. In a pool each machine has to fit on one of its hosts: the largest first, on the host that has most left.</summary>
    /// <param name="host">What is free.</param>
    /// <param name="needs">What they need.</param>
    public static string? RefusalOf(HostReport host, ImportNeeds needs)
    {
        long[] free = host.FreeMemoryOfHosts.Count > 0 ? [.. host.FreeMemoryOfHosts] : [host.FreeMemory];
        foreach (long memory in needs.Machines.Select(machine => machine.Amounts.Memory).OrderDescending())
        {
            int most = Array.IndexOf(free, free.Max());
            if ((free[most] -= memory) < 0)
            {
                string where = free.Length == 1 ? "" : $", on {free.Length} hosts";
                return $"has {ByteText.Of(host.FreeMemory)} of memory free{where}, and {ByteText.Of(needs.Total.Memory)} are needed";
            }
        }

        return null;
    }
}
