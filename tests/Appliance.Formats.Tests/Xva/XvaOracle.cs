using Appliance.Testing;

namespace Appliance.Formats.Tests.Xva;

/// <summary>
/// A reader of XVA files that shares nothing with ours: Python's tarfile, hashlib and XML-RPC, and xxhsum. It follows the
/// steps of xapi's importer, refuses what that refuses, and writes each disk as a raw file.
/// </summary>
internal static class XvaOracle
{
    private const string Script = """
        import hashlib, json, os, subprocess, sys, tarfile, xmlrpc.client

        REQUIRED = {
          'VM': 'uuid user_version is_a_template resident_on affinity memory_static_max memory_dynamic_max memory_dynamic_min memory_static_min VCPUs_params VCPUs_max VCPUs_at_startup actions_after_shutdown actions_after_reboot actions_after_crash PV_bootloader PV_kernel PV_ramdisk PV_args PV_bootloader_args PV_legacy_args HVM_boot_policy HVM_boot_params platform PCI_bus other_config domid domarch is_control_domain metrics guest_metrics recommendations '
                'power_state suspend_VDI allowed_operations current_operations consoles VIFs VBDs crash_dumps VTPMs last_boot_CPU_flags HVM_shadow_multiplier memory_overhead memory_target snapshots children parent',
          'VBD': 'uuid VM VDI userdevice bootable mode type storage_lock empty other_config status_code status_detail runtime_properties qos_algorithm_type qos_algorithm_params qos_supported_algorithms device currently_attached unpluggable metrics allowed_operations current_operations',
          'VDI': 'uuid SR virtual_size physical_utilisation type sharable read_only other_config storage_lock managed missing parent VBDs crash_dumps snapshots location',
          'SR': 'uuid virtual_allocation physical_utilisation physical_size type content_type shared other_config VDIs PBDs sm_config',
          'VIF': 'uuid device network VM MAC MTU other_config status_code status_detail runtime_properties qos_algorithm_type qos_algorithm_params qos_supported_algorithms metrics',
          'network': 'uuid other_config VIFs PIFs bridge',
        }

        def xxh64(data):
            return subprocess.run(['xxhsum', '-H1', '-'], input=data, stdout=subprocess.PIPE, check=True).stdout.split()[0].decode().upper()

        def objects(text):
            document = '<methodResponse><params><param>' + text + '</param></params></methodResponse>'
            return xmlrpc.client.loads(document)[0][0]

        def main(path, folder):
            tar = tarfile.open(path, 'r|')
            def take():
                m = tar.next()
                assert m is None or m.isreg(), m
                return (None, b'') if m is None else (m.name, tar.extractfile(m).read())
            name, xml = take()
            assert name == 'ova.xml', name
            root = objects(xml.decode('utf-8'))
            for key in 'hostname date product_version product_brand build_number xapi_major xapi_minor'.split():
                assert key in root['version'], key
            assert root['version']['export_vsn'] == '2' and (int(root['version']['xapi_major']), int(root['version']['xapi_minor'])) <= (1, 20)
            ids = {}
            for o in root['objects']:
                missing = [f for f in REQUIRED[o['class']].split() if f not in o['snapshot']]
                assert not missing, (o['class'], missing)
                assert o['id'] not in ids
                ids[o['id']] = o
            assert len({o['snapshot']['uuid'] for o in root['objects']}) == len(root['objects'])
            streamed = sorted({o['snapshot']['VDI'] for o in root['objects'] if o['class'] == 'VBD' and o['snapshot']['type'] != 'CD'})
            first, counts = -1, {}
            for vdi in streamed:
                record = ids[vdi]['snapshot']
                assert ids[record['SR']]['class'] == 'SR'
                size, offset, last, count = int(record['virtual_size']), 0, '-1', 0
                with open(os.path.join(folder, vdi.replace(':', '')), 'wb') as out:
                    while size - offset > 0:
                        name, data = take()
                        assert name is not None and name.startswith(vdi + '/'), (vdi, name)
                        suffix = name[len(vdi) + 1:]
                        assert len(suffix) == 8 and suffix > last, (suffix, last)
                        if first < 0: first = len(data)
                        skipped = (int(suffix) - int(last) - 1) * first
                        out.seek(offset + skipped)
                        if any(data): out.write(data)
                        kind, recorded = take()
                        if kind == name + '.checksum': computed = hashlib.sha1(data).hexdigest()
                        else:
                            assert kind == name + '.xxhash', kind
                            computed = xxh64(data)
                        assert recorded.decode() == computed, (name, recorded, computed)
                        offset, last, count = offset + skipped + len(data), suffix, count + 1
                    out.truncate(offset)
                assert offset == size, (vdi, offset, size)
                counts[vdi] = count
            assert take()[0] is None
            print(json.dumps({'chunks': counts, 'objects': root['objects']}, default=str))

        main(*sys.argv[1:])
        """;

    /// <summary>Checks a file, and writes its disks into <paramref name="folder"/> as <c>Ref0002</c> and so on.</summary>
    /// <returns>JSON: the number of chunks of each disk, and all objects of the descriptor.</returns>
    public static System.Text.Json.JsonElement Check(string path, TemporaryFolder folder)
    {
        string script = folder.Write("oracle.py", Script);
        return System.Text.Json.JsonDocument.Parse(Tool.Run(Tool.Python, script, path, folder.Path)).RootElement;
    }
}
