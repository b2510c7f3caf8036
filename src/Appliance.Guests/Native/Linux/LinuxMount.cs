using System.Text;

namespace Appliance.Guests.Native.Linux;

/// <summary>
/// Mounts file systems where nobody sees them: not in any folder of this host (fsmount(2)). Such a mount is there as long as
/// its handle is open, so it goes away with this process, in whatever way that ends.
/// </summary>
internal static unsafe class LinuxMount
{
    private const nint CloseOnExec = 1; // FSOPEN_CLOEXEC, FSMOUNT_CLOEXEC
    private const nint SetFlag = 0; // FSCONFIG_SET_FLAG
    private const nint SetText = 1; // FSCONFIG_SET_STRING
    private const nint Create = 6; // FSCONFIG_CMD_CREATE

    // MOUNT_ATTR_RDONLY, and NOSUID, NODEV, NOEXEC, NOATIME.
    private const nint ReadOnly = 0x1;
    private const nint Harmless = 0x2 | 0x4 | 0x8 | 0x10;

    /// <summary>Mounts a device.</summary>
    /// <param name="type">The file system, as Linux calls it.</param>
    /// <param name="device">Its path on this host.</param>
    /// <param name="isReadOnly">Whether it is only to be read.</param>
    /// <param name="options">Its own options: names, or names with a value behind <c>=</c>.</param>
    /// <exception cref="LinuxException">Linux refuses; what the message has is its own.</exception>
    public static LinuxHandle Mount(string type, string device, bool isReadOnly, params ReadOnlySpan<string> options)
    {
        using LinuxHandle context = Open(type);
        try
        {
            Set(context, SetText, "source", device);
            if (isReadOnly)
            {
                Set(context, SetFlag, "ro", null);
            }

            foreach (string option in options)
            {
                string[] parts = option.Split('=');
                Set(context, parts.Length > 1 ? SetText : SetFlag, parts[0], parts.Length > 1 ? parts[1] : null);
            }

            Set(context, Create, null, null);
            return new LinuxHandle(LinuxCalls.Call(LinuxCalls.FsMount, context.Number, (byte*)CloseOnExec, (void*)(Harmless | (isReadOnly ? ReadOnly : 0)), 0));
        }
        catch (LinuxException e) when (ReadMessages(context) is { Length: > 0 } said)
        {
            throw new LinuxException(e.Errno, said);
        }
    }

    private static LinuxHandle Open(string type)
    {
        fixed (byte* name = LinuxText.Encode(type))
        {
            return new LinuxHandle(LinuxCalls.Call(LinuxCalls.FsOpen, (nint)name, (byte*)CloseOnExec, null, 0));
        }
    }

    private static void Set(LinuxHandle context, nint command, string? key, string? value)
    {
        fixed (byte* name = key is null ? null : LinuxText.Encode(key), text = value is null ? null : LinuxText.Encode(value))
        {
            LinuxHandle.Check(LinuxCalls.Call(LinuxCalls.FsConfig, context.Number, (byte*)command, name, (nint)text));
        }
    }

    /// <summary>What Linux says of it: one message a read, with a letter in front (fsopen(2)).</summary>
    private static string ReadMessages(LinuxHandle context)
    {
        const int LongestMessage = 1024;
        byte* buffer = stackalloc byte[LongestMessage];
        var messages = new List<string>();
        for (nint count; messages.Count < 4 && (count = LinuxCalls.Read(context.Number, buffer, LongestMessage)) > 2;)
        {
            messages.Add(Encoding.UTF8.GetString(buffer + 2, (int)count - 2).Trim());
        }

        return string.Join("; ", messages);
    }
}
