namespace Appliance.Guests.Trees;

/// <summary>What was done to a path.</summary>
public enum ChangeKind
{
    /// <summary>A file that was not there.</summary>
    Created,

    /// <summary>A file with new content.</summary>
    Changed,

    /// <summary>A link that was not there, or points elsewhere.</summary>
    Linked,

    /// <summary>A file, link or folder that is gone.</summary>
    Deleted,
}
