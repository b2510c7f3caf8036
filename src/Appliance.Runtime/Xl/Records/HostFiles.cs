using System.Text;
using Appliance.Runtime.Shell;

namespace Appliance.Runtime.Xl.Records;

/// <summary>Small files on a host, written whole or not at all.</summary>
internal static class HostFiles
{
    /// <summary>Writes a file beside its place, has it on the disk, moves it there, and has that on the disk too.</summary>
    /// <param name="shell">The host's shell.</param>
    /// <param name="path">An absolute path; its folder is there.</param>
    /// <param name="text">The content.</param>
    /// <param name="cancellationToken">Stops the work; what was there stays.</param>
    /// <exception cref="HostException">It cannot be written.</exception>
    public static Task WriteAsync(IHostShell shell, string path, string text, CancellationToken cancellationToken)
        => WriteAsync(shell, path, Encoding.UTF8.GetBytes(text), isProgram: false, cancellationToken);

    /// <summary>The same, of bytes.</summary>
    /// <param name="shell">The host's shell.</param>
    /// <param name="path">An absolute path; its folder is there.</param>
    /// <param name="bytes">The content.</param>
    /// <param name="isProgram">Whether it can be run.</param>
    /// <param name="cancellationToken">Stops the work; what was there stays.</param>
    /// <exception cref="HostException">It cannot be written.</exception>
    public static async Task WriteAsync(IHostShell shell, string path, ReadOnlyMemory<byte> bytes, bool isProgram, CancellationToken cancellationToken)
    {
        // An input that ends early is no file.
        string script = $$"""
            set -e; umask 077; f={{ShellText.Quote(path)}}
            trap 'rm -f "$f.$$"' EXIT
            cat > "$f.$$"; [ "$(stat -c %s "$f.$$")" = {{bytes.Length}} ]; {{(isProgram ? "chmod u+x \"$f.$$\"; " : "")}}sync "$f.$$"; mv -T "$f.$$" "$f"; sync "${f%/*}"
            """;
        await using IShellProcess process = await shell.StartAsync(script, cancellationToken);
        await process.Input.WriteAsync(bytes, cancellationToken);
        (await process.WaitAsync(cancellationToken)).Demand($"write {path}");
    }
}
