using Appliance.Testing;

namespace Appliance.Guests.Tests.Containers;

/// <summary>guestfish, libguestfs's shell: makes what only Linux makes, and reads back what we wrote by its own ways.</summary>
internal static class Guestfish
{
    /// <summary>Runs commands in a machine over some images, which it calls /dev/sda and so on.</summary>
    /// <param name="folder">Where a file of the commands goes.</param>
    /// <param name="images">Raw images.</param>
    /// <param name="commands">The commands; one that asks for a key has it on the next line.</param>
    public static string Run(TemporaryFolder folder, IEnumerable<string> images, string commands)
    {
        string script = folder.Write("script.fish", $"""
            set-backend direct
            set-backend-setting force_tcg 1
            {string.Join('\n', images.Select(image => $"add {image} format:raw"))}
            run
            {commands}

            """);
        return Tool.Run("guestfish", "--keys-from-stdin", "-f", script);
    }
}
