using Appliance.Guests.Registry;

namespace Appliance.Converter.Preparing.Windows.Drivers;

/// <summary>
/// A line of an AddReg section (learn.microsoft.com/en-us/windows-hardware/drivers/install/inf-addreg-directive).
/// </summary>
/// <param name="Root">HKR for the key of the service, HKLM for the machine.</param>
/// <param name="Path">The key below it.</param>
/// <param name="Value">The value; null where only the key is to be there.</param>
/// <param name="IsAppended">Whether texts are added to those that are there.</param>
/// <param name="KeepsPresent">Whether a value that is there stays.</param>
internal sealed record RegistryAddition(string Root, string Path, RegistryValue? Value, bool IsAppended, bool KeepsPresent);
