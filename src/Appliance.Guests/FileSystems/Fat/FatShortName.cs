using System.Text;

namespace Appliance.Guests.FileSystems.Fat;

/// <summary>The 8.3 name of an entry: eleven bytes, filled with blanks, in the code page of the first PC.</summary>
internal static class FatShortName
{
    /// <summary>Bytes: eight and three.</summary>
    internal const int Length = 11;

    private const int BaseLength = 8;

    // A first byte of 0xE5 would mean a free entry.
    private const byte StandsForE5 = 0x05;

    private const byte LowerBase = 0x08;
    private const byte LowerExtension = 0x10;

    private static readonly Encoding CodePage = CodePagesEncodingProvider.Instance.GetEncoding(437)!;

    /// <summary>The name as it is shown: <c>BOOTX64.EFI</c>.</summary>
    /// <param name="bytes">The eleven bytes.</param>
    /// <param name="cases">The entry's byte that says which part is shown in lower case.</param>
    internal static string Show(ReadOnlySpan<byte> bytes, byte cases)
    {
        Span<byte> copy = stackalloc byte[Length];
        bytes[..Length].CopyTo(copy);
        copy[0] = copy[0] == StandsForE5 ? FatSlot.Deleted : copy[0];
        string name = CodePage.GetString(copy[..BaseLength]).TrimEnd(' ');
        string extension = CodePage.GetString(copy[BaseLength..]).TrimEnd(' ');
        name = (cases & LowerBase) != 0 ? name.ToLowerInvariant() : name;
        extension = (cases & LowerExtension) != 0 ? extension.ToLowerInvariant() : extension;
        return extension.Length == 0 ? name : $"{name}.{extension}";
    }

    /// <summary>The label of the volume, which takes the place of an 8.3 name, without a dot.</summary>
    internal static string ShowLabel(ReadOnlySpan<byte> bytes) => CodePage.GetString(bytes[..Length]).TrimEnd(' ');

    /// <summary>What parts of a long name carry to show that they belong to this one.</summary>
    internal static byte Checksum(ReadOnlySpan<byte> bytes)
    {
        byte sum = 0;
        foreach (byte value in bytes[..Length])
        {
            sum = (byte)(((sum & 1) << 7) + (sum >> 1) + value);
        }

        return sum;
    }

    /// <summary>Makes one for a name.</summary>
    /// <param name="name">The long name.</param>
    /// <param name="isTaken">Whether the folder has such a name already.</param>
    /// <exception cref="IOException">All of them are taken.</exception>
    internal static byte[] Create(string name, Func<string, bool> isTaken)
    {
        string stripped = name.TrimStart('.', ' ');
        int dot = stripped.LastIndexOf('.');
        (string stem, bool stemFits) = Convert(dot < 0 ? stripped : stripped[..dot], BaseLength);
        (string extension, bool extensionFits) = Convert(dot < 0 ? "" : stripped[(dot + 1)..], Length - BaseLength);
        byte[] plain = Join(stem, extension);
        if (stemFits && extensionFits && stem.Length > 0 && stripped.Length == name.Length && !isTaken(Show(plain, cases: 0)))
        {
            return plain;
        }

        // As many as there can be entries in a folder.
        for (int number = 1; number <= FatFolder.MostSlots; number++)
        {
            string tail = $"~{number}";
            byte[] candidate = Join(stem[..Math.Min(stem.Length, BaseLength - tail.Length)] + tail, extension);
            if (!isTaken(Show(candidate, cases: 0)))
            {
                return candidate;
            }
        }

        throw new IOException($"there is no 8.3 name left for {name}");
    }

    /// <summary>Upper case, without what 8.3 cannot have; and whether nothing but the case was lost.</summary>
    private static (string Part, bool Fits) Convert(string part, int length)
    {
        var converted = new StringBuilder();
        bool fits = part.Length <= length;
        foreach (char character in part)
        {
            if (character is ' ' or '.')
            {
                fits = false;
                continue;
            }

            char upper = char.ToUpperInvariant(character);
            bool allowed = char.IsAsciiLetterOrDigit(upper) || "$%'-_@~`!(){}^#&".Contains(upper, StringComparison.Ordinal);
            fits &= allowed;
            converted.Append(allowed ? upper : '_');
        }

        converted.Length = Math.Min(converted.Length, length);
        return (converted.ToString(), fits);
    }

    private static byte[] Join(string stem, string extension) => Encoding.ASCII.GetBytes(stem.PadRight(BaseLength) + extension.PadRight(Length - BaseLength));
}
