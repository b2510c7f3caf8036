using Appliance.Guests.Devices;
using Appliance.Guests.Native.Guestfs;
using Appliance.Guests.Volumes;

namespace Appliance.Guests.Containers;

/// <summary>Opens LUKS volumes in a machine of libguestfs.</summary>
/// <param name="machine">The machine.</param>
/// <param name="keys">What is tried.</param>
/// <param name="writable">Whether what is opened is to be written.</param>
internal sealed class LuksOpener(GuestfsMachine machine, IReadOnlyList<GuestKey> keys, bool writable)
{
    // What cryptsetup says where all that is wrong is the passphrase.
    private const string WrongKey = "No key available";

    /// <summary>Opens a volume by the first key that fits.</summary>
    /// <param name="volume">The volume.</param>
    /// <param name="drive">What the machine calls it.</param>
    /// <exception cref="IOException">The machine failed.</exception>
    public OpenedContainer Open(Volume volume, string drive)
    {
        // Of our own making: the machine knows no other names, and the guest's do not reach it.
        string name = $"luks{Path.GetFileName(drive)}";
        foreach (GuestKey key in keys)
        {
            try
            {
                machine.Use(handle => Open(handle, drive, name, key));
                BlockDevice inside = new GuestfsDevice(machine, $"/dev/mapper/{name}", $"{volume.Device.Name}, decrypted", writable);
                return new OpenedContainer { Members = [volume], Device = new CachedDevice(inside) };
            }
            catch (GuestfsException e) when (e.Message.Contains(WrongKey, StringComparison.Ordinal))
            {
                // The next one may fit.
            }
            catch (GuestfsException e)
            {
                return new OpenedContainer { Members = [volume], Problem = $"is encrypted with LUKS, and cryptsetup does not open it: {e.Message}" };
            }
        }

        string tried = keys.Count == 1 ? "the key that was given does not open it" : $"none of the {keys.Count} keys that were given opens it";
        return new OpenedContainer { Members = [volume], Problem = $"is encrypted with LUKS, and {tried}" };
    }

    private static unsafe long Open(GuestfsHandle handle, string drive, string name, GuestKey key)
    {
        fixed (byte* bytes = key.Bytes, type = "luks\0"u8)
        {
            var options = new CryptOptions { Bits = CryptOptions.HasType, Type = type };
            return handle.Check(LibGuestfs.OpenEncrypted(handle, drive, bytes, name, &options));
        }
    }
}
