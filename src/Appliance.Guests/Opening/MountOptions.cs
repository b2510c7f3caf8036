using System.Globalization;
using Appliance.Guests.Inspection;

namespace Appliance.Guests.Opening;

/// <summary>The options of a line of a fstab that matter for finding files.</summary>
internal sealed class MountOptions
{
    private const string Subvolume = "subvol=";
    private const string SubvolumeId = "subvolid=";

    private readonly string[] _options;

    /// <summary>Reads the options of a line.</summary>
    public MountOptions(MountPoint line) => _options = line.Options.Split(',');

    /// <summary>Whether a folder is shown at a second place, which changes nothing.</summary>
    public bool IsBind => _options.Contains("bind") || _options.Contains("rbind");

    /// <summary>Whether it is mounted only when somebody asks.</summary>
    public bool IsOnDemand => _options.Contains("noauto");

    /// <summary>The path of the subvolume of btrfs; <c>/</c> where none is named.</summary>
    public string Folder => "/" + (ValueOf(Subvolume) ?? "").Trim('/');

    /// <summary>Whether the subvolume is named, and only by its number. The top one is number 5, which has 0 as another name.</summary>
    public bool HasOnlyNumber => ValueOf(Subvolume) is null && ValueOf(SubvolumeId) is { } number
        && !(int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out int id) && id is (0 or 5));

    private string? ValueOf(string key)
        => _options.FirstOrDefault(option => option.StartsWith(key, StringComparison.Ordinal))?[key.Length..].Trim('"');
}
