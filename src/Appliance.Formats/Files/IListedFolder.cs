namespace Appliance.Formats.Files;

/// <summary>A folder that holds one package and nothing else, so that what lies in it unmentioned is worth a word.</summary>
public interface IListedFolder : IFileFolder
{
    /// <summary>All files, in the order in which they are stored.</summary>
    IReadOnlyList<string> FileNames { get; }
}
