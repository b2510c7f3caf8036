using Appliance.Testing;

namespace Appliance.Guests.Tests.MicroMachines;

/// <summary>Images of file systems with a few files, made by the file systems' own tools, without privileges.</summary>
internal static class GuestImage
{
    public const string Release = "NAME=guest\n";

    /// <summary>XFS with /etc/os-release, /etc/shadow (0600, 12:34), /boot/big (some MiB), a link, a device and a folder to run into.</summary>
    public static string Xfs(TemporaryFolder folder, byte[] big)
    {
        string prototype = folder.Write("prototype", $"""
            /none
            0 0
            d--755 0 0
            etc d--755 0 0
            os-release ---644 0 0 {folder.Write("os-release", Release)}
            shadow ---600 12 34 {folder.Write("shadow", "secret")}
            $
            boot d--755 0 0
            big ---644 0 0 {folder.Write("big", big)}
            $
            lib l--777 0 0 usr/lib
            trap l--777 0 0 /dev
            null c--666 0 0 1 3
            $

            """);
        return MakeFile(folder, "xfs.img", 320 << 20, image => Tool.Run("mkfs.xfs", "-q", "-p", prototype, image));
    }

    /// <summary>btrfs with /etc/os-release, which has another name, /boot/big and a link.</summary>
    public static string Btrfs(TemporaryFolder folder, byte[] big)
    {
        folder.Write("root/etc/os-release", Release);
        Tool.Run("ln", folder["root/etc/os-release"], folder["root/etc/same"]);
        folder.Write("root/boot/big", big);
        File.CreateSymbolicLink(folder["root/lib"], "usr/lib");
        return MakeFile(folder, "btrfs.img", 256 << 20, image => Tool.Run("mkfs.btrfs", "-q", "--rootdir", folder["root"], image));
    }

    /// <summary>Makes a sparse file and a file system on it.</summary>
    public static string MakeFile(TemporaryFolder folder, string name, long length, Action<string> make)
    {
        using (FileStream file = File.Create(folder[name]))
        {
            file.SetLength(length);
        }

        make(folder[name]);
        return folder[name];
    }
}
