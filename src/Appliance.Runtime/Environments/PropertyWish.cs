namespace Appliance.Runtime.Environments;

/// <summary>A value that the user wants an OVF property to have.</summary>
/// <param name="Name">Its key, as its package has it; with several machines, the machine and a colon may stand before it, or a colon alone for one of the whole.</param>
/// <param name="Value">The value.</param>
/// <param name="IsPrivate">Whether it came by a way that nobody else sees.</param>
public sealed record PropertyWish(string Name, string Value, bool IsPrivate)
{
    /// <summary>What the compiler would print holds the value, which may be a secret.</summary>
    public override string ToString() => Name;
}
