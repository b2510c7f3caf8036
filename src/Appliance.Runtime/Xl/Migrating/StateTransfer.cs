using System.Security.Cryptography;
using Appliance.Runtime.Machines;
using Appliance.Runtime.Shell;

namespace Appliance.Runtime.Xl.Migrating;

/// <summary>Takes a saved memory from one host to another, through this program.</summary>
/// <param name="source">The host that has it.</param>
/// <param name="target">The host that gets it.</param>
internal sealed class StateTransfer(XlContext source, XlContext target)
{
    private const int BufferSize = 1 << 20;

    /// <summary>Sends it, and has the other host read back what it wrote.</summary>
    /// <exception cref="HostException">What is there is not what was sent, or there is no room.</exception>
    public async Task SendAsync(MachineRecord machine, CancellationToken cancellationToken)
    {
        string to = ShellText.Quote(target.FolderOf(machine.Name).Memory);
        await using IShellProcess reader = await source.Shell.StartAsync($"exec cat {ShellText.Quote(source.FolderOf(machine.Name).Memory)}", cancellationToken);
        await using IShellProcess writer = await target.Shell.StartAsync(
            $"umask 077; {{ cat > {to}.part && sync {to}.part && sha256sum < {to}.part; }} || {{ rm -f {to}.part; exit 1; }}", cancellationToken);
        string sent = await PumpAsync(reader.Output, writer.Input, cancellationToken);
        (await reader.WaitAsync(cancellationToken)).Demand("read the saved memory");
        string received = (await writer.WaitAsync(cancellationToken)).Demand("write the saved memory");
        if (received.Split(' ')[0] != sent)
        {
            throw new HostException(target.Name, "the saved memory that it reads back is not what was sent; look for errors of its disks and its network");
        }

        (await target.Shell.RunAsync($"mv -T {to}.part {to}", cancellationToken)).Demand("name the saved memory");
    }

    private static async Task<string> PumpAsync(Stream from, Stream to, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[BufferSize];
        while (await from.ReadAsync(buffer, cancellationToken) is var count and > 0)
        {
            hash.AppendData(buffer.AsSpan(0, count));
            await to.WriteAsync(buffer.AsMemory(0, count), cancellationToken);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
