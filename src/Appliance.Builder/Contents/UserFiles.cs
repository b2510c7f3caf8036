using Appliance.Builder.Templates.Parts;
using Appliance.Builder.Trees;
using Appliance.Guests.FileSystems;

namespace Appliance.Builder.Contents;

/// <summary>Adds users to the files that know them: <c>passwd(5)</c>, <c>shadow(5)</c>, <c>group(5)</c>.</summary>
/// <param name="tree">The tree.</param>
internal sealed class UserFiles(RootTree tree)
{
    private const string NoPassword = "*";
    private const long SecondsOfADay = 86400;

    private static readonly FileRights Own = new(0x1C0);

    /// <summary>Adds them.</summary>
    public void Add(IReadOnlyList<UserAccount> users)
    {
        uint next = 0;
        foreach (UserAccount user in users)
        {
            // Who has no number takes the next one.
            uint id = user.Id == 0 ? 0 : Math.Max(user.Id, next);
            next = Math.Max(next, id + 1);
            Add(user with { Id = id }, user.Name == "root" ? "/root" : $"/home/{user.Name}");
        }
    }

    private void Add(UserAccount user, string home)
    {
        string days = $"{tree.Now / SecondsOfADay}";
        Set("/etc/passwd", user.Name, $"{user.Name}:x:{user.Id}:{user.Id}::{home}:{user.Shell}");
        Set("/etc/shadow", user.Name, $"{user.Name}:{user.PasswordHash ?? NoPassword}:{days}:0:99999:7:::");
        Set("/etc/group", user.Name, $"{user.Name}:x:{user.Id}:");
        user.Groups.ToList().ForEach(group => Join(group, user.Name));
        FileRights rights = Own with { Owner = user.Id, Group = user.Id };
        if (tree.Find(home) is null)
        {
            tree.Put(home, TreeNode.Folder(rights, tree.Now));
        }

        if (user.Keys.Count > 0)
        {
            tree.Put($"{home}/.ssh", TreeNode.Folder(rights, tree.Now));
            tree.PutText($"{home}/.ssh/authorized_keys", string.Concat(user.Keys.Select(key => key + "\n")), rights with { Mode = FileRights.Private.Mode });
        }
    }

    /// <summary>Sets the line of a name, which is its first field; another one is added.</summary>
    private void Set(string path, string name, string line)
    {
        List<string> lines = LinesOf(path);
        int index = lines.FindIndex(other => other.StartsWith($"{name}:", StringComparison.Ordinal));
        if (index < 0)
        {
            lines.Add(line);
        }
        else
        {
            lines[index] = line;
        }

        Write(path, lines);
    }

    private void Join(string group, string user)
    {
        List<string> lines = LinesOf("/etc/group");
        int index = lines.FindIndex(line => line.StartsWith($"{group}:", StringComparison.Ordinal));
        if (index < 0)
        {
            throw new IOException($"the base has no group {group} for the user {user}");
        }

        lines[index] += lines[index].EndsWith(':') ? user : $",{user}";
        Write("/etc/group", lines);
    }

    private List<string> LinesOf(string path) => [.. (tree.ReadText(path) ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries)];

    private void Write(string path, List<string> lines) => tree.PutText(path, string.Concat(lines.Select(line => line + "\n")));
}
