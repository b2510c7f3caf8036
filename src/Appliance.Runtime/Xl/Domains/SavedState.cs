using System.Buffers.Binary;
using System.Text;
using Appliance.Runtime.Shell;

namespace Appliance.Runtime.Xl.Domains;

/// <summary>
/// What xl writes before the memory of a domain (<c>struct save_file_header</c> of its source): 32 bytes of magic, four numbers
/// of 32 bits (byte order, flags that have to be understood, flags that need not, the length of what follows), the length of
/// the configuration, also of 32 bits, and the configuration of the domain as JSON.
/// </summary>
internal static class SavedState
{
    // A configuration is 2 KB and some more for each disk and card.
    private const int MaxHead = 256 << 10;
    private const int LengthAt = 48;
    private const int HeaderSize = 52;

    private const uint JsonFlag = 1;

    private static ReadOnlySpan<byte> Magic => "Xen saved domain, xl format\n \0 \r"u8;

    /// <summary>What the saved memory is of; null where xl writes it otherwise than this program knows.</summary>
    public static async Task<DomainLimits?> ReadAsync(IHostShell shell, string path, CancellationToken cancellationToken)
    {
        ShellResult result = await shell.RunAsync(FormattableString.Invariant($"[ -r {ShellText.Quote(path)} ] || {{ echo 'it is not there' >&2; exit 1; }}; head -c {MaxHead} {ShellText.Quote(path)} | base64"), cancellationToken);
        string text = result.Demand($"read {path}");
        var bytes = new byte[MaxHead];
        return Convert.TryFromBase64String(text, bytes, out int count) ? Parse(bytes.AsSpan(0, count)) : null;
    }

    /// <summary>Reads the beginning of a saved memory.</summary>
    internal static DomainLimits? Parse(ReadOnlySpan<byte> head)
    {
        if (head.Length < HeaderSize || !head.StartsWith(Magic) || (BinaryPrimitives.ReadUInt32LittleEndian(head[(Magic.Length + 4)..]) & JsonFlag) == 0)
        {
            return null;
        }

        uint length = BinaryPrimitives.ReadUInt32LittleEndian(head[LengthAt..]);
        return length <= head.Length - HeaderSize ? DomainLimits.Parse(Encoding.UTF8.GetString(head.Slice(HeaderSize, (int)length)).TrimEnd('\0')) : null;
    }
}
