namespace Appliance.Guests.FileSystems;

/// <summary>What a name in a folder stands for.</summary>
public enum FileType
{
    /// <summary>A regular file.</summary>
    File,

    /// <summary>A folder.</summary>
    Folder,

    /// <summary>A symbolic link, or a junction of Windows.</summary>
    Link,

    /// <summary>A device, a pipe, a socket.</summary>
    Other,
}
