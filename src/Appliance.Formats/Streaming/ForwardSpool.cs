using Appliance.Formats.IO;
using Microsoft.Win32.SafeHandles;

namespace Appliance.Formats.Streaming;

/// <summary>
/// Holds blocks that came too early, as they are stored, in slots of a temporary file that are used again and again: the
/// file never grows beyond the blocks that wait at one time.
/// </summary>
/// <param name="folder">Where the file goes.</param>
/// <param name="slotSize">Bytes that the stored pieces of one block may take.</param>
internal sealed class ForwardSpool(string folder, int slotSize) : IDisposable
{
    private readonly SafeFileHandle _file = Spool.CreateUnlinked(folder);
    private readonly Stack<int> _free = [];
    private int _slots;

    /// <summary>Moves a block out of memory.</summary>
    public void Put(ForwardBlock block)
    {
        int slot = _free.TryPop(out int free) ? free : _slots++;
        RandomAccess.Write(_file, block.Stored.Span, PlaceOf(slot));
        block.Slot = slot;
        block.Trim();
    }

    /// <summary>Brings a block back into memory.</summary>
    public void TakeBack(ForwardBlock block)
    {
        int slot = block.Slot!.Value;
        Memory<byte> stored = block.TakeBack();
        for (int at = 0; at < stored.Length;)
        {
            int count = RandomAccess.Read(_file, stored.Span[at..], PlaceOf(slot) + at);
            at += count > 0 ? count : throw new IOException($"the spool in {folder} became shorter while it was read");
        }

        _free.Push(slot);
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private long PlaceOf(int slot) => (long)slot * slotSize;
}
