using System.Runtime.InteropServices;

namespace Appliance.Guests.Native.Guestfs;

/// <summary>libguestfs (guestfs(3)), of which only what opens and reads whole devices is used.</summary>
internal static unsafe partial class LibGuestfs
{
    /// <summary>The library, by its SONAME.</summary>
    public const string Library = "libguestfs.so.0";

    private const string Package = "libguestfs0 supermin linux-image-amd64";
    private const string Purpose = "to open LUKS volumes and Linux software RAID";

    private static readonly Lazy<bool> Loads = new(() => NativeLibrary.TryLoad(Library, out _));

    /// <summary>Makes sure that the library and what builds its machine are there.</summary>
    /// <exception cref="MissingToolException">They are not.</exception>
    public static void Require()
    {
        if (!Loads.Value)
        {
            throw new MissingToolException(Library, Package, Purpose);
        }

        // A machine that was built before, which this names, takes the place of supermin (guestfs(3), "ENVIRONMENT VARIABLES").
        if (Environment.GetEnvironmentVariable("LIBGUESTFS_PATH") is null)
        {
            Programs.Require("supermin", Package, Purpose);
        }
    }

    [LibraryImport(Library, EntryPoint = "guestfs_create_flags")]
    public static partial GuestfsHandle Create(uint flags);

    [LibraryImport(Library, EntryPoint = "guestfs_close")]
    public static partial void Close(nint handle);

    [LibraryImport(Library, EntryPoint = "guestfs_last_error")]
    public static partial byte* LastError(GuestfsHandle handle);

    [LibraryImport(Library, EntryPoint = "guestfs_set_error_handler")]
    public static partial void SetErrorHandler(GuestfsHandle handle, nint callback, nint data);

    [LibraryImport(Library, EntryPoint = "guestfs_set_backend", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int SetBackend(GuestfsHandle handle, string backend);

    [LibraryImport(Library, EntryPoint = "guestfs_set_backend_setting", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int SetBackendSetting(GuestfsHandle handle, string name, string value);

    [LibraryImport(Library, EntryPoint = "guestfs_set_memsize")]
    public static partial int SetMemory(GuestfsHandle handle, int mebibytes);

    [LibraryImport(Library, EntryPoint = "guestfs_set_autosync")]
    public static partial int SetAutosync(GuestfsHandle handle, int isOn);

    [LibraryImport(Library, EntryPoint = "guestfs_add_drive_opts_argv", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int AddDrive(GuestfsHandle handle, string name, DriveOptions* options);

    [LibraryImport(Library, EntryPoint = "guestfs_launch")]
    public static partial int Launch(GuestfsHandle handle);

    [LibraryImport(Library, EntryPoint = "guestfs_get_pid")]
    public static partial int GetProcessId(GuestfsHandle handle);

    [LibraryImport(Library, EntryPoint = "guestfs_list_devices")]
    public static partial byte** ListDevices(GuestfsHandle handle);

    [LibraryImport(Library, EntryPoint = "guestfs_list_md_devices")]
    public static partial byte** ListArrays(GuestfsHandle handle);

    [LibraryImport(Library, EntryPoint = "guestfs_md_detail", StringMarshalling = StringMarshalling.Utf8)]
    public static partial byte** DescribeArray(GuestfsHandle handle, string device);

    [LibraryImport(Library, EntryPoint = "guestfs_cryptsetup_open_argv", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int OpenEncrypted(GuestfsHandle handle, string device, byte* key, string name, CryptOptions* options);

    [LibraryImport(Library, EntryPoint = "guestfs_blockdev_getsize64", StringMarshalling = StringMarshalling.Utf8)]
    public static partial long GetLength(GuestfsHandle handle, string device);

    [LibraryImport(Library, EntryPoint = "guestfs_pread_device", StringMarshalling = StringMarshalling.Utf8)]
    public static partial byte* Read(GuestfsHandle handle, string device, int count, long offset, nuint* read);

    [LibraryImport(Library, EntryPoint = "guestfs_pwrite_device", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Write(GuestfsHandle handle, string device, byte* content, nuint count, long offset);

    [LibraryImport(Library, EntryPoint = "guestfs_sync")]
    public static partial int Sync(GuestfsHandle handle);
}
