using System.Globalization;
using Appliance.Builder.Trees;
using Appliance.Guests.FileSystems;

namespace Appliance.Builder.Contents;

/// <summary>Has scripts run once, at the first start, before anybody can log in; and makes the keys of an SSH server, which no two machines share.</summary>
/// <param name="tree">The tree.</param>
internal sealed class FirstBoot(RootTree tree)
{
    private const string Folder = "/usr/lib/appliance/firstboot.d";

    private const string Unit = """
        [Unit]
        Description=First start of the appliance
        ConditionPathExists=!/var/lib/appliance/started
        After=local-fs.target
        Before=ssh.service systemd-user-sessions.service

        [Service]
        Type=oneshot
        RemainAfterExit=yes
        ExecStart=/bin/sh -e -c 'for script in /usr/lib/appliance/firstboot.d/*; do "$script"; done'
        ExecStartPost=/bin/sh -c 'mkdir -p /var/lib/appliance && touch /var/lib/appliance/started'

        [Install]
        WantedBy=multi-user.target

        """;

    /// <summary>Adds scripts, which run in this order.</summary>
    public void Add(IReadOnlyList<string> scripts)
    {
        string[] all = tree.Find("/usr/bin/ssh-keygen") is null ? [.. scripts] : ["#!/bin/sh\nexec ssh-keygen -A\n", .. scripts];
        for (int number = 0; number < all.Length; number++)
        {
            tree.PutText(string.Create(CultureInfo.InvariantCulture, $"{Folder}/{number:d3}"), all[number], FileRights.Program);
        }

        if (all.Length > 0)
        {
            tree.PutText("/usr/lib/systemd/system/appliance-firstboot.service", Unit);
            new ServiceLinks(tree).Enable("appliance-firstboot.service");
        }
    }
}
