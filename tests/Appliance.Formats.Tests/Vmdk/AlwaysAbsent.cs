namespace Appliance.Formats.Tests.Vmdk;

/// <summary>Chance that makes layers without content.</summary>
internal sealed class AlwaysAbsent : Random
{
    public override int Next(int maxValue) => maxValue - 1;

    public override int Next(int minValue, int maxValue) => maxValue - 1;
}
