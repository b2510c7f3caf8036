namespace Appliance.Guests.Registry;

/// <summary>What a value of the registry is, by the numbers of Windows (REG_...). Others occur and are kept.</summary>
internal enum RegistryType
{
    /// <summary>REG_NONE: bytes without a meaning.</summary>
    None = 0,

    /// <summary>REG_SZ: a text.</summary>
    Text = 1,

    /// <summary>REG_EXPAND_SZ: a text with variables such as %SystemRoot%.</summary>
    ExpandableText = 2,

    /// <summary>REG_BINARY: bytes.</summary>
    Binary = 3,

    /// <summary>REG_DWORD: 32 bits, little-endian.</summary>
    Number = 4,

    /// <summary>REG_MULTI_SZ: texts.</summary>
    Texts = 7,

    /// <summary>REG_QWORD: 64 bits, little-endian.</summary>
    LongNumber = 11,
}
