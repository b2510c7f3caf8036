using Appliance.Runtime.Shell;

namespace Appliance.Runtime.Xl.Records;

/// <summary>The disc with the OVF environment of a machine. It may hold secrets, and only root may read it.</summary>
internal static class EnvironmentDisc
{
    // A document of a MiB, and what a disc has around it.
    private const int Largest = 2 << 20;

    /// <summary>Puts it into the folder of a machine.</summary>
    public static Task WriteAsync(XlContext host, string machine, ReadOnlyMemory<byte> image, CancellationToken cancellationToken)
        => HostFiles.WriteAsync(host.Shell, host.FolderOf(machine).Disc, image, isProgram: false, cancellationToken);

    /// <summary>Gives another machine the same, on this host or another.</summary>
    /// <param name="source">The host that has it.</param>
    /// <param name="machine">The machine that has it.</param>
    /// <param name="target">The host that gets it.</param>
    /// <param name="other">The machine that gets it, whose folder is there.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="HostException">It cannot be read or written.</exception>
    public static async Task CopyAsync(XlContext source, string machine, XlContext target, string other, CancellationToken cancellationToken)
    {
        string path = source.FolderOf(machine).Disc;
        ShellResult result = await source.Shell.RunAsync(
            FormattableString.Invariant($"f={ShellText.Quote(path)}; [ \"$(stat -c %s \"$f\")\" -le {Largest} ] || exit 1; base64 < \"$f\""), cancellationToken);
        var image = new byte[Largest];
        if (!Convert.TryFromBase64String(result.Demand($"read {path}"), image, out int length))
        {
            throw new HostException(source.Name, $"{path} could not be read whole");
        }

        await WriteAsync(target, other, image.AsMemory(0, length), cancellationToken);
    }
}
