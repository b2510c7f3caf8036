using Appliance.Testing;

namespace Appliance.Formats.Tests.Ova;

/// <summary>
/// What VMware's importers ask of an OVA, written down in Python without a line of ours: the order of the members, the
/// manifest's spelling and digests, and the rules of the descriptor that reports of refused packages tell of.
/// </summary>
internal static class VmwareOracle
{
    private const string Script = """
        import hashlib, os, re, struct, sys, tarfile, xml.etree.ElementTree as ET

        OVF = '{http://schemas.dmtf.org/ovf/envelope/1}'
        RASD = '{http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2/CIM_ResourceAllocationSettingData}'
        VSSD = '{http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2/CIM_VirtualSystemSettingData}'
        VMW = '{http://www.vmware.com/schema/ovf}'
        SECTIONS = {'References', 'DiskSection', 'NetworkSection', 'VirtualSystem', 'VirtualSystemCollection', 'StartupSection', 'OperatingSystemSection',
                    'VirtualHardwareSection', 'ProductSection', 'EulaSection', 'AnnotationSection'}
        SUBTYPES = {5: {None}, 6: {'lsilogic', 'lsilogicsas', 'VirtualSCSI', 'buslogic'}, 20: {'vmware.sata.ahci', 'vmware.nvme.controller'},
                    10: {'E1000', 'E1000e', 'VmxNet3', 'VmxNet2', 'VmxNet', 'PCNet32'}, 15: {'vmware.cdrom.remotepassthrough'}, 1: {'vmware.vtpm'}}
        UNITS = {(5, None): 2, (6, None): 16, (20, 'vmware.sata.ahci'): 30, (20, 'vmware.nvme.controller'): 15}

        def hardware(section, disks, networks):
            assert re.match(r'vmx-\d\d$', section.findtext(OVF + 'System/' + VSSD + 'VirtualSystemType'))
            items = {}
            for item in section.findall(OVF + 'Item'):
                names = [c.tag[len(RASD):] for c in item if c.tag.startswith(RASD)]
                assert names == sorted(names) and len(set(names)) == len(names), names
                get = lambda name: item.findtext(RASD + name)
                number = get('InstanceID')
                assert number not in items and get('ElementName')
                items[number] = (int(get('ResourceType')), get('ResourceSubType'), int(get('Address')) if get('Address') and ':' not in get('Address') else None)
            assert sum(kind == 3 for kind, _, _ in items.values()) == sum(kind == 4 for kind, _, _ in items.values()) == 1
            controllers = [i for i in items.values() if i[0] in (5, 6, 20)]
            assert len({(k, s if k == 20 else None, a) for k, s, a in controllers}) == len(controllers) and all(a is not None and 0 <= a < 4 for _, _, a in controllers)
            taken = set()
            for item in section.findall(OVF + 'Item'):
                get = lambda name: item.findtext(RASD + name)
                kind = int(get('ResourceType'))
                assert kind not in SUBTYPES or get('ResourceSubType') in SUBTYPES[kind], (kind, get('ResourceSubType'))
                if kind in (15, 17):
                    parent, unit = items[get('Parent')], int(get('AddressOnParent'))
                    assert parent[0] in (5, 6, 20) and not (kind == 15 and parent[1] == 'vmware.nvme.controller')
                    assert 0 <= unit < UNITS[(parent[0], parent[1] if parent[0] == 20 else None)] and not (parent[0] == 6 and unit == 7)
                    assert (get('Parent'), unit) not in taken
                    taken.add((get('Parent'), unit))
                if kind == 17: assert disks.pop(re.match('ovf:/disk/(.+)$', get('HostResource')).group(1))
                if kind == 10: assert get('Connection') in networks
                if kind == 4: assert int(get('VirtualQuantity')) % 4 == 0 and get('AllocationUnits') == 'byte * 2^20'

        def descriptor(text, sizes):
            root = ET.fromstring(text)
            assert root.tag == OVF + 'Envelope'
            files = {}
            for f in root.findall(OVF + 'References/' + OVF + 'File'):
                assert sizes[f.get(OVF + 'href')] == int(f.get(OVF + 'size'))
                files[f.get(OVF + 'id')] = f.get(OVF + 'href')
            assert list(files.values()) == list(sizes), 'files stand in another order than in References'
            disks, capacities = {}, {}
            for d in root.findall(OVF + 'DiskSection/' + OVF + 'Disk'):
                assert d.get(OVF + 'format') == 'http://www.vmware.com/interfaces/specifications/vmdk.html#streamOptimized'
                assert d.get(OVF + 'capacityAllocationUnits') == 'byte' and int(d.get(OVF + 'populatedSize')) >= 0
                disks[d.get(OVF + 'diskId')] = capacities[files.pop(d.get(OVF + 'fileRef'))] = int(d.get(OVF + 'capacity'))
            assert not files
            networks = {n.get(OVF + 'name') for n in root.findall(OVF + 'NetworkSection/' + OVF + 'Network')}
            passed = {e for p in root.iter() if not p.tag.startswith((OVF, RASD, VSSD, VMW)) and p.get(OVF + 'required') == 'false' for e in p.iter()}
            assert all(e[0].tag == OVF + 'Info' for e in passed if e.tag.endswith('Section'))
            for e in [e for e in root.iter() if e not in passed]:
                if e.tag.startswith(VMW): assert e.get(OVF + 'required') == 'false', e.tag
                elif e.tag.startswith(OVF):
                    name = e.tag[len(OVF):]
                    assert not name.endswith('Section') or (name in SECTIONS and e[0].tag == OVF + 'Info'), name
                    assert name not in ('StorageItem', 'EthernetPortItem')
                else: assert e.tag.startswith(RASD) or e.tag.startswith(VSSD), e.tag
            systems = list(root.iter(OVF + 'VirtualSystem'))
            assert len({s.get(OVF + 'id') for s in systems}) == len(systems) >= 1
            for s in systems: hardware(s.find(OVF + 'VirtualHardwareSection'), disks, networks)
            assert not disks, 'disks that no machine has'
            return capacities

        def main(path, folder):
            tar = tarfile.open(path, 'r:')
            members = tar.getmembers()
            names = [m.name for m in members]
            assert all(m.isreg() for m in members) and len(set(names)) == len(names)
            assert names[0].endswith('.ovf') and names[1] == names[0][:-4] + '.mf', names
            content = {m.name: tar.extractfile(m).read() for m in members}
            lines = content[names[1]].decode('ascii').split('\n')
            assert lines.pop() == ''
            entries = dict(re.match(r'SHA256\((.+)\)= ([0-9a-f]{64})$', l).groups() for l in lines)
            assert list(entries) == [names[0]] + names[2:]
            for name, digest in entries.items(): assert hashlib.sha256(content[name]).hexdigest() == digest, name
            capacities = descriptor(content[names[0]], {m.name: m.size for m in members[2:]})
            for name, capacity in capacities.items():
                assert struct.unpack('<Q', content[name][12:20])[0] * 512 == capacity
                with open(os.path.join(folder, name), 'wb') as out: out.write(content[name])

        main(*sys.argv[1:])
        """;

    /// <summary>Checks a file, and writes its disks into <paramref name="folder"/> under their names.</summary>
    public static void Check(string path, TemporaryFolder folder)
        => Tool.Run(Tool.Python, folder.Write("vmware-oracle.py", Script), path, folder.Path);
}
