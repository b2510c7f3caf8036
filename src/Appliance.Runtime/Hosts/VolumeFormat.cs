using System.Text.Json.Serialization;

namespace Appliance.Runtime.Hosts;

/// <summary>What a disk on a host is written as, by the words of xl.</summary>
public enum VolumeFormat
{
    /// <summary>The guest's bytes as they are; sparse where the storage can.</summary>
    [JsonStringEnumMemberName("raw")]
    Raw,

    /// <summary>A dynamic VHD.</summary>
    [JsonStringEnumMemberName("vhd")]
    Vhd,
}
