using System.Text.RegularExpressions;
using Appliance.Formats;
using Appliance.Runtime.Xapi.Wire;

namespace Appliance.Runtime.Xapi;

/// <summary>What the common errors of xapi mean, and what to do about them. The codes are those of its api_errors.ml.</summary>
internal static partial class XapiErrorTexts
{
    // {0} is the error's first parameter, {1} the second.
    private static readonly Dictionary<string, string> Texts = new(StringComparer.Ordinal)
    {
        ["SESSION_AUTHENTICATION_FAILED"] = "{0} cannot log in: there is no such user, or the password is another; give it by --password-file, or in the host's variable (APPLIANCE_PASSWORD_HOST_..., or APPLIANCE_PASSWORD where you name the host)",
        ["SESSION_INVALID"] = "the session is gone, and a new one too: look whether the host's toolstack keeps restarting",
        ["HOST_IS_SLAVE"] = "it is a member of a pool, and so is the one it names, {0}: the pool is changing its coordinator; try again in a minute",
        ["HOST_STILL_BOOTING"] = "it is still booting: try again when it is up",
        ["RBAC_PERMISSION_DENIED"] = "the user's role does not allow {0}: log in as one whose role does, such as pool-admin",
        ["PERMISSION_DENIED"] = "the user may not do that: {0}",
        ["HANDLE_INVALID"] = "an object is not there any more (a {0}): somebody has removed it in between; look with list, and try again",
        ["UUID_INVALID"] = "there is no {0} with the UUID {1}",
        ["MESSAGE_METHOD_UNKNOWN"] = "it is too old for this: it does not know {0}",
        ["MESSAGE_PARAMETER_COUNT_MISMATCH"] = "its version of {0} takes other parameters ({1})",
        ["MESSAGE_DEPRECATED"] = "it does not do {0} any more",
        ["FEATURE_RESTRICTED"] = "its licence does not include this ({0}): another edition, or XCP-ng, has it",
        ["OPERATION_NOT_ALLOWED"] = "it does not allow that: {0}",
        ["OTHER_OPERATION_IN_PROGRESS"] = "something else is being done with it ({0}): wait until that has ended",
        ["OPERATION_PARTIALLY_FAILED"] = "{0} worked for some of the machines only: look with list which they are",
        ["TASK_CANCELLED"] = "it was cancelled",
        ["INTERNAL_ERROR"] = "it failed inside: {0}; /var/log/xensource.log of the host tells more",
        ["INVALID_VALUE"] = "it takes no such value for {0}: {1}",
        ["VALUE_NOT_SUPPORTED"] = "it takes no such value for {0}: {1} ({2})",
        ["VM_BAD_POWER_STATE"] = "the machine is {2}, and has to be {1} for this",
        ["VM_IS_TEMPLATE"] = "it is a template: make a machine of it first",
        ["VM_LACKS_FEATURE"] = "the guest has not said that it can do this: it has no guest agent, or that has not started yet; stop --force ends it without asking",
        ["VM_MISSING_PV_DRIVERS"] = "the guest has no Xen drivers: install them, or import it again with --guest require",
        ["VM_OLD_PV_DRIVERS"] = "the guest's Xen drivers are too old: it has {1}.{2}",
        ["VM_HVM_REQUIRED"] = "this takes a host with hardware virtualisation switched on in its firmware",
        ["VM_NO_SUSPEND_SR"] = "no storage for suspended machines is set: set one with xe pool-param-set suspend-image-SR",
        ["VM_REQUIRES_SR"] = "no host that could run it sees its storage: plug the storage there, or move the disks",
        ["VM_REQUIRES_NETWORK"] = "no host that could run it has its network",
        ["VM_HOST_INCOMPATIBLE_VERSION"] = "the other host is older than the one it runs on: update that one first",
        ["VM_INCOMPATIBLE_WITH_THIS_HOST"] = "it has run with processor features that this host lacks: stop it, and start it here",
        ["VM_MIGRATE_FAILED"] = "it could not be moved: {3}",
        ["NO_HOSTS_AVAILABLE"] = "no host can run it: memory, storage or a network is missing everywhere, or all are in maintenance",
        ["HOST_NOT_ENOUGH_FREE_MEMORY"] = "it lacks memory: {0} bytes are needed, {1} are free; stop something, or give the machine less with --memory",
        ["HOST_DISABLED"] = "it takes no machines at the moment: it is in maintenance; xe host-enable ends that",
        ["HOST_OFFLINE"] = "that host of the pool is off, or out of reach",
        ["LICENCE_RESTRICTION"] = "its licence does not include this: {0}",
        ["MEMORY_CONSTRAINT_VIOLATION"] = "the limits of memory do not go together: {0}",
        ["MEMORY_CONSTRAINT_VIOLATION_ORDER"] = "the limits of memory do not go together: the minimum is above the maximum",
        ["VCPU_MAX_NOT_CORES_PER_SOCKET_MULTIPLE"] = "{0} processors do not fill sockets of {1} cores: take a multiple",
        ["VM_HAS_PCI_ATTACHED"] = "the machine has a device of its host, and cannot leave it: stop it first",
        ["VM_FAILED_SHUTDOWN_ACK"] = "the guest has not answered in time: look whether its Xen drivers are up to date",
        ["VDI_NOT_IN_MAP"] = "a disk has no storage that it could go to: name one with --sr",
        ["VIF_NOT_IN_MAP"] = "a network card, perhaps that of a snapshot, has no network that it could go to: choose one with --network",
        ["SR_DOES_NOT_SUPPORT_MIGRATION"] = "the storage cannot let disks go, or take them, while they are in use: name another with --sr, or export the machine",
        ["TOO_MANY_STORAGE_MIGRATES"] = "it moves {0} disks at the same time already: wait until one has ended",
        ["MIRROR_FAILED"] = "a disk could not be kept the same at both ends while it was moved: look whether a storage is full, or out of reach",
        ["CANNOT_CONTACT_HOST"] = "it does not reach {0}: the hosts of both pools have to see each other's management addresses",
        ["DUPLICATE_VM"] = "a machine of the same UUID is there already: remove it first",
        ["DEVICE_ALREADY_EXISTS"] = "the place {0} is taken already",
        ["DEVICE_ALREADY_DETACHED"] = "it is detached already",
        ["DEVICE_DETACH_REJECTED"] = "the guest does not let go of the {0}: unmount it there first",
        ["DEVICE_DETACH_TIMEOUT"] = "the guest has not let go of the {0} in time: unmount it there first",
        ["MAC_INVALID"] = "{0} is no MAC address",
        ["MAC_DOES_NOT_EXIST"] = "there is no card with the MAC address {0}",
        ["NETWORK_ALREADY_CONNECTED"] = "the host is on that network already",
        ["PIF_IS_VLAN"] = "that interface is a VLAN itself: name the one that carries it",
        ["PIF_VLAN_EXISTS"] = "the network card has that VLAN already",
        ["VLAN_TAG_INVALID"] = "{0} is no VLAN: they go from 0 to 4094",
        ["DEFAULT_SR_NOT_FOUND"] = "the pool has no default storage: name one with --sr, or set it with xe pool-param-set default-SR",
        ["SR_FULL"] = "the storage is full: {0} bytes are needed, {1} allowed",
        ["SR_BACKEND_FAILURE_44"] = "the storage is full: name another with --sr, or make room",
        ["SR_BACKEND_FAILURE_46"] = "the disk cannot be had, it may be in use on another host: {2}",
        ["SR_HAS_NO_PBDS"] = "the storage is not plugged into any host: plug it with xe pbd-plug",
        ["SR_NOT_ATTACHED"] = "the storage is not plugged in: plug it with xe pbd-plug",
        ["SR_OPERATION_NOT_SUPPORTED"] = "that kind of storage cannot do this: name another with --sr",
        ["SR_UNKNOWN_DRIVER"] = "it has no driver for storage of the type {0}",
        ["VDI_IN_USE"] = "the disk is in use: stop the machine that has it",
        ["VDI_IO_ERROR"] = "a disk could not be read or written: {0}",
        ["VDI_MISSING"] = "the disk is not in its storage any more: scan that with xe sr-scan",
        ["VDI_READONLY"] = "the disk is read-only",
        ["VDI_TOO_LARGE"] = "the disk is larger than {1} bytes, the most that this format holds: QCOW2 storage, or raw, takes it",
        ["VDI_TOO_SMALL"] = "the disk is smaller than what is to be written to it",
        ["VBD_CDS_MUST_BE_READONLY"] = "CD drives are read-only",
        ["VBD_NOT_EMPTY"] = "there is a disc in the drive: take it out first, with appliance detach --iso",
        ["VBD_IS_EMPTY"] = "there is no disc in the drive",
        ["IMPORT_ERROR"] = "it did not take the package: {0}",
        ["IMPORT_ERROR_PREMATURE_EOF"] = "the package broke off before its end",
        ["IMPORT_INCOMPATIBLE_VERSION"] = "the package is by a newer host than this one",
        ["EVENTS_LOST"] = "events were lost",
    };

    /// <summary>The error in a sentence, with what xapi told behind it.</summary>
    public static string Explain(XapiError error)
        => Texts.TryGetValue(error.Code, out string? text) ? $"{Fill(text, error.Parameters)} [{error}]" : $"it refused that: {error}";

    private static string Fill(string text, IReadOnlyList<string> parameters)
        => Place().Replace(text, place => parameters.ElementAtOrDefault(place.Value[1] - '0') ?? "?");

    [GeneratedRegex(@"\{\d\}", RegexOptions.None, MatchLimit.Milliseconds)]
    private static partial Regex Place();
}
