using Xunit;

namespace Appliance.Testing.Guests;

/// <summary>What a machine said on its serial port. Our guests tell what they run on before they say that they are up.</summary>
public sealed class GuestConsole(IReadOnlyList<string> lines)
{
    /// <summary>The last thing that a guest says.</summary>
    public const string Up = "APPLIANCE-GUEST-UP";

    private const string Marker = "APPLIANCE-GUEST ";

    /// <summary>Where its root file system is: <c>/dev/vda1</c>.</summary>
    public string Root => Word("root");

    /// <summary>Where its <c>/boot</c> is; empty where that is no file system of its own.</summary>
    public string Boot => Word("boot");

    /// <summary>Where its EFI system partition is; empty where it has none.</summary>
    public string EfiPartition => Word("efi");

    /// <summary>Its network cards: <c>ens192:00:50:56:ab:2c:1d</c>.</summary>
    public string NetworkCards => Word("nics");

    /// <summary>Its IPv4 addresses: <c>ens192:192.0.2.10/24</c>.</summary>
    public string Addresses => Word("addresses");

    /// <summary>The systemd units that failed, each with a comma behind it.</summary>
    public string FailedUnits => Word("failed");

    /// <summary>What its kernel was started with.</summary>
    public IReadOnlyList<string> KernelArguments => Find("cmdline: ").Split(' ');

    /// <summary>Fails the test, with the last lines, unless it said this.</summary>
    public void AssertHas(string text)
        => Assert.True(lines.Any(line => line.Contains(text, StringComparison.Ordinal)), $"\"{text}\" was not said:\n{Ending}");

    private string Ending => string.Join('\n', lines.TakeLast(40));

    private string Word(string name) => Find($"{name}=").Split(' ')[0];

    // What follows a text in the lines that a guest tells of itself.
    private string Find(string text)
    {
        string? found = lines.SkipWhile(line => !line.Contains(Marker, StringComparison.Ordinal)).FirstOrDefault(line => line.Contains($" {text}", StringComparison.Ordinal));
        Assert.True(found is not null, $"\"{text}\" was not said:\n{Ending}");
        return found[(found.IndexOf($" {text}", StringComparison.Ordinal) + text.Length + 1)..].TrimEnd();
    }
}
