namespace Appliance.Formats.Ova;

/// <summary>Type flags of tar members (POSIX.1-2017; the letters L, K and S are GNU's).</summary>
internal enum TarKind : byte
{
    /// <summary>A regular file, as v7 tar wrote it.</summary>
    OldFile = 0,

    /// <summary>A regular file.</summary>
    File = (byte)'0',

    /// <summary>A second name of an earlier member.</summary>
    HardLink = (byte)'1',

    /// <summary>A symbolic link.</summary>
    SymbolicLink = (byte)'2',

    /// <summary>A character device.</summary>
    CharacterDevice = (byte)'3',

    /// <summary>A block device.</summary>
    BlockDevice = (byte)'4',

    /// <summary>A folder.</summary>
    Directory = (byte)'5',

    /// <summary>A named pipe.</summary>
    Fifo = (byte)'6',

    /// <summary>A regular file that should lie in one piece on its medium.</summary>
    ContiguousFile = (byte)'7',

    /// <summary>Records (name, size...) that hold for the next member.</summary>
    PaxRecords = (byte)'x',

    /// <summary>Records that hold for all members that follow.</summary>
    PaxGlobalRecords = (byte)'g',

    /// <summary>The content is the name of the next member.</summary>
    GnuLongName = (byte)'L',

    /// <summary>The content is the link target of the next member.</summary>
    GnuLongLink = (byte)'K',

    /// <summary>A file whose holes were left out.</summary>
    GnuSparseFile = (byte)'S',
}
