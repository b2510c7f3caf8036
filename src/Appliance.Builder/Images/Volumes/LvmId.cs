using System.Security.Cryptography;
using System.Text;

namespace Appliance.Builder.Images.Volumes;

/// <summary>An identity as LVM has them: 32 letters and digits.</summary>
/// <param name="Text">The letters.</param>
internal sealed record LvmId(string Text)
{
    private const string Letters = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

    /// <summary>One that follows from a partition and what it is to identify there.</summary>
    public static LvmId Create(Guid partition, string name)
        => new(string.Concat(SHA256.HashData(Encoding.UTF8.GetBytes($"{partition}\0lvm\0{name}")).Select(value => Letters[value % Letters.Length])));

    /// <summary>As the texts of LVM spell it, with dashes.</summary>
    public override string ToString() => string.Join('-', Text[..6], Text[6..10], Text[10..14], Text[14..18], Text[18..22], Text[22..26], Text[26..]);
}
