using System.ComponentModel;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Appliance.Guests.Native;

/// <summary>
/// A file that has no name in any folder and lives in memory (memfd_create(2)), for libraries that want the name of a
/// file: nothing of a guest stays behind, whatever happens.
/// </summary>
internal sealed partial class MemoryFile : IDisposable
{
    // MFD_CLOEXEC: other programs that are started do not inherit it.
    private const uint CloseOnExec = 1;

    private readonly SafeFileHandle _handle;

    /// <summary>A file with this content.</summary>
    public MemoryFile(ReadOnlySpan<byte> content)
    {
        int descriptor = CreateMemoryFile("appliance", CloseOnExec);
        if (descriptor < 0)
        {
            throw new IOException("memory for a file cannot be had", new Win32Exception(Marshal.GetLastPInvokeError()));
        }

        _handle = new SafeFileHandle(descriptor, ownsHandle: true);
        Path = $"/proc/self/fd/{descriptor}";
        RandomAccess.Write(_handle, content, fileOffset: 0);
    }

    /// <summary>The name that this process can open it by.</summary>
    public string Path { get; }

    /// <summary>What it holds now.</summary>
    public byte[] ReadAll()
    {
        // Filled to its end below; a large hive is not worth clearing first.
        byte[] content = GC.AllocateUninitializedArray<byte>(checked((int)RandomAccess.GetLength(_handle)));
        for (int read = 0; read < content.Length;)
        {
            int count = RandomAccess.Read(_handle, content.AsSpan(read), read);
            read += count > 0 ? count : throw new EndOfStreamException(Path);
        }

        return content;
    }

    public void Dispose() => _handle.Dispose();

    [LibraryImport("libc", EntryPoint = "memfd_create", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int CreateMemoryFile(string name, uint flags);
}
