using System.Text;

namespace Appliance.Guests.MicroMachines;

/// <summary>A part of a request: bytes, whatever they are made of.</summary>
internal readonly struct AgentField
{
    private AgentField(ReadOnlyMemory<byte> bytes) => Bytes = bytes;

    /// <summary>The bytes.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    public static implicit operator AgentField(string text) => new(Encoding.UTF8.GetBytes(text));

    public static implicit operator AgentField(long number) => new(Encoding.ASCII.GetBytes(number.ToString()));

    public static implicit operator AgentField(ReadOnlyMemory<byte> bytes) => new(bytes);
}
