using Appliance.Testing;

namespace Appliance.Demo.Tests;

/// <summary>The sample guest, as it was installed and as vSphere would export it; made once for all tests.</summary>
public sealed class SampleGuest : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Lazy<string> _raw;
    private readonly Lazy<string> _ova;

    public SampleGuest()
    {
        _raw = new(() => Make("make-guest.sh", _folder["guest.raw"]));
        _ova = new(() => Make("make-ova.sh", _raw.Value, _folder["web01.ova"]));
    }

    /// <summary>The disk before any conversion.</summary>
    public string Raw => _raw.Value;

    /// <summary>Converts the OVA with the shipped executable, one step after the other, and returns the last file.</summary>
    public string Convert(params IEnumerable<string> extensions)
    {
        string file = _ova.Value;
        foreach (string extension in extensions)
        {
            string target = _folder[Path.ChangeExtension(Path.GetFileName(file), extension)];
            Tool.Run(Tree.Executable, "convert", "--quiet", "--force", file, target);
            file = target;
        }

        return file;
    }

    public void Dispose() => _folder.Dispose();

    private static string Make(string script, params string[] arguments)
    {
        Tool.Run(Tree.Script(script), arguments);
        return arguments[^1];
    }
}
