namespace Appliance.Runtime.Machines;

/// <summary>How Xen runs a machine, by the words of xl.</summary>
public enum DomainType
{
    /// <summary>Paravirtual: no emulated hardware, the kernel is started by Xen.</summary>
    Pv,

    /// <summary>Paravirtual in a hardware container: no emulated hardware, the processor's virtualisation.</summary>
    Pvh,

    /// <summary>A whole PC, with emulated devices until the guest's own Xen drivers take over.</summary>
    Hvm,
}
