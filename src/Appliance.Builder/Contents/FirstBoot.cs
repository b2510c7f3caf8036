using System.Globalization;
using Appliance.Builder.Trees;
using Appliance.Guests.FileSystems;

namespace Appliance.Builder.Contents;

/// <summary>Has scripts run once, at the first start, before anybody can log in; first of all those that make keys, which no two machines share.</summary>
/// <param name="tree">The tree.</param>
internal sealed class FirstBoot(RootTree tree)
{
    private const string Folder = "/usr/lib/appliance/firstboot.d";

    // What makes keys, and how.
    private static readonly (string Program, string Script)[] Keys =
    [
        ("/usr/bin/ssh-keygen", "#!/bin/sh\nexec ssh-keygen -A\n"),
        ("/usr/sbin/make-ssl-cert", "#!/bin/sh\nexec make-ssl-cert generate-default-snakeoil --force-overwrite\n"),
    ];

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
        string[] all = [.. Keys.Where(key => tree.Find(key.Program) is not null).Select(key => key.Script), .. scripts];
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
