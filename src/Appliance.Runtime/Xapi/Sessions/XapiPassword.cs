using System.Text;
using Appliance.Runtime.Federation;
using Appliance.Runtime.Hosts;

namespace Appliance.Runtime.Xapi.Sessions;

/// <summary>
/// Finds the password of a pool: in its file, in a variable that is its own or its tenant's, in the one for a host that is named,
/// or at the terminal. It is in no argument, and in no message.
/// </summary>
internal static class XapiPassword
{
    private const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    /// <summary>Finds it.</summary>
    /// <param name="entry">The pool.</param>
    /// <param name="user">Who logs in.</param>
    /// <param name="access">Whether there is somebody at the terminal, and whether the variable for a host that is named is meant for this one.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="HostException">It is nowhere, or others can read it.</exception>
    public static async Task<string> FindAsync(HostEntry entry, string user, HostAccess access, CancellationToken cancellationToken)
    {
        if (entry.PasswordFile is { } path)
        {
            return await ReadAsync(entry.Name, path, cancellationToken);
        }

        string[] variables = [.. PasswordVariables.For(entry), .. access.TakesSharedPassword ? [PasswordVariables.Shared] : Array.Empty<string>()];
        if (variables.Select(Environment.GetEnvironmentVariable).FirstOrDefault(value => value is { Length: > 0 }) is { } password)
        {
            return password;
        }

        string ways = string.Concat(variables.Select(variable => $", or set {variable}"));
        return access.MayAsk ? await AskAsync($"password of {user} on {entry.Name}: ", cancellationToken)
            : throw new HostException(entry.Name, $"wants a password of {user}: give a file with host add --password-file{ways}");
    }

    /// <summary>The first line of a file that only its owner can read.</summary>
    private static async Task<string> ReadAsync(string host, string path, CancellationToken cancellationToken)
    {
        if (!OperatingSystem.IsWindows() && File.Exists(path) && (File.GetUnixFileMode(path) & Others) != 0)
        {
            throw new HostException(host, $"{path} can be read by others: chmod 600 it, and change the password");
        }

        try
        {
            using var reader = new StreamReader(path);
            return await reader.ReadLineAsync(cancellationToken) ?? "";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new HostException(host, null, $"its password cannot be read: {e.Message}", e);
        }
    }

    private static async Task<string> AskAsync(string question, CancellationToken cancellationToken)
    {
        await Console.Error.WriteAsync(question.AsMemory(), cancellationToken);
        var text = new StringBuilder();
        for (ConsoleKeyInfo key = await KeyAsync(cancellationToken); key.Key != ConsoleKey.Enter; key = await KeyAsync(cancellationToken))
        {
            if (key.Key == ConsoleKey.Backspace)
            {
                text.Length = Math.Max(0, text.Length - 1);
            }
            else if (!char.IsControl(key.KeyChar))
            {
                text.Append(key.KeyChar);
            }
        }

        await Console.Error.WriteLineAsync();
        return text.ToString();
    }

    // To read a key is to wait for it, whatever is cancelled.
    private static async Task<ConsoleKeyInfo> KeyAsync(CancellationToken cancellationToken)
    {
        while (!Console.KeyAvailable)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), cancellationToken);
        }

        return Console.ReadKey(intercept: true);
    }
}
