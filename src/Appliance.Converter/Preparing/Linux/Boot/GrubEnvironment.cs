using Appliance.Converter.Preparing.Linux.Texts;

namespace Appliance.Converter.Preparing.Linux.Boot;

/// <summary>
/// GRUB's environment block: lines of <c>name=value</c>, filled up with <c>#</c> to a length that must stay, because GRUB
/// writes it in place (GRUB manual, "The GRUB environment block").
/// </summary>
internal static class GrubEnvironment
{
    private const string Signature = "# GRUB Environment Block";

    /// <summary>Whether a file is one.</summary>
    public static bool IsOne(GuestText text) => text.Count > 1 && text[0] == Signature;

    /// <summary>Takes or adds filling until the file has its old length again.</summary>
    /// <returns>Whether there was enough.</returns>
    public static bool Fit(GuestText text, int length)
    {
        int more = length - text.ToBytes().Length;
        int last = text.Count - 1;
        if (more == 0)
        {
            return true;
        }

        bool isFilling = text[last].Length > 0 && text[last].All(character => character == '#');
        if (!isFilling || text[last].Length + more < 0)
        {
            return false;
        }

        text[last] = new string('#', text[last].Length + more);
        return true;
    }
}
