namespace Appliance.Builder.Templates.Parts;

/// <summary>What is on a partition.</summary>
public enum PartitionContent
{
    /// <summary>ext4.</summary>
    Ext4,

    /// <summary>Swap space.</summary>
    Swap,
}
