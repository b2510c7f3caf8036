namespace Appliance.Guests.Inspection.Linux.Boot;

/// <summary>A boot loader's menu.</summary>
/// <param name="Loader">The boot loader and its file.</param>
/// <param name="Entries">Its entries, in their order.</param>
/// <param name="Default">The name of the default among <see cref="MenuEntry.Names"/>; null for the first.</param>
internal sealed record BootMenu(BootLoader Loader, IReadOnlyList<MenuEntry> Entries, string? Default)
{
    /// <summary>Most entries of a menu that count; each old kernel has two or three.</summary>
    public const int MostEntries = 1_000;

    /// <summary>The entry that starts when nobody chooses: the named one, or the first.</summary>
    public MenuEntry? DefaultEntry
        => Entries.FirstOrDefault(entry => Default is not null && entry.Names.Contains(Default, StringComparer.Ordinal)) ?? (Entries.Count > 0 ? Entries[0] : null);
}
