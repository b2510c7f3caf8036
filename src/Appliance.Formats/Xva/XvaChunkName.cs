using System.Globalization;

namespace Appliance.Formats.Xva;

/// <summary>The name of a chunk, such as <c>Ref:3/00000012</c>.</summary>
/// <param name="Disk">Reference of the disk.</param>
/// <param name="Number">Number of the chunk.</param>
internal readonly record struct XvaChunkName(string Disk, long Number)
{
    private const string ReferencePrefix = "Ref:";

    /// <summary>Takes a member's name apart; null where it is not the name of a chunk.</summary>
    public static XvaChunkName? Parse(string name)
    {
        int slash = name.Length - XvaFormat.NumberDigits - 1;
        if (slash <= ReferencePrefix.Length || name[slash] != '/' || !name.StartsWith(ReferencePrefix, StringComparison.Ordinal))
        {
            return null;
        }

        bool isReference = !name.AsSpan(ReferencePrefix.Length, slash - ReferencePrefix.Length).ContainsAnyExceptInRange('0', '9');
        return isReference && long.TryParse(name.AsSpan(slash + 1), NumberStyles.None, provider: null, out long number)
            ? new XvaChunkName(name[..slash], number)
            : null;
    }

    /// <inheritdoc/>
    public override string ToString() => XvaFormat.ChunkName(Disk, Number);
}
