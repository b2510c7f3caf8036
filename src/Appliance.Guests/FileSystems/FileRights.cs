namespace Appliance.Guests.FileSystems;

/// <summary>Who may do what with a file, as Unix has it; file systems of Windows make nothing of it.</summary>
/// <param name="Mode">The twelve permission bits.</param>
/// <param name="Owner">User number.</param>
/// <param name="Group">Group number.</param>
public readonly record struct FileRights(int Mode, uint Owner = 0, uint Group = 0)
{
    /// <summary>A file of root's that everybody reads: 0644.</summary>
    public static FileRights File { get; } = new(0x1A4);

    /// <summary>A program or folder of root's that everybody uses: 0755.</summary>
    public static FileRights Program { get; } = new(0x1ED);

    /// <summary>A file that only root reads: 0600.</summary>
    public static FileRights Private { get; } = new(0x180);
}
