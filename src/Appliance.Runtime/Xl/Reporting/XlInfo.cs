namespace Appliance.Runtime.Xl.Reporting;

/// <summary>What <c>xl info</c> prints: a key, a colon and a value a line. What is not there is empty.</summary>
internal sealed class XlInfo
{
    private readonly Dictionary<string, string> _values = [];

    /// <summary>Reads the lines.</summary>
    public XlInfo(IEnumerable<string> lines)
    {
        foreach (string line in lines)
        {
            if (line.IndexOf(':', StringComparison.Ordinal) is var colon and > 0)
            {
                _values[line[..colon].Trim()] = line[(colon + 1)..].Trim();
            }
        }
    }

    /// <summary>Xen's version: <c>4.17.7</c>.</summary>
    public string XenVersion => this["xen_version"] is { Length: > 0 } version
        ? version : $"{this["xen_major"]}.{this["xen_minor"]}{this["xen_extra"]}".Trim('.');

    /// <summary>What kinds of domains it runs. An old xl does not say <c>pv</c>, and none says <c>pvh</c>.</summary>
    public IReadOnlyList<string> Capabilities
    {
        get
        {
            List<string> words = [.. Words("virt_caps")];
            string[] abis = Words("xen_caps");
            if (abis.Any(abi => abi.StartsWith("xen-", StringComparison.Ordinal)))
            {
                words.Insert(0, "pv");
            }

            if (abis.Any(abi => abi.StartsWith("hvm-", StringComparison.Ordinal)))
            {
                words.AddRange(["hvm", "pvh"]);
            }

            return [.. words.Distinct(StringComparer.Ordinal)];
        }
    }

    /// <summary>A value.</summary>
    public string this[string key] => _values.GetValueOrDefault(key, "");

    /// <summary>A number; 0 where it is none.</summary>
    public long Number(string key) => long.TryParse(this[key], out long number) && number is >= 0 and <= int.MaxValue ? number : 0;

    /// <summary>Memory, which xl counts in MiB, in bytes.</summary>
    public long Mebibytes(string key) => Number(key) << 20;

    private string[] Words(string key) => this[key].Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
