using System.Collections.ObjectModel;
using System.Globalization;
using Appliance.Formats.Xva;

namespace Appliance.Runtime.Xapi;

/// <summary>Reads what xapi answers. A field that an older host does not have is empty, zero or false.</summary>
internal static class XmlRpcValues
{
    /// <summary>A text; empty where it has parts.</summary>
    public static string Text(this XmlRpcValue value) => (value as XmlRpcScalar)?.Content ?? "";

    /// <summary>The texts of a list.</summary>
    public static IReadOnlyList<string> Texts(this XmlRpcValue value) => value is XmlRpcArray array ? [.. array.Items.Select(Text)] : [];

    /// <summary>A field as text.</summary>
    public static string Text(this XmlRpcStruct record, string field) => record.FindText(field) ?? "";

    /// <summary>A field as a whole number.</summary>
    public static long Number(this XmlRpcStruct record, string field)
        => long.TryParse(record.FindText(field), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number) ? number : 0;

    /// <summary>A field as a number with a fraction.</summary>
    public static double Fraction(this XmlRpcStruct record, string field)
        => double.TryParse(record.FindText(field), NumberStyles.Float, CultureInfo.InvariantCulture, out double number) ? number : 0;

    /// <summary>A field as a truth value.</summary>
    public static bool Flag(this XmlRpcStruct record, string field) => record.FindText(field) == "1";

    /// <summary>A field as texts.</summary>
    public static IReadOnlyList<string> Texts(this XmlRpcStruct record, string field) => record.Find(field)?.Texts() ?? [];

    /// <summary>A field as texts by name.</summary>
    public static IReadOnlyDictionary<string, string> Map(this XmlRpcStruct record, string field)
        => (record.Find(field) as XmlRpcStruct)?.Members.ToDictionary(member => member.Key, member => member.Value.Text()) ?? (IReadOnlyDictionary<string, string>)ReadOnlyDictionary<string, string>.Empty;
}
